import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";

/** A project of its own whose staging asks for one approval of an operator. */
async function shop(page: Page, lang: string): Promise<string> {
  const key = `asks-${lang}-${Date.now().toString(36)}${Math.floor(Math.random() * 1000)}`;
  await page.goto("/projects/new");
  await hydrated(page);
  await page.locator("[name=key]").fill(key);
  await page.locator("[name=name]").fill(key);
  await page.locator("form#project button[type=submit]").last().click();
  await page.waitForURL("**/projects");
  await page.goto(`/p/${key}/flags/new`);
  await hydrated(page);
  await page.locator("[name=key]").fill("checkout");
  await page.locator("[name=kind]").selectOption("operational");
  await page.locator("#new-flag button[type=submit]").click();
  await page.waitForURL(`**/flags/checkout`);
  await page.goto(`/p/${key}/approvals`);
  await hydrated(page);
  const form = page.locator("#approvals-staging");
  await form.locator("[name=needed]").check();
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/approvals/staging"));
  await form.locator("button[type=submit]").click();
  await saved;
  await page.goto(`/p/${key}/approvals`);
  await expect(page.locator("#approvals-staging [name=needed]")).toBeChecked();
  return key;
}

/** Asks for the flag to be switched on, and ends on the page of the request. */
async function ask(page: Page, project: string) {
  await page.goto(`/p/${project}/flags/checkout`);
  await hydrated(page);
  await page.locator("#switch-staging button[type=submit]").click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  await hydrated(page);
}

test("a change is asked for, approved by another and applied @noscript", async ({ as, lang, t, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  const admin = await as("admin");
  const project = await shop(admin, lang);
  if (javaScriptEnabled) await accessible(admin);
  const owner = await as("product_owner");
  await ask(owner, project);
  await expect(owner.locator("#request-what ins")).toContainText(t("rules.state_on"));
  await expect(owner.locator("#approve")).toHaveCount(0);
  await expect(owner.locator("#apply")).toHaveCount(0);
  if (javaScriptEnabled) await accessible(owner);
  await fits(owner);
  const address = owner.url();

  const operator = await as("operator");
  await operator.goto(`/p/${project}/requests?state=open`);
  await operator.locator("tbody .row-link").click();
  await hydrated(operator);
  await operator.locator("#comment [name=body]").fill("Looks right");
  await operator.locator("#comment button[type=submit]").click();
  await expect(operator.locator("#request-thread")).toContainText("Looks right");
  await operator.locator("#approve button[type=submit]").click();
  await expect(operator.locator("#apply")).toBeVisible();

  await owner.goto(address);
  await hydrated(owner);
  await owner.locator("#apply button[type=submit]").click();
  await expect(owner.locator("#request-head .badge")).toHaveText(t("requests.state_applied"));
  await owner.goto(`/p/${project}/flags/checkout`);
  await expect(owner.locator("#flag-staging .card-head .badge")).toHaveText(t("flags.state_on"));
});

test("an edit voids approvals, a kill goes past them, and a rejection ends it", async ({ as, lang, t }) => {
  test.setTimeout(120_000);
  const admin = await as("admin");
  const project = await shop(admin, lang);
  const owner = await as("product_owner");
  await ask(owner, project);
  const operator = await as("operator");
  await operator.goto(owner.url());
  await hydrated(operator);
  await operator.locator("#approve button[type=submit]").click();
  await expect(operator.locator("#apply")).toBeVisible();

  await owner.locator("details:has(#edit) summary").first().click();
  await owner.locator("#edit [name=enabled]").uncheck();
  const strategies = owner.locator("#edit [name=strategies]");
  await strategies.fill((await strategies.inputValue()).replace('"100"', '"40"'));
  await owner.locator("#edit button[type=submit]").click();
  await expect(owner.locator("#request-approvals")).toContainText(t("requests.approvals_voided"));
  await expect(owner.locator("#apply")).toHaveCount(0);

  await owner.goto(`/p/${project}/flags/checkout`);
  await hydrated(owner);
  await owner.locator("details:has(#kill-staging) summary").click();
  await owner.locator("#kill-staging [name=reason]").fill("charged twice");
  await owner.locator("#kill-staging button[type=submit]").click();
  await expect(owner.locator("#flag-staging .notice")).toContainText("charged twice");

  await operator.reload();
  await hydrated(operator);
  await expect(operator.locator("#rebase")).toBeVisible();
  await operator.locator("details:has(#reject) summary").click();
  await operator.locator("#reject [name=reason]").fill("after the sale");
  await operator.locator("#reject button[type=submit]").click();
  await expect(operator.locator("#request-head .badge")).toHaveText(t("requests.state_rejected"));
  await accessible(operator);
});

test("a viewer reads requests and presses nothing", async ({ as, lang }) => {
  const admin = await as("admin");
  const project = await shop(admin, lang);
  await ask(admin, project);
  const page = await as("viewer", 390);
  await page.goto(admin.url());
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  await accessible(page);
  await fits(page);
  await page.goto(`/p/${project}/approvals`);
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  await fits(page);
});
