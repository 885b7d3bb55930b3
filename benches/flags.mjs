// 100 flags with a share and a constraint each, answered by the console and by the peer, one after the other on the same
// machine, each with a database of its own on the same cluster.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Arkan } from "../end2end/arkan.mjs";
import { load } from "./load.mjs";
import { Peer } from "./peer.mjs";
import { ttfb } from "./ttfb.mjs";

/** What the console is asked to be, beside the peer. */
const TIMES = 20;
const P99 = 50;
/** How long each of a thousand clients waits before it asks again, in ms: together they ask up to 10,000 times a second. */
const PAUSE = 100;
const postgres = new URL("../scripts/postgres.sh", import.meta.url).pathname;

const strategy = (key, share) => ({
  name: "flexibleRollout",
  constraints: [{ contextName: "userId", operator: "NOT_IN", values: ["banned-1", "banned-2"] }],
  parameters: { rollout: String(share), stickiness: "default", groupId: key },
});
const FLAGS = Array.from({ length: 100 }, (_, number) => {
  const key = `flag-${number + 1}`;
  return { key, strategy: strategy(key, 30 + (number % 70)) };
});

/** A cluster for both, with a database for each. */
async function withCluster(work) {
  const folder = mkdtempSync(join(tmpdir(), "arkan-bench-"));
  chmodSync(folder, 0o755);
  const cluster = join(folder, "pg");
  const url = execFileSync(postgres, ["start", cluster], { encoding: "utf8" }).trim();
  const database = (name) => {
    execFileSync("psql", [url, "-qc", `CREATE DATABASE ${name}`]);
    return url.replace(/\/postgres$/, `/${name}`);
  };
  try {
    await work(database);
  } finally {
    execFileSync(postgres, ["stop", cluster]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const memory = (pid) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;

async function started(database) {
  const arkan = new Arkan(process.env.ARKAN_BENCH_PORT ?? "3177", { DATABASE_URL: database, ARKAN_RATE_TOKEN: "0", ARKAN_LOG: "error" });
  await arkan.start();
  arkan.addUser("admin", "admin@example.com", "Admin");
  arkan.cookie = await arkan.signIn("admin@example.com");
  return arkan;
}

/** Puts flags into every environment of the project `arkan`, behind the console's back. */
function put(arkan, flags) {
  const rows = flags.map(({ key, strategy }) => ({ key, strategies: [strategy] }));
  arkan.sql(`INSERT INTO flags (id, project_id, key, description, kind, created_at, updated_at)
    SELECT gen_random_uuid(), p.id, f.key, 'A flag of the bench', 'release', now(), now() - f.n * interval '1 second'
    FROM projects p, ROWS FROM (jsonb_to_recordset($json$${JSON.stringify(rows)}$json$) AS (key text, strategies jsonb))
      WITH ORDINALITY AS f (key, strategies, n) WHERE p.key = 'arkan';
    INSERT INTO flag_environments (flag_id, environment_id, enabled, strategies, updated_at)
    SELECT flags.id, e.id, true, f.strategies, now()
    FROM flags JOIN environments e USING (project_id),
      jsonb_to_recordset($json$${JSON.stringify(rows)}$json$) AS f (key text, strategies jsonb) WHERE f.key = flags.key;
    INSERT INTO flag_revisions (environment_id, revision) SELECT id, 1 FROM environments
    ON CONFLICT (environment_id) DO UPDATE SET revision = flag_revisions.revision + 1`);
  arkan.sql("ANALYZE");
}

async function tagOf(url, token) {
  const answer = await fetch(`${url}/api/client/features`, { headers: { authorization: token } });
  await answer.arrayBuffer();
  return answer.headers.get("etag");
}

/** The same questions to one server: by name, each with its figures. */
async function asked(url, { evaluate, rules, ofrep }, seconds) {
  const ways = [
    ["/api/frontend", "frontend", evaluate],
    ...(ofrep ? [["OFREP bulk", "bulk", evaluate]] : []),
  ];
  const figures = {};
  await load(url, 64, { seconds: 3, ask: ["frontend", evaluate] });
  for (const connections of [64, 1000]) {
    for (const [name, how, token] of ways) {
      figures[`${name}, ${connections} connections`] = await load(url, connections, { seconds, ask: [how, token] });
    }
  }
  for (const [name, how, token] of ways) {
    figures[`${name}, 1000 connections that pause ${PAUSE} ms`] = await load(url, 1000, { seconds, ask: [how, token], pause: PAUSE });
  }
  figures["client/features, 64 connections"] = await load(url, 64, { seconds, ask: ["features", rules] });
  figures["client/features with its ETag, 64 connections"] = await load(url, 64, { seconds, ask: ["features", rules, await tagOf(url, rules)] });
  return figures;
}

/** 100 flags: requests a second, latencies and errors beside the peer's. */
export async function flags(table, say) {
  await withCluster(async (database) => {
    const arkan = await started(database("arkan"));
    let ours;
    try {
      put(arkan, FLAGS);
      await arkan.end();
      await arkan.start();
      const place = "arkan/production";
      const evaluate = await arkan.token(arkan.cookie, "evaluate", place);
      const rules = await arkan.token(arkan.cookie, "sdk", place);
      ours = await asked(arkan.url, { evaluate, rules, ofrep: true }, 12);
    } finally {
      await arkan.stop();
    }
    let theirs = {};
    let name;
    if (Peer.installed()) {
      const peer = new Peer("3178", database("peer"));
      name = peer.name;
      say(`the same of ${name}`);
      try {
        await peer.start();
        await peer.seed(FLAGS);
        theirs = await asked(peer.url, { evaluate: peer.frontend, rules: peer.client }, 12);
      } finally {
        await peer.stop();
      }
    } else {
      say("the peer is not installed (scripts/setup.sh bench): its figures are left out");
    }
    for (const [what, figure] of Object.entries(ours)) {
      // OFREP's bulk answer is what the peer's frontend API is: every flag for one user.
      const other = theirs[what] ?? theirs[what.replace("OFREP bulk", "/api/frontend")];
      const crowd = what.includes("1000");
      const wanted = what.startsWith("client") || what.includes("pause") ? undefined : TIMES;
      table.peer(`100 flags, ${what}: requests/s`, figure.perSecond, "", other?.perSecond, name, wanted);
      table.peer(`100 flags, ${what}: p50`, figure.p50, "ms", other?.p50, name);
      if (crowd) table.budget(`100 flags, ${what}: p99`, figure.p99, "ms", P99);
      else table.peer(`100 flags, ${what}: p99`, figure.p99, "ms", other?.p99, name);
      table.none(`100 flags, ${what}: errors of ${figure.requests}`, figure.errors, other && `${name}: ${other.errors} of ${other.requests}`);
    }
  });
}

/** 5,000 flags: the list's first byte, and what they cost in memory. */
export async function thousands(table) {
  await withCluster(async (database) => {
    const arkan = await started(database("arkan"));
    try {
      const rest = async () => {
        await arkan.end();
        await arkan.start();
        await new Promise((done) => setTimeout(done, 15_000));
        return memory(arkan.child.pid);
      };
      const empty = await rest();
      put(arkan, Array.from({ length: 5000 }, (_, number) => ({ key: `flag-${number}`, strategy: strategy(`flag-${number}`, number % 100) })));
      const full = await rest();
      table.budget("5,000 flags in two environments: memory they take", full - empty, "MB", 60);
      const pages = {
        "the list": "/p/arkan/flags",
        "by key, in the middle": "/p/arkan/flags?sort=key&before=key.flag-3",
        "a search": "/p/arkan/flags?q=flag-47",
      };
      for (const [what, path] of Object.entries(pages)) {
        await ttfb(arkan.url + path, arkan.cookie, { rate: 10, seconds: 2 });
        const { p95 } = await ttfb(arkan.url + path, arkan.cookie, { rate: 20, seconds: 10 });
        table.budget(`5,000 flags, ${what}, 20 requests/s: first byte, p95`, p95, "ms", 50);
      }
    } finally {
      await arkan.stop();
    }
  });
}
