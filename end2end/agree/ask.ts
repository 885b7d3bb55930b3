// Every way of asking the console, and the SDKs that do.
import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { watch } from "../fixtures";
import { shop } from "../sdk/web";
import type { Context, Flag } from "./cases";
import {
  type Answers,
  flat,
  fromDetails,
  fromExplanation,
  fromOfrep,
  fromPage,
  fromToggle,
  fromUnleash,
  lines,
  type Said,
  type Ways,
} from "./said";

/** What is asked about, and where. */
export interface Question {
  url: string;
  project: string;
  environment: string;
  flags: Record<string, Flag>;
  contexts: Context[];
}

/** Asks an SDK: a script of end2end/sdk by its interpreter, or a program that was built. */
export function program(command: string, args: string[], question: object): Promise<any[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 1 << 26 }, (error, out, err) =>
      error ? reject(new Error(err || String(error))) : resolve(JSON.parse(out)),
    );
    child.stdin!.end(JSON.stringify(question));
  });
}

const script = (name: string) => join("end2end/sdk", name);
export const node = (name: string): [string, string[]] => [process.execPath, [script(name)]];
export const python = (name: string): [string, string[]] => [process.env.ARKAN_PYTHON ?? "python3", [script(name)]];
export const crate = (name: string): [string, string[]] => [join(process.env.ARKAN_RUST_SDKS!, name), []];

/** Asks an SDK about everything. */
export async function client(
  { url, flags, contexts }: Question,
  [command, args]: [string, string[]],
  token: string,
  read: (flag: Flag, answer: any) => Said,
  rest: string[] = [],
): Promise<Answers> {
  const kinds = Object.fromEntries(Object.entries(flags).map(([key, { kind }]) => [key, kind]));
  const answers = await program(command, [...args, url, token, ...rest], { flags: kinds, contexts });
  return answers.map((answer) => each(flags, (key, flag) => read(flag, answer[key])));
}

export const details = (ways: Ways) => (flag: Flag, answer: any) => fromDetails(flag, answer, ways);
export const unleash = (flag: Flag, answer: any) => fromUnleash(flag, answer);

function each<T>(flags: Record<string, Flag>, say: (key: string, flag: Flag) => T) {
  return Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, say(key, flag)]));
}

/** One after the other: the console has two cores, too. */
async function everybody(question: Question, ask: (context: Context) => Promise<Record<string, Said>>) {
  const answers: Answers = [];
  for (const context of question.contexts) answers.push(await ask(context));
  return answers;
}

async function json(url: string, headers: Record<string, string>, body?: object) {
  const answer = await fetch(url, {
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) },
  });
  return answer.json() as Promise<any>;
}

