import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const script = new URL("load.lua", import.meta.url).pathname;

/**
 * As many requests as so many connections carry: requests a second, latencies in ms, and errors of any kind.
 * `ask`: how, the token and the ETag, as load.lua takes them. `pause`: ms that each connection waits before it asks again.
 */
export async function load(url, connections, { seconds, ask = [], pause }) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", script, url, "--", ...ask];
  const env = pause ? { ...process.env, LOAD_PAUSE: String(pause) } : process.env;
  const { stdout } = await run("wrk", args, { env, timeout: (seconds + 60) * 1000 });
  const told = JSON.parse(stdout.trim().split("\n").at(-1));
  return { ...told, perSecond: told.requests / told.seconds };
}
