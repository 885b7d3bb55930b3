// Measures what the console promises and prints it as a table; ends with 1 when a budget does not hold.
//   scripts/bench.sh [--write] [part…]     parts: bytes ready memory ttfb alert ofrep propagation flags thousands engine lighthouse
// With --write the table goes into docs/benchmarks.md as well.
import { chromium } from "playwright-core";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Arkan } from "../end2end/arkan.mjs";
import { BUDGET, firstVisit } from "../end2end/bytes.mjs";
import { failureToNotification } from "./alert.mjs";
import { evaluations } from "./engine.mjs";
import { flags, thousands } from "./flags.mjs";
import { scores } from "./lighthouse.mjs";
import { load } from "./load.mjs";
import { propagation } from "./propagation.mjs";
import { Table } from "./table.mjs";
import { ttfb } from "./ttfb.mjs";

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const wants = (part) => asked.length === 0 || asked.includes(part);
const say = (text) => console.log(`\x1b[36m▸\x1b[0m ${text}`);
const table = new Table();
const arkan = new Arkan(process.env.ARKAN_BENCH_PORT ?? "3177", {
  ARKAN_RATE_TOKEN: "0",
  ARKAN_LOG: "error",
  ARKAN_OUTBOUND_ALLOW: "127.0.0.0/8",
});
const LANGUAGES = ["en", "ar"];
const cookies = {};

