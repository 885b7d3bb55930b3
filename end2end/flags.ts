import type { Page } from "@playwright/test";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { hydrated } from "./fixtures";

export const PROJECT = "arkan";
export const ENVIRONMENT = "production";
export const list = `/p/${PROJECT}/flags`;

/** A flag of its own for a test: names differ between the languages and runs that share a console. */
export const unique = (name: string, lang: string) => `${name}-${lang}-${Date.now().toString(36)}`;

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

export const badge = (page: Page) => page.locator(`#flag-${ENVIRONMENT} .card-head .badge`);

/** Opens what is folded around a form, as a person would. */
export async function unfold(page: Page, form: string) {
  const details = page.locator(`details:has(#${form})`);
  if (!(await details.evaluate((element: HTMLDetailsElement) => element.open))) await details.locator("summary").click();
}

/** Does something that changes the page, and waits until the page shows it. */
export async function settled(page: Page, act: () => Promise<void>) {
  const path = new URL(page.url()).pathname;
  const again = page.waitForResponse(
    (answer) => answer.request().method() === "GET" && new URL(answer.url()).pathname === path,
  );
  await act();
  await (await again).finished();
  await page.waitForTimeout(200);
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

/** A token for the flags of production, as an administrator makes one. */
export async function token(admin: Page, name: string, purpose = "evaluate") {
  await admin.goto("/tokens");
  await hydrated(admin);
  const form = admin.locator("form#token");
  await form.locator("[name=name]").fill(name);
  await form.locator("[name=purpose]").selectOption(purpose);
  await form.locator("[name=project]").selectOption(`${PROJECT}/${ENVIRONMENT}`);
  await form.locator("button[type=submit]").last().click();
  return (await admin.locator("[data-secret]").first().innerText()).trim();
}

export type Answers = Record<string, { value: boolean; reason: string | null; error: string | null }>;

/** Runs an SDK: a script of end2end/sdk by its interpreter, or without a script a program that was built. */
export function sdk(program: string, script: string, args: string[], users: string[]): Promise<Answers> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...(script ? [join("end2end/sdk", script)] : []), ...args, "-"], (error, out, err) =>
      error ? reject(new Error(err || String(error))) : resolve(JSON.parse(out)),
    );
    child.stdin!.end(users.join("\n"));
  });
}
