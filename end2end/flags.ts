import type { Page } from "@playwright/test";
import { join } from "node:path";
import { program } from "./agree/ask";
import { expect, hydrated } from "./fixtures";
import { flag, rollOut, secret } from "./made";

export const PROJECT = "arkan";
export const ENVIRONMENT = "production";
export const list = `/p/${PROJECT}/flags`;

/** A name of its own for a test: names differ between the languages and runs that share a console. */
export const unique = (name: string, lang: string) => `${name}-${lang}-${Date.now().toString(36)}`;

/** Makes a flag as a person does, and is on its page then. */
export async function create(page: Page, key: string, kind = "release") {
  await page.goto(`${list}/new`);
  await hydrated(page);
  await page.locator("[name=key]").fill(key);
  await page.locator("[name=description]").fill("A shorter way to pay");
  await page.locator("[name=kind]").selectOption(kind);
  await page.locator("#new-flag button[type=submit]").click();
  await page.waitForURL(`**${list}/${key}`);
  await hydrated(page);
}

/** A flag that a test is not about making. */
export const make = (page: Page, key: string, kind = "release") => flag(page, list, key, kind);

/** The same, opened. */
export async function open(page: Page, key: string, kind = "release") {
  await make(page, key, kind);
  await page.goto(`${list}/${key}`);
  await hydrated(page);
}

/** A flag that a share of the users of production has. */
export async function shared(page: Page, key: string, percentage: number) {
  await make(page, key);
  await rollOut(page, `${list}/${key}`, ENVIRONMENT, percentage);
}

export const badge = (page: Page) => page.locator(`#flag-${ENVIRONMENT} .card-head .badge`);

/** Opens what is folded around a form, as a person would. */
export async function unfold(page: Page, form: string) {
  const details = page.locator(`details:has(#${form})`);
  if (!(await details.evaluate((element: HTMLDetailsElement) => element.open))) await details.locator("summary").click();
}

/** Does something that changes the page, and waits until the page shows it: with scripts and without. */
export async function settled(page: Page, act: () => Promise<void>) {
  // What stands there now goes when the matter of the page is swapped, or the page.
  await page.locator("#main > *").first().evaluate((element) => element.setAttribute("data-before", ""));
  await act();
  await expect(page.locator("#main > :first-child:not([data-before])")).toHaveCount(1);
  await hydrated(page);
}

export async function setShare(page: Page, share: number) {
  const form = page.locator(`#rollout-${ENVIRONMENT}`);
  await form.locator("[name=percentage]").fill(String(share));
  await form.locator(".form-actions button[type=submit]").click();
  const asks = form.locator("dialog[open] .btn-primary");
  if ((await asks.count()) > 0) await asks.click();
}

export async function turnOn(page: Page) {
  await unfold(page, `switch-${ENVIRONMENT}`);
  await page.locator(`#switch-${ENVIRONMENT} button[type=submit]`).click();
}

/** What the console's own page says about a user. */
export async function tried(page: Page, key: string, user: string) {
  const response = await page.request.get(`${list}/${key}?user=${encodeURIComponent(user)}`);
  const row = (await response.text()).match(/id="tried"[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/)?.[1] ?? "";
  return /<code[^>]*>true(<!>)?<\/code>/.test(row);
}

/** A token for the flags of production. */
export const token = (admin: Page, name: string, purpose = "evaluate") =>
  secret(admin, purpose, `${PROJECT}/${ENVIRONMENT}`, `${name} ${purpose}`);

export type Answers = Record<string, { value: boolean; reason: string | null; error: string | null }>;

/** Asks an SDK for one boolean flag, for users of whom only the id is known. */
export async function sdk(command: string, script: string, [url, secret, key]: string[], users: string[]): Promise<Answers> {
  const args = [...(script ? [join("end2end/sdk", script)] : []), url, secret];
  const answers = await program(command, args, { flags: { [key]: "boolean" }, contexts: users.map((userId) => ({ userId })) });
  return Object.fromEntries(users.map((user, index) => [user, answers[index][key]]));
}
