import type { Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { badge, create, list, make, setShare, settled, turnOn, unfold, unique } from "../flags";

const keys = (page: Page) => page.locator("tbody .row-link").allInnerTexts();

async function tag(page: Page, key: string, tags: string) {
  await page.goto(`${list}/${key}`);
  await hydrated(page);
  await unfold(page, "flag-tags");
  const form = page.locator("#flag-tags");
  await form.locator("[name=tags]").fill(tags);
  await form.locator("button[type=submit]").click();
}

test("tags, favourites and orders find flags again @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const word = unique("team", lang);
  const [a, b] = [`a-${word}`, `b-${word}`];
  for (const key of [b, a]) {
    await make(page, key);
    await tag(page, key, `${word}, الدفع`);
    await expect(page.locator(".page-subtitle .tags")).toContainText(word);
  }
  await tag(page, a, "<b>");
  await expect(page.locator("#flag-tags [name=tags]")).toHaveAttribute("aria-invalid", "true");

  await page.goto(`${list}?tag=${word}`);
  expect(await keys(page)).toEqual([a, b]);
  await page.goto(`${list}?tag=${word}&sort=-key`);
  expect(await keys(page)).toEqual([b, a]);
  // The head of the column turns the order around, and the filter stays.
  await page.locator("thead .sort-link").first().click();
  await expect(page).toHaveURL(/sort=key/);
  expect(await keys(page)).toEqual([a, b]);
  await accessible(page);

  await page.goto(`${list}?tag=${word}`);
  await hydrated(page);
  const star = page.locator(`[id="star-${b}"] button`);
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await settled(page, () => star.click());
  await expect(page.locator(`[id="star-${b}"] button`)).toHaveAttribute("aria-pressed", "true");
  await page.goto(`${list}?tag=${word}&favourites=yes`);
  expect(await keys(page)).toEqual([b]);
  await hydrated(page);
  await settled(page, () => page.locator(`[id="star-${b}"] button`).click());
  await expect(page.locator(".empty-title")).toHaveText(t("lists.no_favourites_title"));
});

test("several flags are changed together, or none of them @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const word = unique("bulk", lang);
  const made = [1, 2, 3].map((number) => `${word}-${number}`);
  for (const key of made) await make(page, key);

  const choose = async () => {
    await page.goto(`${list}?q=${word}&checked=all`);
    await expect(page.locator("tbody input:checked")).toHaveCount(3);
    await page.locator("#flags-bulk button").click();
    await page.waitForURL(/flags\.bulk/);
    await hydrated(page);
  };
  await page.goto(`${list}.bulk`);
  await expect(page.locator(".empty-title")).toHaveText(t("lists.bulk_none_title"));
  await choose();
  await accessible(page);
  await fits(page);
  await page.locator("#bulk-tag [name=tag]").fill(word);
  await page.locator("#bulk-tag [value=tag]").click();
  await page.waitForURL(`**${list}?q=${word}**`);
  await expect(page.locator("tbody .tags")).toHaveCount(3);

  await choose();
  const archive = page.locator("#bulk-archive");
  await archive.locator("[name=confirm]").fill("2");
  await archive.locator("button[type=submit]").click();
  await expect(archive.locator("[name=confirm]")).toHaveAttribute("aria-invalid", "true");
  // Someone changes one of them meanwhile: then none is archived, and that one is named.
  const other = await as("operator");
  await tag(other, made[1], "meanwhile");
  await expect(other.locator(".page-subtitle .tags")).toContainText("meanwhile");
  await archive.locator("[name=confirm]").fill("3");
  await archive.locator("button[type=submit]").click();
  await expect(archive.locator(".form-summary")).toContainText(made[1]);
  await expect(archive.locator(".form-summary")).toContainText(t("lists.refused_not_all"));
  await page.goto(`${list}?q=${word}`);
  await expect(page.locator("tbody tr")).toHaveCount(3);

  await choose();
  await archive.locator("[name=confirm]").fill("3");
  await archive.locator("button[type=submit]").click();
  await page.waitForURL(`**${list}?q=${word}**`);
  await expect(page.locator(".empty-title")).toHaveText(t("flags.none_title"));
});

test("what I own in every project, and what it waits for", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("mine", lang);
  await create(page, key, "operational");
  await turnOn(page);
  await expect(badge(page)).toHaveText(t("flags.state_on"));
  await settled(page, () => setShare(page, 25));
  await unfold(page, "kill-production");
  await page.locator("#kill-production [name=reason]").fill("Cards are charged twice");
  await page.locator("#kill-production button[type=submit]").click();
  await expect(badge(page)).toHaveText(t("flags.state_killed"));
  await page.goto("/flags/mine");
  const row = page.locator("tbody tr").filter({ hasText: key });
  await expect(row).toContainText(t("flags.state_killed"));
  await expect(row.locator(".waits li")).toHaveCount(1);
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  const nobody = await as("viewer", 390);
  await nobody.goto("/flags/mine");
  await expect(nobody.locator(".empty-title")).toHaveText(t("lists.mine_empty_title"));
});

test("the filtered list is taken along as a file", async ({ as, lang }) => {
  const page = await as("product_owner");
  const word = unique("csv", lang);
  await make(page, `${word}-a`);
  const csv = await page.request.get(`${list}.csv?q=${word}`);
  expect(csv.headers()["content-disposition"]).toContain("flags-arkan.csv");
  const text = await csv.text();
  expect(text.split("\r\n")[0]).toContain('"key","type","description","owner","tags"');
  expect(text).toContain(`"${word}-a","release","A shorter way to pay"`);
  expect(text.trimEnd().split("\r\n")).toHaveLength(2);
  await page.goto(list);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await accessible(page);
});
