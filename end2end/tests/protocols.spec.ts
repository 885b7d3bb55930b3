import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, replica, sql } from "../arkan.mjs";
import { email } from "../console";
import { listen, streamOf } from "../events.mjs";
import { expect, test, watch } from "../fixtures";
import { badge, ENVIRONMENT, list, open, sdk, shared, token, tried, turnOn, unique } from "../flags";
import { shop } from "../sdk/web";
import type { Page } from "@playwright/test";

/** A flag that half of the users have. */
async function half(page: Page, name: string, lang: string) {
  const key = unique(name, lang);
  await shared(page, key, 50);
  const users = Array.from({ length: 24 }, (_, number) => `user-${number}`);
  const shown: Record<string, boolean> = {};
  for (const user of users) shown[user] = await tried(page, key, user);
  expect(new Set(Object.values(shown)).size, "some are in and some are not").toBe(2);
  return { key, users, shown };
}

const values = (answers: Record<string, { value: boolean }>) =>
  Object.fromEntries(Object.entries(answers).map(([user, { value }]) => [user, value]));

async function kill(page: Page, key: string) {
  const answer = await page.request.post(`${list}/${key}/${ENVIRONMENT}/kill`, {
    form: { reason: "Cards are charged twice" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
}

test("OpenFeature's SDK for browsers answers on another site, and follows a kill at once", async ({ as, browser, lang, baseURL }) => {
  const page = await as("product_owner");
  const { key, users, shown } = await half(page, "web", lang);
  const secret = await token(await as("admin"), key);

  const site = await shop();
  const context = await browser.newContext();
  const tab = await context.newPage();
  const errors: string[] = [];
  watch(tab, errors);
  const streams: string[] = [];
  tab.on("request", (request) => {
    if (request.resourceType() === "eventsource") streams.push(request.url());
  });
  await tab.goto(site.url);
  await tab.waitForFunction(() => window.OFREPWebProvider !== undefined);
  const answers = await tab.evaluate(
    async ([baseUrl, secret, flag, users]) => {
      const { OpenFeature, OFREPWebProvider } = window;
      await OpenFeature.setContext({ targetingKey: users[0] });
      const headers = [["Authorization", `Bearer ${secret}`]];
      await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl, headers, cacheMode: "disabled" }));
      const answers: Record<string, { value: boolean }> = {};
      for (const user of users) {
        await OpenFeature.setContext({ targetingKey: user });
        answers[user] = { value: OpenFeature.getClient().getBooleanValue(flag, false) };
      }
      return answers;
    },
    [baseURL!, secret, key, users] as const,
  );
  expect(values(answers)).toEqual(shown);

  // The provider asks again only when it is told: it polls by default not at all.
  const lucky = users.find((user) => shown[user])!;
  await tab.evaluate((user) => window.OpenFeature.setContext({ targetingKey: user }), lucky);
  const value = () => tab.evaluate((flag) => window.OpenFeature.getClient().getBooleanValue(flag, false), key);
  expect(await value()).toBe(true);
  await expect.poll(() => streams.length).toBe(1);
  await kill(page, key);
  await expect.poll(value).toBe(false);
  expect(streams, "one stream, whoever the user").toHaveLength(1);
  expect(streams[0]).not.toContain(secret);
  expect(errors).toEqual([]);
  await context.close();
  site.close();
});

test("Unleash's SDK for Node streams, and follows a kill at once", async ({ as, lang, baseURL, t }) => {
  const page = await as("product_owner");
  const key = unique("stream", lang);
  await shared(page, key, 100);
  const secret = await token(await as("admin"), key, "sdk");
  const child = spawn(process.execPath, [join("end2end/sdk", "unleash-stream.mjs"), baseURL!, secret, key, "user-1"]);
  const lines: string[] = [];
  let complaints = "";
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  child.stderr.on("data", (chunk) => (complaints += chunk));
  await expect.poll(() => lines.at(-1), { message: "connected" }).toBe("true");
  await kill(page, key);
  await expect.poll(() => lines.at(-1), { message: "told of the kill" }).toBe("false");
  child.stdin.end();
  expect(complaints).toBe("");
});

