import type { APIRequestContext, Page } from "@playwright/test";
import { contexts, type Context, flags, SEGMENT } from "../agree/cases";
import * as ask from "../agree/ask";
import { compare, type Difference, named, table } from "../agree/table";
import type { Answers, Ways } from "../agree/said";
import { expect, test, textOf } from "../fixtures";
import { cookie, project, secret } from "../made";
import { unique } from "../flags";

const ENVIRONMENT = "live";

/**
 * Where the SDK for Node (unleash-client 6.12.1), which has an engine of its own, decides otherwise than Yggdrasil, the
 * engine of Unleash's other SDKs and of the console: to it a field that is empty is one that is missing where buckets go
 * by it, and the number 0 where numbers are compared; and its strategy `remoteAddress` reads networks of IPv4 only (the
 * comparison `IN_CIDR` reads both).
 */
const KNOWN = [
  "unleash-client: share-country for rami",
  "unleash-client: by-country for rami",
  "unleash-client: child for rami",
  "unleash-client: network for till-3",
];

/** Makes the flags over the REST API, as a program of somebody's would. */
async function furnish(request: APIRequestContext, token: string, place: string) {
  const send = async (method: string, path: string, data: object) => {
    const headers = { authorization: `Bearer ${token}`, "if-match": "*" };
    const answer = await request.fetch(`/api/v1/projects/${place}${path}`, { method, headers, data });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const { id } = await send("POST", "/segments", { key: "gulf-adults", constraints: SEGMENT });
  const made = flags(id);
  for (const [key, { enabled = true, killed, strategies, variants = [], needs }] of Object.entries(made)) {
    await send("POST", "/flags", { key, kind: "experiment" });
    const grouped = JSON.parse(JSON.stringify(strategies).replaceAll('"groupId":"agree"', `"groupId":"${key}"`));
    await send("PUT", `/flags/${key}/environments/${ENVIRONMENT}`, { enabled, strategies: grouped, variants });
    if (killed) await send("POST", `/flags/${key}/environments/${ENVIRONMENT}/kill`, { reason: "a drill" });
    if (needs) await send("PUT", `/flags/${key}/prerequisites/${needs.key}`, { enabled: needs.enabled ?? true, variants: needs.variants ?? [] });
  }
  return made;
}

/** A protocol does not depend on the language of pages; the pages are read in both. */
test("every client, the playground and the page say the same of everyone", async ({ as, browser, baseURL, lang, request }) => {
  test.skip(lang !== "en");
  test.setTimeout(180_000);
  const admin = await as("admin");
  const place = await project(admin, unique("agree", lang), [ENVIRONMENT]);
  const [evaluate, server, automate] = await tokens(admin, place);
  const question: ask.Question = {
    url: baseURL!,
    project: place,
    environment: ENVIRONMENT,
    flags: await furnish(request, automate, place),
    contexts,
  };
  const keys = Object.keys(question.flags);

  // Where OFREP gives no value the code's default holds. The SDK for Node (ofrep-provider 0.1.3) and the crate
  // (open-feature-ofrep 0.1.2) take the lack of one for an error, after which they tell neither variant nor reason: that
  // there is no value is all that is compared. The crate gives STATIC as the reason of every answer and INVALID_CONTEXT
  // for every 400: it reads neither from the answer.
  const forNode: Ways = { none: "GENERAL", refused: "TARGETING_KEY_MISSING", reasons: true };
  const forRust: Ways = { none: "PARSE_ERROR", refused: "INVALID_CONTEXT", reasons: false };
  const others: Ways = { none: null, refused: "TARGETING_KEY_MISSING", reasons: true };

  const reference = await ask.single(question, evaluate);
  const ways: Record<string, Answers> = {
    "OFREP, one flag": reference,
    "OFREP, all flags": await ask.bulk(question, evaluate),
    "@openfeature/ofrep-provider": await ask.client(question, ask.node("ofrep.mjs"), evaluate, ask.details(forNode)),
    "@openfeature/ofrep-web-provider": await ask.web(question, browser, evaluate, others),
    "openfeature-provider-ofrep": await ask.client(question, ask.python("ofrep.py"), evaluate, ask.details(others)),
    "open-feature-ofrep": await ask.client(question, ask.crate("rust-ofrep"), evaluate, ask.details(forRust)),
    "the playground in English": await ask.playground(question, cookie("en"), textOf("en", "playground.user_missing")),
    "the playground in Arabic": await ask.playground(question, cookie("ar"), textOf("ar", "playground.user_missing")),
    "the box on the flag's page": await ask.tryIt(question, cookie("en")),
    "the REST API's explanation": await ask.explain(question, automate),
  };
  // Unleash's protocol has no reason and answers who is nobody by chance, where OFREP and the console refuse.
  const unleash: Record<string, Answers> = {
    "Unleash's frontend API, GET": await ask.frontend(question, evaluate, "GET"),
    "Unleash's frontend API, POST": await ask.frontend(question, evaluate, "POST"),
    "unleash-proxy-client, GET": await ask.client(question, ask.node("unleash-frontend.mjs"), evaluate, ask.unleash),
    "unleash-proxy-client, POST": await ask.client(question, ask.node("unleash-frontend.mjs"), evaluate, ask.unleash, ["POST"]),
    "unleash-client": await ask.client(question, ask.node("unleash.mjs"), server, ask.unleash),
    UnleashClient: await ask.client(question, ask.python("unleash.py"), server, ask.unleash),
    "unleash-api-client": await ask.client(question, ask.crate("rust-unleash"), server, ask.unleash),
  };
  for (const [name, answers] of Object.entries(unleash)) {
    ways[name] = answers.map((answer, index) =>
      Object.fromEntries(keys.map((key) => [key, reference[index][key].on === undefined ? {} : answer[key]])),
    );
  }

  const { compared, by, differ } = compare(keys, contexts, ways);
  await test.info().attach("agreement.txt", { body: table(keys, contexts, reference) });
  console.log(`${contexts.length} contexts, ${keys.length} flags, ${Object.keys(ways).length} ways: ${compared} values compared, ${differ.length} differ`);
  const known = ({ way, key, context }: Difference) => KNOWN.includes(`${way}: ${key} for ${context.userId}`);
  expect(differ.filter((one) => !known(one)).map(({ line }) => line)).toEqual([]);
  // One that is gone is to be forgotten here.
  expect(KNOWN.filter((one) => !differ.some(({ way, key, context }) => one === `${way}: ${key} for ${context.userId}`))).toEqual([]);

  // It was a comparison of something: everyone was asked, and every flag tells people apart.
  for (const [name, count] of Object.entries(by)) expect(count, name).toBeGreaterThan(keys.length * 9);
  for (const key of keys) {
    const said = reference.map((answer) => answer[key]);
    const { meant, enabled = true, killed } = question.flags[key];
    if (meant) expect(whom(said.map(({ on }) => on === true)), key).toEqual(whom(contexts.map(meant)));
    const seen = new Set(said.filter(({ on }) => on !== undefined).map(({ on, variant }) => `${on} ${variant}`));
    expect(seen.size, `answers of ${key}: ${[...seen]}`).toBeGreaterThan(enabled && !killed ? 1 : 0);
  }
});

const whom = (chosen: boolean[]): string[] => contexts.filter((_: Context, index) => chosen[index]).map(named);

/** One after the other: a page shows one token. */
const tokens = async (admin: Page, place: string) => [
  await secret(admin, "evaluate", `${place}/${ENVIRONMENT}`),
  await secret(admin, "sdk", `${place}/${ENVIRONMENT}`),
  await secret(admin, "automate", place),
];
