import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { approve, asked, shop } from "../requests";

/** A project of its own with a flag, whose staging asks for one approval of an operator. */
async function withFlag(admin: Page, lang: string): Promise<string> {
  const project = await shop(admin, lang, "staging");
  await admin.goto(`/p/${project}/flags/new`);
  await hydrated(admin);
  await admin.locator("[name=key]").fill("checkout");
  await admin.locator("[name=kind]").selectOption("operational");
  await admin.locator("#new-flag button[type=submit]").click();
  await admin.waitForURL(`**/flags/checkout`);
  return project;
}

/** Asks for the flag to be switched on, and ends on the page of the request. */
async function ask(page: Page, project: string) {
  await page.goto(`/p/${project}/flags/checkout`);
  await hydrated(page);
  await page.locator("#switch-staging button[type=submit]").click();
  await asked(page);
}

test("a change is asked for, approved by another and applied @noscript", async ({ as, lang, t, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  const admin = await as("admin");
  const project = await withFlag(admin, lang);
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
  await operator.goto("/flags/mine");
  await expect(operator.locator(`#to-approve a[href="${new URL(address).pathname}"]`)).toBeVisible();
  await accessible(operator);
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
  const project = await withFlag(admin, lang);
  const owner = await as("product_owner");
  await ask(owner, project);
  const operator = await as("operator");
  await approve(operator, owner);

  const request = owner.url();
  await owner.locator('a[href*="rules?request="]').click();
  await owner.waitForURL("**/rules?request=*");
  await hydrated(owner);
  const rules = owner.locator("#rules-staging");
  const share = rules.locator('[name="strategies.0.parameters.rollout"]');
  await share.fill("140");
  await rules.locator(".form-actions .btn-primary").click();
  await expect(rules.locator(".field-error:visible")).toHaveCount(1);
  await expect(share).toHaveValue("140");
  await share.fill("40");
  await rules.locator('button[value="preview"]').click();
  await expect(owner.locator("#preview ins").first()).toBeVisible();
  await rules.locator(".form-actions .btn-primary").click();
  await owner.waitForURL(request);
  await hydrated(owner);
  await expect(owner.locator("#request-what ins", { hasText: "40" })).toHaveCount(1);
  await expect(owner.locator("#request-approvals")).toContainText(t("requests.approvals_voided"));
  await expect(owner.locator("#apply")).toHaveCount(0);
  // It is the author's alone to edit.
  await expect(operator.locator('a[href*="rules?request="]')).toHaveCount(0);

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
  const project = await withFlag(admin, lang);
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
