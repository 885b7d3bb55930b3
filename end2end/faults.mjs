// Kills the console and its Postgres at random moments under load, and looks whether anything acknowledged was lost.
//   node end2end/faults.mjs [kills of each]     ARKAN_BIN and ARKAN_SITE as in scripts/e2e.sh
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const kills = Number(process.argv[2] ?? 10);
const port = process.env.ARKAN_FAULTS_PORT ?? "3188";
const base = `http://127.0.0.1:${port}`;
const data = mkdtempSync(join(tmpdir(), "arkan-faults-"));
chmodSync(data, 0o755);
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  ARKAN_SITE: process.env.ARKAN_SITE,
  ARKAN_DATA: data,
  ARKAN_LISTEN: `127.0.0.1:${port}`,
  ARKAN_RATE_ADDRESS: "0",
  ARKAN_LOG: "error",
};
const password = "a quiet harbour at noon";
const arkan = (...args) => execFileSync(process.env.ARKAN_BIN, args, { env, input: password, encoding: "utf8" });

let child;
let restarts = 0;
async function start() {
  child = spawn(process.env.ARKAN_BIN, ["serve"], { env, stdio: ["ignore", "pipe", "ignore"] });
  const begun = Date.now();
  await new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => String(chunk).includes("Arkan is ready") && resolve());
    child.on("exit", (code) => reject(new Error(`the console ended with ${code} at start`)));
    setTimeout(() => reject(new Error("the console did not start within 60 s")), 60_000).unref();
  });
  child.removeAllListeners("exit");
  return Date.now() - begun;
}

async function post(path, cookie, form) {
  return fetch(base + path, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin: base },
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(15_000),
  });
}

async function signIn() {
  const answer = await post("/login", "", { email: "admin@example.com", password });
  return answer.headers.getSetCookie()[0].split(";")[0];
}

const acknowledged = [];
let refused = 0;
let working = true;
/** Creates flags one after the other and notes each that the console acknowledged. */
async function load(cookie, worker) {
  for (let number = 0; working; number += 1) {
    const key = `w${worker}-${number}`;
    try {
      const answer = await post("/p/arkan/flags", cookie, { key, description: "x", kind: "release" });
      if (answer.status === 303 && answer.headers.get("location")?.endsWith(`/flags/${key}`)) acknowledged.push(key);
      else refused += 1;
    } catch {
      refused += 1;
      await sleep(50);
    }
  }
}

const sql = (query) =>
  execFileSync("psql", ["-h", join(data, "postgres/socket"), "-U", "arkan", "-d", "arkan", "-Atc", query], {
    encoding: "utf8",
  }).trim();

try {
  await start();
  arkan("user", "add", "--email", "admin@example.com", "--name", "Admin", "--role", "admin");
  const cookie = await signIn();
  const workers = [1, 2, 3, 4].map((worker) => load(cookie, worker));
  const starts = [];
  for (let round = 0; round < kills * 2; round += 1) {
    await sleep(500 + Math.random() * 1500);
    // A backup is under way when the blow falls, so that a job is hit, too.
    if (round % 4 === 0) await post("/backups/run", cookie, {}).catch(() => undefined);
    if (round % 2 === 0) {
      child.kill("SIGKILL");
      await new Promise((done) => child.on("exit", done));
      starts.push(await start());
      restarts += 1;
    } else {
      process.kill(Number(readFileSync(join(data, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      for (let tries = 0; ; tries += 1) {
        if ((await fetch(`${base}/readyz`).catch(() => undefined))?.status === 200) break;
        if (tries > 300) throw new Error("the console did not find its Postgres again");
        await sleep(100);
      }
    }
  }
  working = false;
  await Promise.all(workers);

  // A lease runs out after 15 s; then no job may be left running, and none may have run to the end twice.
  for (let tries = 0; sql("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')") !== "0"; tries += 1) {
    if (tries > 90) throw new Error(`jobs are left: ${sql("SELECT kind, state, attempts FROM jobs")}`);
    await sleep(1000);
  }
  const stored = new Set(sql("SELECT key FROM flags").split("\n"));
  const lost = acknowledged.filter((key) => !stored.has(key));
  const audited = Number(sql("SELECT count(DISTINCT target_label) FROM audit_events WHERE action = 'flag.create'"));
  const left = sql("SELECT count(*) FROM backups WHERE state = 'running'");
  const backups = sql("SELECT state || ' ' || count(*) FROM backups GROUP BY state ORDER BY 1").replaceAll("\n", ", ");
  child.kill("SIGTERM");
  await new Promise((done) => child.on("exit", done));
  console.log(
    `${kills} kills of the console, ${kills} of Postgres; ${acknowledged.length} writes acknowledged, ${refused} refused, ` +
      `${lost.length} lost; ${stored.size} flags, ${audited} of them audited; backups: ${backups || "none"}, ${left} left running; ` +
      `slowest start ${Math.max(...starts)} ms`,
  );
  if (lost.length > 0 || audited !== stored.size || left !== "0" || acknowledged.length === 0) process.exitCode = 1;
} finally {
  if (child?.exitCode === null) child.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
}