/** Resident memory of the console itself, in MB, without its Postgres. */
const memory = () => Number(readFileSync(`/proc/${arkan.child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;

async function bytes() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  for (const lang of LANGUAGES) {
    const context = await browser.newContext({ baseURL: arkan.url });
    const [name, value] = cookies[lang].split("=");
    await context.addCookies([{ name, value, url: arkan.url }]);
    const seen = await firstVisit(await context.newPage(), "/");
    await context.close();
    for (const [kind, what] of Object.entries({ html: "HTML", wasm: "wasm", all: "all of it with fonts" })) {
      table.budget(`First visit, brotli, ${lang}: ${what}`, seen[kind] / 1000, "kB", BUDGET[kind] / 1000);
    }
  }
  await browser.close();
}

/** Seconds from exec to the line that says where to go, on a cluster that was there. */
async function ready() {
  const took = [];
  for (let run = 0; run < 3; run += 1) {
    await arkan.end();
    const begun = performance.now();
    await arkan.start();
    took.push((performance.now() - begun) / 1000);
  }
  table.budget("Ready on an existing cluster, slowest of 3", Math.max(...took), "s", 2);
}

async function ofrep() {
  const environment = arkan.sql("SELECT key FROM environments WHERE production LIMIT 1");
  const token = await arkan.token(cookies.en, "evaluate", `arkan/${environment}`);
  for (const connections of [64, 1000]) {
    const bare = await load(`${arkan.url}/healthz`, connections, { seconds: 10 });
    const told = await load(arkan.url, connections, { seconds: 15, ask: ["single", token] });
    const what = `OFREP single, ${connections} connections`;
    table.beside(`${what}: requests/s`, told.perSecond, "", bare.perSecond, "GET /healthz");
    table.beside(`${what}: p99`, told.p99, "ms", bare.p99, "GET /healthz");
    table.none(`${what}: errors of ${told.requests}`, told.errors);
  }
}

async function pages() {
  for (const lang of LANGUAGES) {
    const signedIn = { Cookie: cookies[lang], "Accept-Language": lang };
    const guide = arkan.sql("SELECT slug FROM guides ORDER BY slug LIMIT 1");
    for (const [name, path, headers] of [
      ["login", "/login", { "Accept-Language": lang }],
      ["dashboard", "/", signedIn],
      ["flags", "/p/arkan/flags", signedIn],
      ["a guide", `/guides/${guide}`, signedIn],
    ]) {
      const { performance, accessibility, practices, missed } = await scores(arkan.url + path, headers, 3);
      const what = `Lighthouse mobile, ${name}, ${lang}`;
      table.budget(`${what}: performance`, performance, "", 95, true);
      table.budget(`${what}: accessibility`, accessibility, "", 100, true);
      table.budget(`${what}: best practices`, practices, "", 100, true);
      if (missed.length > 0) say(`${what}: ${missed.join(", ")}`);
    }
  }
}

try {
  say("starting a console of its own");
  await arkan.start();
  for (const lang of LANGUAGES) arkan.addUser("admin", `admin-${lang}@example.com`, "Admin", lang);
  if (wants("bytes")) {
    for (const lang of LANGUAGES) cookies[lang] = await arkan.signIn(`admin-${lang}@example.com`);
    say("bytes of a first visit");
    await bytes();
  }
  say("100,000 check results, 1,000 flags, 1,000 releases");
  arkan.sql(readFileSync(new URL("seed.sql", import.meta.url), "utf8"));
  // The engines read what was put behind their back.
  await arkan.end();
  await arkan.start();
  for (const lang of LANGUAGES) cookies[lang] = await arkan.signIn(`admin-${lang}@example.com`);
  if (wants("ready")) {
    say("starts");
    await ready();
  }
  if (wants("memory")) {
    say("idle memory, after half a minute");
    await sleep(30_000);
    table.budget("Idle memory of arkan, without Postgres", memory(), "MB", 80);
  }
  if (wants("ttfb")) {
    say("the dashboard at 50 requests/s for 20 s");
    await ttfb(`${arkan.url}/`, cookies.en, { rate: 50, seconds: 3 });
    const { p50, p95 } = await ttfb(`${arkan.url}/`, cookies.en, { rate: 50, seconds: 20 });
    const bare = await ttfb(`${arkan.url}/healthz`, cookies.en, { rate: 50, seconds: 5 });
    table.budget("Dashboard, signed in, 50 requests/s: first byte, p95", p95, "ms", 20);
    table.beside("Dashboard, signed in, 50 requests/s: first byte, p50", p50, "ms", bare.p50, "GET /healthz");
  }
  if (wants("alert")) {
    say("from a failure to its notification, checked every 10 s");
    table.budget("Failure to notification, 10 s interval, 1 retry", await failureToNotification(arkan, cookies.en), "s", 30);
  }
  if (wants("ofrep")) {
    say("OFREP, one flag a request, 64 and 1,000 connections");
    await ofrep();
  }
  if (wants("propagation")) {
    say("changes at one replica, told by another: 100 changes, 20 clients");
    const { p50, p95, changes, clients } = await propagation(arkan, cookies.en);
    const what = `Change at one replica to ${clients} clients of another, ${changes} changes`;
    table.budget(`${what}: p95`, p95, "ms", 250);
    table.beside(`${what}: p50`, p50, "ms", 250, "budget of p95");
  }
  if (wants("engine")) {
    say("evaluations in process");
    const { one, all, flags, explain } = evaluations();
    table.beside("Evaluations/s in process, one core", one, "", all, `in lists of ${flags}`);
    table.budget("One flag of five strategies explained, in process", explain, "ms", 1);
  }
  if (wants("memory")) table.beside("Memory of arkan after the load", memory(), "MB", 80, "idle budget");
  if (wants("lighthouse")) {
    say("Lighthouse, three runs a page, the median");
    await pages();
  }
} finally {
  await arkan.stop();
}
// Each on a console of its own, once this one is gone.
if (wants("flags")) {
  say("100 flags with a share and a constraint each");
  await flags(table, say);
}
if (wants("thousands")) {
  say("5,000 flags");
  await thousands(table);
}

const revision = execFileSync("git", ["log", "-1", "--format=%h %cs"], { encoding: "utf8" }).trim();
const machine = `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB; the load came from the same machine`;
console.log(`\n${table}\n`);
if (process.argv.includes("--write")) {
  const head = `# Figures\n\nMade by \`scripts/bench.sh --write\` at ${revision}, on ${machine}. A ratio below 1 is better than its budget, except where the budget is a least.\n`;
  writeFileSync(new URL("../docs/benchmarks.md", import.meta.url), `${head}\n${table}\n`);
}
for (const { what, figure, against } of table.missed) console.error(`✗ ${what}: ${figure}, wanted ${against}`);
process.exitCode = table.missed.length > 0 ? 1 : 0;
