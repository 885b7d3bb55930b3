import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import * as made from "../made";

/** A project of its own with a flag: a freeze of the shared one would hold the other tests. */
async function shop(page: Page, lang: string): Promise<string> {
  const key = await made.project(page, `frozen-${lang}-${Date.now().toString(36)}${Math.floor(Math.random() * 1000)}`);
  await made.flag(page, `/p/${key}/flags`, "checkout", "operational");
  return key;
}

/** A time of tomorrow as the field takes it. */
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);

async function freeze(page: Page, project: string, environment: string) {
  await page.goto(`/p/${project}/freezes`);
  await hydrated(page);
  await page.locator("#freeze [name=environment]").selectOption(environment);
  await page.locator("#freeze [name=until]").fill(tomorrow());
  await page.locator("#freeze [name=reason]").fill("the sale of the year");
  await page.locator("#freeze button[type=submit]").click();
  await expect(page.locator("#freezes tbody tr")).toHaveCount(1);
}

test("a freeze holds flags until it is ended, and a kill passes @noscript", async ({ as, lang, t, javaScriptEnabled }) => {
  const page = await as("admin");
  const project = await shop(page, lang);
  await page.goto(`/p/${project}/freezes`);
  await hydrated(page);
  await page.locator("#freeze button[type=submit]").click();
  await expect(page.locator("#freeze-until-error")).toBeVisible();
  await expect(page.locator("#freeze-reason-error")).toBeVisible();
  await freeze(page, project, "staging");
  await expect(page.locator("#freezes .badge")).toHaveText(t("freezes.phase_in_force"));
  if (javaScriptEnabled) await accessible(page);
  await fits(page);

  await page.goto(`/p/${project}/flags/checkout`);
  await hydrated(page);
  await expect(page.locator(".freeze-banner")).toContainText("the sale of the year");
  await page.locator("#switch-staging button[type=submit]").click();
  await expect(page.locator("#switch-staging .form-summary")).toContainText("the sale of the year");
  await page.locator("details:has(#kill-staging) summary").click();
  await page.locator("#kill-staging [name=reason]").fill("charged twice");
  await page.locator("#kill-staging button[type=submit]").click();
  await expect(page.locator("#flag-staging .notice")).toContainText("charged twice");

  await page.goto("/timeline");
  await expect(page.locator("#timeline")).toContainText(t("freezes.past_freeze", { event: "" }).trim());
  await page.goto(`/p/${project}/freezes`);
  await hydrated(page);
  await page.locator("#freezes details summary").click();
  await page.locator("#freezes form [name=reason]").fill("sold out");
  await page.locator("#freezes form button[type=submit]").click();
  await expect(page.locator("#freezes .badge")).toHaveText(t("freezes.phase_over"));
  await expect(page.locator(".freeze-banner")).toHaveCount(0);
});

test("a product owner sees a freeze and cannot end it", async ({ as, lang }) => {
  const admin = await as("admin");
  const project = await shop(admin, lang);
  await freeze(admin, project, "");
  const page = await as("product_owner", 390);
  await page.goto(`/p/${project}/freezes`);
  await expect(page.locator("#freezes tbody tr")).toHaveCount(1);
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  await expect(page.locator(".freeze-banner")).toBeVisible();
  await accessible(page);
  await fits(page);
});