test("the Rust crates of OpenFeature and of Unleash see what the page shows", async ({ as, lang, baseURL }) => {
  const page = await as("product_owner");
  const { key, users, shown } = await half(page, "rust", lang);
  const admin = await as("admin");
  const crates = process.env.ARKAN_RUST_SDKS!;
  const ofrep = await sdk(join(crates, "rust-ofrep"), "", [baseURL!, await token(admin, key), key], users);
  expect(values(ofrep)).toEqual(shown);
  // The crate gives STATIC as the reason of every answer, whatever the answer says.
  expect(new Set(Object.values(ofrep).map(({ error }) => error))).toEqual(new Set([null]));
  const server = await token(admin, `${key}-server`, "sdk");
  expect(values(await sdk(join(crates, "rust-unleash"), "", [baseURL!, server, key], users))).toEqual(shown);
});

test("a change at one replica reaches who listens to another", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("replica", lang);
  await open(page, key, "operational");
  await turnOn(page);
  await expect(badge(page)).toHaveText(t("flags.state_on"));
  const admin = await as("admin");
  const evaluate = await token(admin, key);
  const server = await token(admin, `${key}-server`, "sdk");

  const other = replica(process.env.ARKAN_E2E_DATA!, await freePort());
  await other.start();
  const told = { ofrep: [] as string[], unleash: [] as boolean[] };
  const streams = [
    await listen(await streamOf(other.url, evaluate), {}, (_: string, data: { etag: string }) => told.ofrep.push(data.etag)),
    await listen(
      `${other.url}/api/client/streaming`,
      { authorization: server },
      (_: string, { events }: { events: { feature?: { name: string; enabled: boolean } }[] }) => {
        for (const { feature } of events) if (feature?.name === key) told.unleash.push(feature.enabled);
      },
    ),
  ];
  await expect.poll(() => told.ofrep.length).toBeGreaterThan(0);
  const before = told.ofrep.at(-1);
  await kill(page, key);
  await expect.poll(() => told.unleash.at(-1)).toBe(false);
  await expect.poll(() => told.ofrep.at(-1)).not.toBe(before);
  // Somebody who signs in there sees it as well, and a stream does not keep the replica from ending.
  expect(await other.signIn(email("viewer", lang))).toContain("arkan=");
  await other.end();
  await Promise.all(streams.map(({ ended }) => ended));
  await other.stop();
});

test("what the SDKs count arrives in the console", async ({ as, lang, baseURL }) => {
  // The console writes its counts once a minute; one language is enough for a protocol.
  test.skip(lang !== "en");
  test.setTimeout(150_000);
  const page = await as("product_owner");
  const { key, users, shown } = await half(page, "counted", lang);
  const server = await token(await as("admin"), key, "sdk");
  const python = process.env.ARKAN_PYTHON ?? "python3";
  for (const [program, script] of [
    [process.execPath, "unleash.mjs"],
    [python, "unleash.py"],
    [join(process.env.ARKAN_RUST_SDKS!, "rust-unleash"), ""],
  ]) {
    expect(values(await sdk(program, script, [baseURL!, server, key], users))).toEqual(shown);
  }
  const inside = Object.values(shown).filter(Boolean).length;
  const counted = () =>
    sql(
      process.env.ARKAN_E2E_DATA!,
      `SELECT coalesce(sum(enabled), 0) || ' ' || coalesce(sum(disabled), 0) FROM flag_usage JOIN flags ON flags.id = flag_id WHERE key = '${key}'`,
    );
  await expect.poll(counted, { timeout: 90_000, intervals: [2_000] }).toBe(`${3 * inside} ${3 * (users.length - inside)}`);
});
