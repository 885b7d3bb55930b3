import type { Page } from "@playwright/test";
import { accessible, expect, hydrated, test } from "../fixtures";

/** A release to be found by its version. */
async function release(page: Page, version: string) {
  await page.goto("/p/arkan/releases/new");
  await hydrated(page);
  await page.locator("[name=version]").fill(version);
  await page.locator("[name=commit]").fill("9fceb02");
  await page.locator("form#release button[type=submit]").click();
  await page.waitForURL(/\/releases\/[0-9a-f-]{36}$/);
}

const options = (page: Page) => page.locator(".palette [role=option]");

test("the palette finds pages, actions, flags, releases and guides, by the keyboard alone", async ({ as, lang, t }) => {
  const page = await as("admin");
  const version = `7.1.${Date.now()}-${lang}`;
  await release(page, version);
  await page.goto("/");
  await hydrated(page);

  // A page by its name.
  await page.keyboard.press("Control+k");
  await expect(page.locator(".palette input")).toBeFocused();
  await page.keyboard.type(t("shell.pillar_backups"));
  await expect(options(page).first()).toContainText(t("shell.pillar_backups"));
  await accessible(page);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/backups$/);

  // A release by its version, a guide by a word, both from the server.
  await hydrated(page);
  await page.keyboard.press("/");
  await page.keyboard.type(version);
  await expect(options(page).filter({ hasText: version })).toHaveCount(1);
  await page.locator(".palette input").fill(lang === "ar" ? "النسخ" : "backup");
  await expect(options(page).filter({ hasText: t("page.group_guides") }).first()).toBeVisible();

  // An action: it leads to the form.
  await page.locator(".palette input").fill(t("page.new_flag"));
  await expect(options(page).first()).toContainText(t("page.new_flag"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/flags\/new$/);

  // A flag by its key.
  const key = `palette-${lang}-${Date.now().toString(36)}`;
  await hydrated(page);
  await page.locator("[name=key]").fill(key);
  await page.locator("#new-flag button[type=submit]").click();
  await page.waitForURL(`**/flags/${key}`);
  await hydrated(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(key.slice(0, -2));
  await expect(options(page).filter({ hasText: key })).toHaveCount(1);
  await page.locator(".palette input").fill("zzzzzz");
  await expect(page.locator(".palette-empty")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog.palette")).toBeHidden();
});

test("the shortcuts lead to the pillars and are listed", async ({ as, t }) => {
  const page = await as("viewer");
  await page.goto("/");
  await hydrated(page);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: t("shell.shortcuts_title") });
  await expect(sheet).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  for (const [letter, path] of [
    ["f", /\/flags$/],
    ["g", /\/guides$/],
    ["h", /:\d+\/$/],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await expect(page).toHaveURL(path);
    await hydrated(page);
  }
  // Letters that are typed into a field lead nowhere.
  await page.goto("/timeline");
  await hydrated(page);
  await page.goto("/guides");
  await hydrated(page);
  await page.locator("#guides-q").fill("");
  await page.locator("#guides-q").pressSequentially("gf?");
  await expect(page).toHaveURL(/\/guides$/);
  await expect(page.locator("#guides-q")).toHaveValue("gf?");
});

test("what needs scripts is absent without them @noscript", async ({ as, javaScriptEnabled }) => {
  const page = await as("admin");
  await page.goto("/");
  await hydrated(page);
  const trigger = page.locator("[data-palette-open]");
  if (javaScriptEnabled) await expect(trigger.first()).toBeVisible();
  else await expect(trigger.first()).toBeHidden();
});

test("help leads to the guide of the page @noscript", async ({ as, lang, t }) => {
  const page = await as("viewer");
  for (const [path, guide] of [
    ["/p/arkan/flags", "flags"],
    ["/p/arkan/deployments", "deployments"],
    ["/backups", "backups"],
    ["/p/arkan/alerts", "alerts"],
  ]) {
    await page.goto(path);
    await page.getByRole("link", { name: t("shell.help") }).click();
    await expect(page).toHaveURL(new RegExp(`/guides/${guide}`));
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
  }
});

test("the language is switched before anyone signs in @noscript", async ({ page, lang }) => {
  await page.goto("/login");
  await hydrated(page);
  await expect(page.locator("html")).toHaveAttribute("lang", lang);
  await page.locator("form.language button").click();
  const other = lang === "ar" ? "en" : "ar";
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await expect(page.locator("html")).toHaveAttribute("dir", other === "ar" ? "rtl" : "ltr");
  await expect(page).toHaveURL(/\/login$/);
});

test("a guide is printed without what surrounds it", async ({ as }) => {
  const page = await as("viewer");
  await page.goto("/guides/backups");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".prose").first()).toBeVisible();
  for (const around of [".side", ".top", ".page-actions"]) await expect(page.locator(around).first()).toBeHidden();
});

test("a page that is not there has a way out @noscript", async ({ as, t }) => {
  const page = await as("viewer");
  expect((await page.goto("/no/such/page"))!.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("page.not_found_title"));
  await accessible(page);
  await page.locator("main a").first().click();
  await expect(page).toHaveURL(/:\d+\/$/);
});
