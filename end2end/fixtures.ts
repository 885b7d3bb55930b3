import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test as base } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lang, type Role, stateFile } from "./console";

type Texts = Record<string, string | Record<string, string>>;

/** A page of the console as someone signed in, with everything that must hold on each of them. */
export type As = (role: Role, width?: number) => Promise<Page>;

export const test = base.extend<{ as: As; t: (key: string, values?: Record<string, string>) => string }, { lang: Lang }>({
  lang: ["en", { option: true, scope: "worker" }],

  /** Signs in as a role; fails the test for any error in the browser's console. */
  as: async ({ browser, lang, javaScriptEnabled, locale, timezoneId, baseURL }, use) => {
    const errors: string[] = [];
    const pages: Page[] = [];
    await use(async (role, width = 1440) => {
      const page = await signedIn(browser, role, lang, { javaScriptEnabled, locale, timezoneId, baseURL, width });
      watch(page, errors);
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
    expect(errors, "errors in the browser's console").toEqual([]);
  },

  /** A text of the console in the test's language: `t("flags.title")`. */
  t: async ({ lang }, use) => {
    await use((key, values = {}) => textOf(lang, key).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? `{${value}}`));
  },
});

/** A text of the console in a language, with its placeholders. */
export function textOf(lang: Lang, key: string) {
  const [namespace, name] = key.split(".");
  const file = join(process.cwd(), "locales", lang, `${namespace}.json`);
  const text = (JSON.parse(readFileSync(file, "utf8")) as Texts)[name];
  if (typeof text !== "string") throw new Error(`${key} is no plain text`);
  return text;
}

async function signedIn(
  browser: Browser,
  role: Role,
  lang: Lang,
  { width, ...options }: { width: number; [key: string]: unknown },
): Promise<Page> {
  const context = await browser.newContext({
    ...options,
    storageState: stateFile(role, lang),
    viewport: { width, height: 900 },
    reducedMotion: "reduce",
  });
  return context.newPage();
}

/** Collects what the browser complains of. */
export function watch(page: Page, errors: string[]) {
  page.on("console", (message) => {
    // A refused form answers 4xx on purpose, and the browser notes it.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
}

/** No violation of WCAG 2.2 AA that axe can see. */
export async function accessible(page: Page) {
  // axe is a script; the same HTML is looked at where scripts are on.
  if (base.info().project.use.javaScriptEnabled === false) return;
  // The pages have no frames of others: "legacy" needs no second page to put the frames' results together in.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const result = await axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
}

/** Nothing sticks out of the page sideways. */
export async function fits(page: Page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, "the page scrolls sideways").toBeLessThanOrEqual(0);
}

/** Accessible, and nothing sticks out: wide and on a phone. Leaves the page wide. */
export async function everywhere(page: Page) {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page);
    // What a narrow page folds away it shows as other elements: axe looks at both.
    await accessible(page);
  }
}

/** Waits until the islands answer; with scripts off there is nothing to wait for. */
export async function hydrated(page: Page) {
  if (base.info().project.use.javaScriptEnabled === false) return;
  if (page.context().browser() && (await page.locator("leptos-island").count()) > 0) {
    await page.waitForFunction(() => document.documentElement.dataset.scripts !== undefined).catch(() => undefined);
  }
}

export { expect };
