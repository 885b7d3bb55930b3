// Kills the console and its Postgres at random moments under load, and looks whether anything acknowledged was lost
// and whether any job was lost or ran to its end twice.
//   node end2end/faults.mjs [kills of each]     ARKAN_BIN and ARKAN_SITE as in scripts/e2e.sh
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Arkan } from "./arkan.mjs";

const kills = Number(process.argv[2] ?? 10);
const arkan = new Arkan(process.env.ARKAN_FAULTS_PORT ?? "3188", { ARKAN_LOG: "error" });

const acknowledged = [];
let refused = 0;
let working = true;
/** Creates flags one after the other and notes each that the console acknowledged. */
async function load(cookie, worker) {
  for (let number = 0; working; number += 1) {
    const key = `w${worker}-${number}`;
    try {
      const answer = await arkan.post("/p/arkan/flags", cookie, { key, description: "x", kind: "release" });
      if (answer.status === 303 && answer.headers.get("location")?.endsWith(`/flags/${key}`)) acknowledged.push(key);
      else refused += 1;
    } catch {
      refused += 1;
      await sleep(50);
    }
  }
}

/** Asks for a backup; whether the console said that it will be made. */
async function backup(cookie) {
  const answer = await arkan.post("/backups/run", cookie, {}, { "x-arkan-enhance": "1" }).catch(() => undefined);
  return (await answer?.json().catch(() => undefined))?.ok === true;
}

async function killConsole() {
  await arkan.end("SIGKILL");
  const begun = Date.now();
  await arkan.start();
  return Date.now() - begun;
}

async function killPostgres() {
  const pid = Number(readFileSync(join(arkan.data, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(pid, "SIGKILL");
  for (let tries = 0; ; tries += 1) {
    if ((await fetch(`${arkan.url}/readyz`).catch(() => undefined))?.status === 200) return;
    if (tries > 300) throw new Error("the console did not find its Postgres again");
    await sleep(100);
  }
}

/** A lease runs out after 15 s; then no job may be left. */
async function jobsEnded() {
  for (let tries = 0; arkan.sql("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')") !== "0"; tries += 1) {
    if (tries > 90) throw new Error(`jobs are left: ${arkan.sql("SELECT kind, state, attempts FROM jobs")}`);
    await sleep(1000);
  }
}

try {
  await arkan.start();
  arkan.addUser("admin", "admin@example.com", "Admin");
  const cookie = await arkan.signIn("admin@example.com");
  const workers = [1, 2, 3, 4].map((worker) => load(cookie, worker));
  const starts = [];
  let promised = 0;
  for (let round = 0; round < kills * 2; round += 1) {
    await sleep(500 + Math.random() * 1500);
    // A backup is under way when the blow falls, so that a job is hit, too.
    if (round % 4 === 0 && (await backup(cookie))) promised += 1;
    if (round % 2 === 0) starts.push(await killConsole());
    else await killPostgres();
  }
  working = false;
  await Promise.all(workers);
  await jobsEnded();

  const stored = new Set(arkan.sql("SELECT key FROM flags").split("\n"));
  const lost = acknowledged.filter((key) => !stored.has(key));
  const audited = Number(arkan.sql("SELECT count(*) FROM audit_events WHERE action = 'flag.create'"));
  const requested = Number(arkan.sql("SELECT count(*) FROM backups"));
  const ended = arkan.sql("SELECT state || ' ' || count(*) FROM backups GROUP BY state ORDER BY 1").replaceAll("\n", ", ");
  // Each backup came to one end, and to one only: the audit trail tells of each end, in the end's own transaction.
  const ends = `SELECT count(*) AS ends FROM backups LEFT JOIN audit_events ON target_id = backups.id::text
    AND action IN ('backup.store', 'backup.fail') GROUP BY backups.id`;
  const odd = Number(arkan.sql(`SELECT count(*) FROM (${ends}) AS ends WHERE ends <> 1`));
  await arkan.end();
  console.log(
    `${kills} kills of the console, ${kills} of Postgres; ${acknowledged.length} writes acknowledged, ${refused} refused, ` +
      `${lost.length} lost; ${stored.size} flags, ${audited} creations audited; ${promised} backups promised, ${requested} made ` +
      `(${ended || "none"}), ${odd} without exactly one end; slowest start ${Math.max(...starts)} ms`,
  );
  const whole = lost.length === 0 && audited === stored.size && odd === 0 && requested >= promised;
  if (!whole || acknowledged.length === 0 || promised === 0) process.exitCode = 1;
} finally {
  await arkan.end("SIGKILL");
  await arkan.stop();
}
