import { freePort, replica } from "../end2end/arkan.mjs";
import { listen, streamOf } from "../end2end/events.mjs";
import { quantile } from "./ttfb.mjs";

const CHANGES = 100;
const CLIENTS = 20;

/**
 * Milliseconds from the moment somebody sends a change to one replica until each client of another is told: half of them
 * by OFREP's event stream, half by Unleash's.
 */
export async function propagation(arkan, cookie) {
  const environment = arkan.sql("SELECT key FROM environments WHERE production LIMIT 1");
  const place = `arkan/${environment}`;
  const sdk = await arkan.token(cookie, "sdk", place);
  const evaluate = await arkan.token(cookie, "evaluate", place);
  const key = "propagation";
  const flag = `/p/arkan/flags/${key}`;
  await arkan.post("/p/arkan/flags", cookie, { key, description: "x", kind: "operational" });
  const other = replica(arkan.data, await freePort(), arkan.extra);
  await other.start();
  const streams = [];
  const took = [];
  let begun;
  let waiting = 0;
  let everyone = () => undefined;
  const told = () => {
    if (begun === undefined) return;
    took.push(performance.now() - begun);
    waiting -= 1;
    if (waiting === 0) everyone();
  };
  try {
    const stream = await streamOf(other.url, evaluate);
    for (let client = 0; client < CLIENTS; client += 1) {
      streams.push(
        client % 2 === 0
          ? await listen(stream, {}, told)
          : await listen(`${other.url}/api/client/streaming`, { authorization: sdk }, told),
      );
    }
    // What each is told at the beginning is no change.
    await new Promise((done) => setTimeout(done, 1000));
    let version = Number(
      arkan.sql(`SELECT flag_environments.version FROM flag_environments JOIN flags ON flags.id = flag_id JOIN environments ON environments.id = environment_id
        WHERE flags.key = '${key}' AND environments.key = '${environment}'`),
    );
    for (let change = 0; change < CHANGES; change += 1) {
      const done = new Promise((resolve, reject) => {
        everyone = resolve;
        setTimeout(() => reject(new Error(`${waiting} of ${CLIENTS} clients were not told of change ${change}`)), 10_000).unref();
      });
      waiting = CLIENTS;
      begun = performance.now();
      const [form, fields] = change % 2 === 0 ? ["kill", { reason: "bench" }] : ["revive", { version: String(version) }];
      const answer = await arkan.post(`${flag}/${environment}/${form}`, cookie, fields, { "x-arkan-enhance": "1" });
      if (!(await answer.json()).ok) throw new Error(`change ${change} was refused`);
      version += 1;
      await done;
      begun = undefined;
      // People do not change flags in lockstep with the wake-ups.
      await new Promise((next) => setTimeout(next, 20 + Math.random() * 80));
    }
  } finally {
    for (const stream of streams) stream.close();
    await other.stop();
  }
  took.sort((a, b) => a - b);
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), changes: CHANGES, clients: CLIENTS };
}
