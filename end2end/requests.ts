import { expect, type Page } from "@playwright/test";
import { hydrated } from "./fixtures";

/** A project of its own with one flag, where an environment asks for one approval of an operator. Ends anywhere. */
export async function shop(admin: Page, lang: string, environment: string): Promise<string> {
  const key = `asks-${lang}-${Date.now().toString(36)}${Math.floor(Math.random() * 1000)}`;
  await admin.goto("/projects/new");
  await hydrated(admin);
  await admin.locator("[name=key]").fill(key);
  await admin.locator("[name=name]").fill(key);
  await admin.locator("form#project button[type=submit]").last().click();
  await admin.waitForURL("**/projects");
  await admin.goto(`/p/${key}/approvals`);
  await hydrated(admin);
  const form = admin.locator(`#approvals-${environment}`);
  await form.locator("[name=needed]").check();
  const saved = admin.waitForResponse((answer) => answer.url().endsWith(`/approvals/${environment}`));
  await form.locator("button[type=submit]").click();
  await saved;
  await admin.goto(`/p/${key}/approvals`);
  await expect(admin.locator(`#approvals-${environment} [name=needed]`)).toBeChecked();
  return key;
}

/** Waits for the page of a request, which a change that needs approval ends on. */
export async function asked(page: Page) {
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  await hydrated(page);
}

/** Approves the request that another one looks at. */
export async function approve(approver: Page, author: Page) {
  await approver.goto(author.url());
  await hydrated(approver);
  await approver.locator("#approve button[type=submit]").click();
  await expect(approver.locator("#apply")).toBeVisible();
}
