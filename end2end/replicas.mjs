// Two replicas on one Postgres, a rollout plan of five steps, and at each step one of them is killed with SIGKILL and
// started again: every step is taken once, in order, and never before its time.
//   node end2end/replicas.mjs     ARKAN_BIN and ARKAN_SITE as in scripts/e2e.sh, DATABASE_URL of an empty database
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Arkan } from "./arkan.mjs";

const KEY = "two-replicas";
const SHARES = [5, 20, 40, 70, 100];
/** How long each share stays, in seconds. */
const STAYS = 4;
const { DATABASE_URL } = process.env;
const port = Number(process.env.ARKAN_REPLICAS_PORT ?? 3186);
const settings = { DATABASE_URL, ARKAN_LOG: "error" };
const replicas = [0, 1].map((number) => new Arkan(String(port + number), settings));

function sql(query) {
  return execFileSync("psql", [DATABASE_URL, "-v", "ON_ERROR_STOP=1", "-qAt"], { encoding: "utf8", input: query }).trim();
}

const taken = () => Number(sql("SELECT count(*) FROM flag_plan_runs"));

async function until(what, holds) {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 600) throw new Error(`${what}: ${sql("SELECT * FROM flag_plans")} ${sql("SELECT * FROM flag_plan_runs")}`);
    await sleep(50);
  }
}

/** Kills a replica about the moment at which a step is due, now a little before it, now a little after. */
async function kill(replica, step) {
  const due = Number(sql("SELECT extract(epoch FROM max(at)) * 1000 FROM flag_plan_runs")) + STAYS * 1000;
  const about = due + [-150, 0, 150, 450][step % 4];
  await sleep(Math.max(0, about - Date.now()));
  await replica.end("SIGKILL");
  await replica.start();
}

try {
  await replicas[0].start();
  replicas[0].addUser("product_owner", "owner@example.com", "Owner");
  await replicas[1].start();
  const cookie = await replicas[0].signIn("owner@example.com");
  const flag = "/p/arkan/flags";
  const environment = sql("SELECT key FROM environments ORDER BY position DESC LIMIT 1");
  await replicas[0].post(flag, cookie, { key: KEY, description: "x", kind: "release" });
  const steps = SHARES.flatMap((share, row) => [
    [`share_${row + 1}`, String(share)],
    [`wait_${row + 1}`, row + 1 < SHARES.length ? `${STAYS}s` : ""],
  ]);
  const form = { ...Object.fromEntries(steps), version: "1", alerts: "none", on_trip: "pause" };
  const started = await replicas[1].post(`${flag}/${KEY}/${environment}/plan`, cookie, form, { "x-arkan-enhance": "1" });
  if (!(await started.json()).ok) throw new Error("the plan was refused");
  // The first step is taken with the start: who said so dies as soon as it is said.
  await replicas[1].end("SIGKILL");
  await replicas[1].start();

  for (let step = 1; step < SHARES.length; step += 1) {
    await kill(replicas[step % 2], step);
    await until(`step ${step + 1}`, () => taken() > step);
  }
  await until("the end", () => sql("SELECT state FROM flag_plans") === "finished");

  const runs = sql("SELECT position || ':' || percentage FROM flag_plan_runs ORDER BY at").split("\n");
  const audited = sql(
    "SELECT (after->>'step')::int - 1 || ':' || (after->>'share_to') FROM audit_events WHERE action = 'flag.plan_step' ORDER BY seq",
  ).split("\n");
  const versions = sql("SELECT version FROM flag_versions WHERE action = 'flag.plan_step' ORDER BY version").split("\n");
  const early = sql(`SELECT count(*) FROM (SELECT at - lag(at) OVER (ORDER BY position) AS stayed FROM flag_plan_runs) AS stays
    WHERE stayed < interval '${STAYS} seconds'`);
  const share = sql(`SELECT strategies->0->'parameters'->>'rollout' FROM flag_environments JOIN flags ON flags.id = flag_id
    JOIN environments ON environments.id = environment_id WHERE flags.key = '${KEY}' AND environments.key = '${environment}'`);
  const expected = SHARES.map((percent, position) => `${position}:${percent}`);
  const right =
    runs.join() === expected.join() &&
    audited.join() === expected.join() &&
    versions.join() === "2,3,4,5,6" &&
    early === "0" &&
    share === "100";
  console.log(
    `${SHARES.length} kills of a replica; steps taken ${runs.join(" ")}; audited ${audited.join(" ")}; versions ${versions.join(" ")}; ` +
      `${early} before their time; the share is ${share}`,
  );
  if (!right) process.exitCode = 1;
} finally {
  for (const replica of replicas) {
    await replica.end("SIGKILL");
    await replica.stop();
  }
}
