import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { badge, ENVIRONMENT, list, make, setShare, settled, unfold, unique } from "../flags";

const plan = (key: string) => `${list}/${key}/${ENVIRONMENT}/plan`;
const done = (page: Page) => page.locator(".plan-steps > :is(.is-done, .is-current)");

/** Starts a plan with steps of its own. */
async function start(page: Page, key: string, steps: [string, string][]) {
  await page.goto(`${plan(key)}?template=own`);
  await hydrated(page);
  for (const [row, [share, wait]] of steps.entries()) {
    await page.locator(`[name=share_${row + 1}]`).fill(share);
    await page.locator(`[name=wait_${row + 1}]`).fill(wait);
  }
  await page.locator("[name=alerts]").selectOption("none");
  await page.locator("form#plan button[type=submit]").last().click();
  await expect(done(page)).not.toHaveCount(0);
  await hydrated(page);
}

test("a plan moves a flag by itself, is paused, resumed, skipped ahead and cancelled", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("gradual", lang);
  await make(page, key);
  await page.goto(plan(key));
  await hydrated(page);
  await expect(page.locator("[name=share_3]")).toHaveValue("25");
  await accessible(page);
  await fits(page);

  await start(page, key, [["5", "2s"], ["25", "1h"], ["50", "1h"], ["100", ""]]);
  // The second step comes by itself, and the page follows.
  await expect(done(page)).toHaveCount(2, { timeout: 30_000 });
  await accessible(page);
  await fits(page);

  await unfold(page, "plan-pause");
  await page.locator("#plan-pause button[type=submit]").click();
  await expect(page.locator("#plan-pause .form-summary")).toBeVisible();
  await page.locator("#plan-pause [name=reason]").fill("lunch");
  await page.locator("#plan-pause button[type=submit]").click();
  await expect(page.locator("#plan-standing .notice")).toContainText("lunch");
  await expect(page.locator("#plan-head .badge")).toHaveText(t("plans.state_paused"));
  await page.locator("#plan-resume button[type=submit]").click();
  await expect(page.locator("#plan-head .badge")).toHaveText(t("plans.state_running"));

  await unfold(page, "plan-skip");
  await page.locator("#plan-skip [name=reason]").fill("the sale begins");
  await page.locator("#plan-skip button[type=submit]").click();
  await expect(done(page)).toHaveCount(3);
  await expect(page.locator(".plan-steps")).toContainText("the sale begins");

  await unfold(page, "plan-cancel");
  await page.locator("#plan-cancel [name=reason]").fill("next week");
  await page.locator("#plan-cancel button[type=submit]").click();
  await expect(page.locator("#plan-head .badge")).toHaveText(t("plans.state_cancelled"));
  await page.goto(`${list}/${key}`);
  await expect(badge(page)).toContainText("50");
  await expect(page.locator("#flag-history")).toContainText("25");
});

test("whoever changes the flag by hand pauses its plan", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("by-hand", lang);
  await make(page, key);
  await start(page, key, [["5", "1h"], ["100", ""]]);
  await page.goto(`${list}/${key}`);
  await hydrated(page);
  await settled(page, () => setShare(page, 10));
  await page.goto(plan(key));
  await expect(page.locator("#plan-head .badge")).toHaveText(t("plans.state_paused"));
});

test("a plan is started without scripts, and wrong steps are named @noscript", async ({ as, lang, javaScriptEnabled }) => {
  const page = await as("product_owner");
  const key = unique("plain", lang);
  await make(page, key);
  await page.goto(`${plan(key)}?template=own`);
  await hydrated(page);
  await page.locator("[name=share_1]").fill("50");
  await page.locator("[name=wait_1]").fill("soon");
  await page.locator("[name=share_2]").fill("20");
  await page.locator("form#plan button[type=submit]").last().click();
  await expect(page.locator("#plan-wait_1-error")).toBeVisible();
  await expect(page.locator("[name=wait_1]")).toHaveValue("soon");
  await page.locator("[name=wait_1]").fill("1h");
  await page.locator("[name=share_2]").fill("100");
  await page.locator("form#plan button[type=submit]").last().click();
  await expect(done(page)).toHaveCount(1);
  if (javaScriptEnabled) await accessible(page);
});

test("a viewer sees a plan and nothing to press", async ({ as, lang }) => {
  const owner = await as("product_owner");
  const key = unique("watched", lang);
  await make(owner, key);
  await start(owner, key, [["5", "1h"], ["100", ""]]);
  const page = await as("viewer", 390);
  await page.goto(plan(key));
  await expect(page.locator(".plan-steps > li")).toHaveCount(2);
  await expect(page.locator("main form[method=post]")).toHaveCount(0);
  await accessible(page);
  await fits(page);
});
