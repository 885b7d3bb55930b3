import type { APIRequestContext } from "@playwright/test";
import { freePort, replica } from "../arkan.mjs";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { ENVIRONMENT, list, open, token, turnOn, unfold, unique } from "../flags";
import * as made from "../made";

/**
 * Reports evaluations as Unleash's SDK for Node does, to a replica: it writes its counts once a minute and when it ends,
 * which need not be waited for. That they come in without an end shows protocols.spec.ts.
 */
async function report(request: APIRequestContext, secret: string, key: string, yes: number, no: number) {
  const other = replica(process.env.ARKAN_E2E_DATA!, await freePort());
  await other.start();
  const answer = await request.post(`${other.url}/api/client/metrics`, {
    headers: { authorization: secret, "unleash-sdk": "unleash-node-sdk:6.12.1", "unleash-appname": "web-shop" },
    data: { bucket: { toggles: { [key]: { yes, no, variants: {} } } } },
  });
  expect(answer.status()).toBe(202);
  await other.stop();
}

test("usage is shown as a chart and as the same numbers, with who asked @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("usage", lang);
  await open(page, key, "operational");
  await turnOn(page);
  const usage = `${list}/${key}/usage`;
  await page.goto(usage);
  await expect(page.locator(".empty-title")).toHaveText(t("usage.none_title"));
  await accessible(page);

  const secret = await token(await as("admin"), key, "sdk");
  await report(page.request, secret, key, 1_200, 34);
  await page.goto(`${usage}?environment=${ENVIRONMENT}&span=24h`);
  const chart = page.locator("svg.chart");
  await expect(chart).toHaveAttribute("aria-label", /1,200.*34/);
  await page.locator("#usage-answers details summary").click();
  const table = page.locator("#usage-answers table");
  await expect(table.locator("tbody tr")).toHaveCount(24);
  await expect(table.getByText("1,200")).toBeVisible();
  await expect(page.locator("#usage-seen")).toContainText("web-shop");
  await expect(page.locator("#usage-seen")).toContainText("unleash-node-sdk 6.12.1");
  await expect(page.locator("#usage-answers")).toContainText(t("usage.audience_note"));
  await accessible(page);
  await fits(page);

  await page.locator("[name=span]").selectOption("30d");
  await page.locator(".filter-bar button").click();
  await page.waitForURL(/span=30d/);
  await expect(page.locator("svg.chart g")).toHaveCount(30);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
});

test("an owner calls a flag done, and takes it back @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("done", lang);
  await open(page, key);
  const life = page.locator("#flag-life");
  await expect(life.locator(".badge")).toHaveText(t("usage.stage_draft"));
  await unfold(page, "flag-complete");
  await page.locator("#flag-complete button[value=on]").click();
  await expect(life.locator(".badge")).toHaveText(t("usage.stage_complete"));
  await expect(page.locator("#flag-history")).toContainText(t("usage.history_complete"));
  await accessible(page);
  await page.locator("#flag-reopen button").click();
  await expect(life.locator(".badge")).toHaveText(t("usage.stage_draft"));

  const viewer = await as("viewer");
  await viewer.goto(`${list}/${key}`);
  await expect(viewer.locator("#flag-life")).toBeVisible();
  await expect(viewer.locator("#flag-complete")).toHaveCount(0);
});

test("stale flags have a page of their own", async ({ as, t }) => {
  const page = await as("viewer");
  await page.goto(list);
  await page.getByRole("link", { name: t("usage.stale_link") }).click();
  await expect(page.locator("h1")).toHaveText(t("usage.stale_title"));
  await expect(page.locator(".empty-title")).toHaveText(t("usage.stale_none_title"));
  await accessible(page);
  await fits(page);
});

test("what is kept of those who ask is said and can be switched off @noscript", async ({ as, lang, t }) => {
  // A project of its own: nobody else switches there at the same time.
  const admin = await as("admin");
  const project = unique("contexts", lang);
  await made.project(admin, project, ["live"]);

  const page = await as("product_owner");
  await page.goto(`/p/${project}/flags/contexts`);
  await hydrated(page);
  await accessible(page);
  await fits(page);
  const badge = page.locator(".card:has(#contexts-live) .card-head .badge");
  await expect(badge).toHaveText(t("usage.contexts_kept"));
  await page.locator("#contexts-live button").click();
  await expect(badge).toHaveText(t("usage.contexts_not_kept"));
  await page.locator("#contexts-live button").click();
  await expect(badge).toHaveText(t("usage.contexts_kept"));

  const viewer = await as("viewer", 390);
  await viewer.goto(`/p/${project}/flags/contexts`);
  await expect(viewer.locator("main form[method=post]")).toHaveCount(0);
  await fits(viewer);
});