async function page(url: string, cookie: string) {
  const answer = await fetch(url, { headers: { cookie } });
  if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}`);
  return answer.text();
}

/** `POST /ofrep/v1/evaluate/flags/{key}` for each flag. */
export const single = (question: Question, token: string) =>
  everybody(question, async (context) => {
    const asked = Object.entries(question.flags).map(async ([key, flag]) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await json(`${question.url}/ofrep/v1/evaluate/flags/${key}`, headers, { context: flat(context) });
      return [key, fromOfrep(flag, answer)];
    });
    return Object.fromEntries(await Promise.all(asked));
  });

/** `POST /ofrep/v1/evaluate/flags`. */
export const bulk = (question: Question, token: string) =>
  everybody(question, async (context) => {
    const headers = { authorization: `Bearer ${token}` };
    const { flags } = await json(`${question.url}/ofrep/v1/evaluate/flags`, headers, { context: flat(context) });
    const by = Object.fromEntries(flags.map((flag: { key: string }) => [flag.key, flag]));
    return each(question.flags, (key, flag) => fromOfrep(flag, by[key]));
  });

/** `GET` and `POST /api/frontend`. */
export const frontend = (question: Question, token: string, method: "GET" | "POST") =>
  everybody(question, async (context) => {
    const { properties = {}, ...fields } = context;
    const query = new URLSearchParams(fields);
    for (const [name, value] of Object.entries(properties)) query.append(`properties[${name}]`, String(value));
    const address = `${question.url}/api/frontend`;
    const headers = { authorization: token };
    const { toggles } = await (method === "GET" ? json(`${address}?${query}`, headers) : json(address, headers, { context }));
    const by = Object.fromEntries(toggles.map((toggle: { name: string }) => [toggle.name, toggle]));
    return each(question.flags, (key, flag) => fromToggle(flag, by[key]));
  });

/** The REST API's explanation. */
export const explain = (question: Question, token: string) =>
  everybody(question, async (context) => {
    const texts = Object.entries(context.properties ?? {}).map(([name, value]) => [name, String(value)]);
    const body = { ...context, properties: Object.fromEntries(texts) };
    const asked = Object.keys(question.flags).map(async (key) => {
      const address = `${question.url}/api/v1/projects/${question.project}/flags/${key}/environments/${question.environment}/explain`;
      return [key, fromExplanation(await json(address, { authorization: `Bearer ${token}` }, body))];
    });
    return Object.fromEntries(await Promise.all(asked));
  });

const plain = (html: string) =>
  html.replace(/<[^>]*>/g, "").replace(/[\u2066-\u2069]/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").trim();

/** The cells of a table's rows, each as the text that a person reads. */
function rows(html: string, id: string) {
  const body = html.match(new RegExp(`id="${id}"[\\s\\S]*?<tbody>([\\s\\S]*?)</tbody>`))?.[1] ?? "";
  return body.split("</tr>").slice(0, -1).map((row) => [...row.matchAll(/<t[hd][\s\S]*?<\/t[hd]>/g)].map(([cell]) => plain(cell)));
}

/** The playground's page; `missing` is what it says of who is nobody. */
export const playground = (question: Question, cookie: string, missing: string) =>
  everybody(question, async (context) => {
    const query = new URLSearchParams({ environment: question.environment, ...lines(context) });
    const html = await page(`${question.url}/p/${question.project}/playground?${query}`, cookie);
    const by = Object.fromEntries(rows(html, "playground-results").map(([key, value, reason]) => [key, [value, reason]]));
    return each(question.flags, (key, flag) => fromPage(flag, by[key][0], by[key][1], missing));
  });

/** How many people each flag's page is opened for: it is the largest page there is. */
const FEW = 5;

/** The box "try it" of each flag's page. It asks for a user and nothing else; of others it says nothing here. */
export const tryIt = (question: Question, cookie: string) =>
  everybody(question, async (context) => {
    const { userId, ...rest } = context;
    const one = question.contexts.indexOf(context) < FEW;
    if (!one || !userId || Object.keys(rest).length > 0) return each(question.flags, () => ({}));
    const asked = Object.entries(question.flags).map(async ([key]) => {
      const html = await page(`${question.url}/p/${question.project}/flags/${key}?user=${encodeURIComponent(userId)}`, cookie);
      const [[, value, reason]] = rows(html, "tried");
      return [key, { on: value === "true", reason }];
    });
    return Object.fromEntries(await Promise.all(asked));
  });

/** OpenFeature's SDK for browsers, on a site of its own. */
export async function web(question: Question, browser: Browser, token: string, ways: Ways): Promise<Answers> {
  const site = await shop();
  const context = await browser.newContext();
  const tab = await context.newPage();
  const errors: string[] = [];
  watch(tab, errors);
  await tab.goto(site.url);
  await tab.waitForFunction(() => window.OFREPWebProvider !== undefined);
  const kinds = Object.entries(question.flags).map(([key, { kind }]) => [key, kind]);
  const answers = await tab.evaluate(
    async ([baseUrl, token, kinds, contexts]) => {
      const { OpenFeature, OFREPWebProvider } = window;
      await OpenFeature.setContext(contexts[0]);
      const headers = [["Authorization", `Bearer ${token}`]];
      await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl, headers, cacheMode: "disabled" }));
      const client = OpenFeature.getClient();
      const ask: Record<string, (key: string) => any> = {
        boolean: (key) => client.getBooleanDetails(key, false),
        string: (key) => client.getStringDetails(key, ""),
        number: (key) => client.getNumberDetails(key, 0),
        object: (key) => client.getObjectDetails(key, {}),
      };
      const answers: Record<string, any>[] = [];
      for (const context of contexts) {
        await OpenFeature.setContext(context);
        const got = kinds.map(([key, kind]) => {
          const { value, variant, reason, errorCode } = ask[kind](key);
          return [key, { value, variant: variant ?? null, reason: reason ?? null, error: errorCode ?? null }];
        });
        answers.push(Object.fromEntries(got));
      }
      await OpenFeature.clearProviders();
      return answers;
    },
    [question.url, token, kinds, question.contexts.map(flat)] as const,
  );
  await context.close();
  site.close();
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return answers.map((answer) => each(question.flags, (key, flag) => fromDetails(flag, answer[key], ways)));
}
