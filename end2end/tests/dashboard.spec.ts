import { accessible, expect, fits, hydrated, test } from "../fixtures";

test("who is not signed in is asked to", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/login$/);
});

test("the pillars tell their state and lead to their pages @noscript", async ({ as, javaScriptEnabled }) => {
  // The dashboard is of the project where one was last: other tests' operators are elsewhere meanwhile.
  const page = await as("trainer");
  await page.goto("/p/arkan/flags");
  await page.goto("/");
  await expect(page.locator(".pillar-card")).toHaveCount(5);
  // The build that runs recorded itself.
  await expect(page.locator(".pillar-card").first()).toContainText("0.1.0");
  if (javaScriptEnabled) await accessible(page);
  const href = await page.locator(".pillar-card a").first().getAttribute("href");
  await page.locator(".pillar-card a").first().click();
  await expect(page).toHaveURL(new RegExp(`${href}$`));
});

test("the timeline is filtered in the address @noscript", async ({ as, javaScriptEnabled }) => {
  const page = await as("viewer");
  await page.goto("/timeline");
  await hydrated(page);
  await page.locator("[name=pillar]").selectOption("deployments");
  await page.locator(".filter-bar button[type=submit]").click();
  await expect(page).toHaveURL(/pillar=deployments/);
  const shown = page.locator(".timeline > li");
  await expect(shown).not.toHaveCount(0);
  await expect(page.locator(".timeline > li:not([data-pillar=deployments])")).toHaveCount(0);
  await page.goto("/timeline?until=2000-01-01");
  await expect(page.locator(".empty")).toBeVisible();
  if (javaScriptEnabled) await accessible(page);
});

test("the dashboard fits a phone", async ({ as }) => {
  const page = await as("product_owner", 390);
  await page.goto("/");
  await fits(page);
  await accessible(page);
});

test("a change appears without a reload", async ({ as, lang }) => {
  const page = await as("viewer");
  await page.goto("/timeline");
  await hydrated(page);
  const other = await as("admin");
  const version = `0.0.0-${lang}-${Date.now().toString(36)}`;
  await other.goto("/p/arkan/releases/new");
  await hydrated(other);
  await other.locator("[name=version]").fill(version);
  await other.locator("[name=commit]").fill("9fceb02");
  await other.locator("form#release button[type=submit]").click();
  await expect(page.locator(".timeline").first()).toContainText(version);
});
