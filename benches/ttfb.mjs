import { Agent, get } from "node:http";
import { performance } from "node:perf_hooks";

/** The figure below which this share of the sorted ones lies. */
export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];

/**
 * Milliseconds to the first byte of a page at a steady rate. Each request starts on its own beat, answered or not the one
 * before, so that a slow answer does not hide the ones behind it.
 */
export async function ttfb(url, cookie, { rate, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const once = () =>
    new Promise((resolve, reject) => {
      const begun = performance.now();
      const request = get(url, { agent, headers: { cookie, "accept-encoding": "br" }, timeout: 10_000 }, (answer) => {
        const took = performance.now() - begun;
        answer.resume();
        answer.on("end", () => (answer.statusCode === 200 ? resolve(took) : reject(new Error(`answered ${answer.statusCode}`))));
      });
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error("no answer within 10 s")));
    });
  const asked = [];
  const begun = performance.now();
  for (let number = 0; number < rate * seconds; number += 1) {
    const due = begun + (number * 1000) / rate;
    await new Promise((next) => setTimeout(next, Math.max(0, due - performance.now())));
    const one = once();
    // Looked at below, once all were asked.
    one.catch(() => undefined);
    asked.push(one);
  }
  const took = (await Promise.all(asked)).sort((a, b) => a - b);
  agent.destroy();
  return { requests: took.length, p50: quantile(took, 0.5), p95: quantile(took, 0.95), p99: quantile(took, 0.99) };
}
