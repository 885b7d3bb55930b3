import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import * as made from "../made";

const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/** A project of its own with staging and production: tests of both languages share a console. */
const shop = (page: Page, lang: string) =>
  made.project(page, `shop-${lang}-${Date.now().toString(36)}${Math.floor(Math.random() * 1000)}`);

async function register(page: Page, project: string, version: string) {
  await page.goto(`/p/${project}/releases/new`);
  await hydrated(page);
  await page.locator("[name=version]").fill(version);
  await page.locator("[name=commit]").fill(COMMIT);
  await page.locator("form#release button[type=submit]").click();
  await page.waitForURL(/\/releases\/[0-9a-f-]{36}$/);
}

const lane = (page: Page, stage: string) => page.locator(`.lane[data-stage=${stage}]`);

async function promote(page: Page, project: string, stage: string) {
  await page.goto(`/p/${project}/deployments`);
  await hydrated(page);
  const card = lane(page, stage);
  if (stage === "production") await card.locator("details.disclosure > summary").click();
  await card.locator(`form#promote-${stage} button[type=submit]`).click();
}

test("a release is registered, promoted to production and rolled back @noscript", async ({ as, lang, t, javaScriptEnabled }) => {
  const page = await as("admin");
  const project = await shop(page, lang);
  await page.goto(`/p/${project}/deployments`);
  await expect(page.getByText(t("deployments.empty_releases_title"))).toBeVisible();
  if (javaScriptEnabled) await accessible(page);

  for (const version of ["1.0.0", "1.1.0"]) {
    await register(page, project, version);
    for (const stage of ["staging", "production"]) {
      await promote(page, project, stage);
      await expect(lane(page, stage).locator(".lane-version")).toHaveText(version);
    }
  }
  if (javaScriptEnabled) await accessible(page);

  await page.goto(`/p/${project}/stages/production`);
  await hydrated(page);
  await expect(page.locator("#history tbody tr")).toHaveCount(2);
  await page.locator("#roll-back [name=reason]").fill("errors at the till");
  await page.locator("#roll-back [name=confirm]").fill("something else");
  await page.locator("#roll-back button[type=submit]").click();
  await expect(page.locator("#roll-back-confirm-error")).toBeVisible();
  await expect(page.locator("#roll-back [name=reason]")).toHaveValue("errors at the till");
  await page.locator("#roll-back [name=confirm]").fill("production");
  await page.locator("#roll-back button[type=submit]").click();
  await expect(page.locator("#history .lane-version").first()).toContainText("1.0.0");
  await expect(page.locator("#history tbody tr").first()).toContainText("errors at the till");
  if (javaScriptEnabled) await accessible(page);
});

test("a held stage takes nothing new, and says who and why", async ({ as, lang }) => {
  const page = await as("admin");
  const project = await shop(page, lang);
  await register(page, project, "1.0.0");
  await page.goto(`/p/${project}/stages/staging`);
  await hydrated(page);
  await page.locator("form#hold [name=reason]").fill("inventory week");
  await page.locator("form#hold button[type=submit]").click();
  await expect(page.locator("form#unhold")).toContainText("inventory week");

  await page.goto(`/p/${project}/deployments`);
  await expect(lane(page, "staging")).toContainText("inventory week");
  await expect(lane(page, "staging").locator("form[id^=promote]")).toHaveCount(0);
  await page.goto(`/p/${project}/stages/staging`);
  await hydrated(page);
  await page.locator("form#unhold button[type=submit]").click();
  await expect(page.locator("form#hold")).toBeVisible();
});

test("wrong fields are named and what was typed stays @noscript", async ({ as, lang }) => {
  const page = await as("admin");
  const project = await shop(page, lang);
  await page.goto(`/p/${project}/releases/new`);
  await hydrated(page);
  await page.locator("[name=version]").fill("1 0");
  await page.locator("[name=commit]").fill("xyz");
  await page.locator("form#release button[type=submit]").click();
  await expect(page.locator("#release-version-error")).toBeVisible();
  await expect(page.locator("#release-commit-error")).toBeVisible();
  await expect(page.locator("[name=version]")).toHaveValue("1 0");
});

test("a viewer sees the pipeline and nothing to press", async ({ as }) => {
  const page = await as("viewer", 390);
  await page.goto("/p/arkan/deployments");
  await expect(page.locator(".lane")).not.toHaveCount(0);
  await expect(page.locator("form[id^=promote]")).toHaveCount(0);
  await fits(page);
});
