// Takes the database away from a console that has one of somebody else's, restarts the console without it, gives it
// back, and looks whether applications got their flags all the time and whether anything counted was lost.
//   node end2end/outage.mjs     ARKAN_BIN and ARKAN_SITE as in scripts/e2e.sh
import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Arkan } from "./arkan.mjs";

const folder = mkdtempSync(join(tmpdir(), "arkan-outage-"));
chmodSync(folder, 0o755);
const script = new URL("../scripts/postgres.sh", import.meta.url).pathname;
const postgres = (verb) => execFileSync(script, [verb, join(folder, "pg")], { encoding: "utf8" }).trim();
const DATABASE_URL = postgres("start");
const arkan = new Arkan(process.env.ARKAN_OUTAGE_PORT ?? "3166", { DATABASE_URL, ARKAN_LOG: "error" });
const KEY = "checkout";
const USERS = Array.from({ length: 20 }, (_, number) => `user-${number}`);
const NOT_STORED = /was not stored|ولم يُحفظ/;

let asked = 0;
/** Asks over OFREP for each user: the answers, and what they say to be answered from. */
async function ofrep(token) {
  const values = [];
  let source = null;
  for (const targetingKey of USERS) {
    const answer = await ask(`/ofrep/v1/evaluate/flags/${KEY}`, { context: { targetingKey } }, { authorization: `Bearer ${token}` });
    assert.equal(answer.status, 200);
    asked += 1;
    source = answer.headers.get("arkan-flags")?.split(";")[0] ?? null;
    const { value, metadata } = await answer.json();
    assert.equal(metadata.source ?? null, source);
    values.push(value);
  }
  return { values, source };
}

/** Reads the rules as Unleash's SDKs for servers do. */
async function rules(token, tag = "") {
  const answer = await ask("/api/client/features", null, { authorization: token, "if-none-match": tag });
  return { status: answer.status, tag: answer.headers.get("etag") };
}

function ask(path, json, headers = {}) {
  const sent = json ? { method: "POST", body: JSON.stringify(json) } : {};
  const signal = AbortSignal.timeout(10_000);
  return fetch(arkan.url + path, { ...sent, redirect: "manual", signal, headers: { "content-type": "application/json", ...headers } });
}

async function eventually(what, holds) {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 300, `${what} did not come within 30 s\n${arkan.log}`);
    await sleep(100);
  }
}

const status = async (path) => (await ask(path)).status;
const source = async (token) => (await ask(`/ofrep/v1/evaluate/flags/none`, {}, { authorization: `Bearer ${token}` })).headers.get("arkan-flags");
const counted = () => Number(arkan.sql("SELECT coalesce(sum(enabled + disabled), 0) FROM flag_usage"));

/** What people and machines meet while the database is away; `answers` are those from before. */
async function without(tokens, cookie, answers, tag, from) {
  const { values, source } = await ofrep(tokens.evaluate);
  assert.deepEqual(values, answers);
  assert.equal(source, from);
  assert.deepEqual(await rules(tokens.sdk, tag), { status: 304, tag });
  assert.equal((await rules(tokens.sdk)).status, 200);
  const frontend = await ask("/api/frontend?userId=user-0", null, { authorization: tokens.evaluate });
  assert.equal(frontend.status, 200);
  assert.equal((await frontend.json()).toggles.some(({ name }) => name === KEY), answers[0]);
  assert.equal(await status("/healthz"), 200);
  assert.equal(await status("/readyz"), 503);
  assert.equal(await status("/readyz/flags"), 200);
  assert.equal((await rules("ark_sdk_nobody_knows")).status, 503, "a token that is not known is not refused for good");
  for (const lang of ["en", "ar"]) {
    const page = await ask(`/p/arkan/flags?lang=${lang}`, null, { cookie });
    assert.equal(page.status, 503);
    assert.match(await page.text(), new RegExp(`<html[^>]*lang="${lang}"`));
    const form = { key: `lost-${lang}`, description: "x", kind: "release" };
    const plain = await arkan.post(`/p/arkan/flags?lang=${lang}`, cookie, form);
    assert.equal(plain.status, 503);
    assert.match(await plain.text(), NOT_STORED);
    const enhanced = await arkan.post(`/p/arkan/flags?lang=${lang}`, cookie, form, { "x-arkan-enhance": "1" });
    assert.equal(enhanced.status, 503);
    assert.match((await enhanced.json()).summary, NOT_STORED);
  }
}

try {
  await arkan.start();
  arkan.addUser("admin", "admin@example.com", "Admin");
  const cookie = await arkan.signIn("admin@example.com");
  const change = async (path, form) => assert.equal((await arkan.post(`/p/arkan/flags${path}`, cookie, form)).status, 303);
  await change("", { key: KEY, description: "x", kind: "operational" });
  await change(`/${KEY}/production/rollout`, { percentage: "50", version: "1" });
  await change(`/${KEY}/production/switch`, { enabled: "yes", version: "2" });
  const tokens = {
    evaluate: await arkan.token(cookie, "evaluate", "arkan/production"),
    sdk: await arkan.token(cookie, "sdk", "arkan/production"),
  };
  const { values: answers, source: live } = await ofrep(tokens.evaluate);
  assert.equal(new Set(answers).size, 2, "some are in and some are not");
  assert.equal(live, null);
  const { tag } = await rules(tokens.sdk);
  const file = join(arkan.data, "flags.snapshot");
  await eventually("a snapshot with both tokens", () => existsSync(file) && readFileSync(file, "utf8").split('"hash"').length === 3);
  assert.ok(!readFileSync(file, "utf8").includes("ark_"), "the snapshot holds no token's text");

  postgres("halt");
  await eventually("an answer from memory", () => source(tokens.evaluate));
  await without(tokens, cookie, answers, tag, "memory");
  postgres("resume");
  await eventually("the database's return", async () => (await source(tokens.evaluate)) === null && (await status("/readyz")) === 200);
  await change("", { key: "after", description: "x", kind: "release" });
  await ofrep(tokens.evaluate);
  await arkan.end();
  assert.equal(counted(), asked, "what was counted while the database was away was lost");
  console.log(`without the database: ${asked} evaluations answered and counted`);

  postgres("halt");
  await arkan.start("Arkan answers flags from its snapshot");
  const { tag: current } = await rules(tokens.sdk);
  await without(tokens, cookie, answers, current, "snapshot");
  postgres("resume");
  await eventually("the database's return", async () => (await source(tokens.evaluate)) === null && (await status("/readyz")) === 200);
  assert.equal(await status("/login"), 200);
  assert.equal((await ask("/p/arkan/flags", null, { cookie })).status, 200, "the session is still there");
  assert.deepEqual((await ofrep(tokens.evaluate)).values, answers);
  assert.equal(arkan.sql("SELECT count(*) FROM flags WHERE key LIKE 'lost-%'"), "0");
  await arkan.end();
  assert.equal(counted(), asked, "what was counted after a start without the database was lost");
  console.log(`started without the database: ${asked} evaluations answered and counted in all, and everything is back by itself`);
} finally {
  await arkan.stop();
  postgres("stop");
  rmSync(folder, { recursive: true, force: true });
}
