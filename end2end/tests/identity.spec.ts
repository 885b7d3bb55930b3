import { type Page } from "@playwright/test";
import { type Lang, PASSWORD, type Role, email } from "../console";
import { accessible, expect, fits, hydrated, test } from "../fixtures";

/** Fills in the sign-in form and sends it. */
async function signIn(page: Page, role: Role, lang: Lang, password = PASSWORD) {
  await page.locator("[name=email]").fill(email(role, lang));
  await page.locator("[name=password]").fill(password);
  await page.locator("#login button[type=submit]").click();
}

test("a wrong password keeps the address, the right one leads to the page that was asked for @noscript", async ({ page, lang, t, javaScriptEnabled }) => {
  await page.goto("/account");
  if (javaScriptEnabled !== false) await hydrated(page);
  await expect(page).toHaveURL(/\/login\?next=%2Faccount$/);
  await accessible(page);
  await signIn(page, "viewer", lang, "not my password");
  await expect(page.locator("#login-summary")).toContainText(t("identity.bad_credentials"));
  await expect(page.locator("[name=email]")).toHaveValue(email("viewer", lang));
  await expect(page.locator("[name=password]")).toHaveValue(/^$|^not my password$/);

  await signIn(page, "viewer", lang);
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await accessible(page);
  await fits(page);

  await page.locator("summary[aria-label]").last().click();
  await page.getByRole("button", { name: t("shell.sign_out"), exact: true }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/login/);
});

test("the language changes there and back @noscript", async ({ page, lang }) => {
  const [here, there] = lang === "ar" ? ["rtl", "ltr"] : ["ltr", "rtl"];
  await page.goto("/login");
  await expect(page.locator("html")).toHaveAttribute("dir", here);
  await page.locator("form.language button").click();
  await expect(page.locator("html")).toHaveAttribute("dir", there);
  await page.locator("form.language button").click();
  await expect(page.locator("html")).toHaveAttribute("dir", here);
});

test("an invitation lets one person in, once", async ({ as, browser, lang, t }) => {
  const admin = await as("admin");
  await admin.goto("/users");
  await hydrated(admin);
  const guest = `guest-${lang}-${Date.now().toString(36)}@example.com`;
  await admin.locator("#invite [name=email]").fill(guest);
  await admin.locator("#invite button[type=submit]").click();
  const link = (await admin.locator("[data-secret]").textContent())!;
  await accessible(admin);
  await admin.reload();
  await expect(admin.locator("[data-secret]")).toHaveCount(0);

  const context = await browser.newContext();
  const page = await context.newPage();
  const path = new URL(link).pathname;
  await page.goto(new URL(path, admin.url()).href);
  await page.locator("[name=name]").fill("Guest");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("#welcome button[type=submit]").click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto(new URL(path, admin.url()).href);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("#welcome")).toHaveCount(0);
  await context.close();

  await admin.goto("/audit?action=user.invite");
  await expect(admin.locator("tbody tr").first()).toContainText(guest);
  await admin.locator("tbody summary").first().click();
  await expect(admin.locator("tbody tr").first()).toContainText("viewer");
  await admin.goto("/audit/verify");
  await expect(admin.getByText(t("audit.holds_title"))).toBeVisible();
});

test("a token is shown once and revoked by its name", async ({ as, lang, t }) => {
  const page = await as("admin");
  const name = `CI ${lang} ${Date.now().toString(36)}`;
  await page.goto("/tokens");
  await hydrated(page);
  await page.locator("#token [name=name]").fill(name);
  await page.locator("#token [name=purpose]").selectOption("metrics");
  await page.locator("#token button[type=submit]").click();
  await expect(page.locator("[data-secret]")).toContainText("ark_metrics_");
  await page.getByRole("link", { name }).click();
  await hydrated(page);
  await page.locator("#revoke [name=confirm]").fill("something else");
  await page.locator("#revoke button[type=submit]").click();
  await expect(page.locator("#revoke-confirm-error")).toBeVisible();
  await page.locator("#revoke [name=confirm]").fill(name);
  await page.locator("#revoke button[type=submit]").click();
  await page.waitForURL("**/tokens");
  await expect(page.locator("tr", { hasText: name })).toContainText(t("identity.revoked"));
});

test("a project is made with its environments", async ({ as, lang }) => {
  const page = await as("admin");
  const key = `shop-${lang}-${Date.now().toString(36)}`;
  await page.goto("/projects/new");
  await hydrated(page);
  await accessible(page);
  await page.locator("[name=key]").fill(key);
  await page.locator("[name=name]").fill("Web shop");
  await page.locator("#project > button[type=submit]").click();
  await page.waitForURL("**/projects");
  await expect(page.locator("tr", { hasText: key })).toBeVisible();
  await page.goto(`/p/${key}/deployments`);
  await expect(page.locator("body")).toContainText("staging");
});
