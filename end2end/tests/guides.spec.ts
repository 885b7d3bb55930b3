import { type Page } from "@playwright/test";
import { everywhere, expect, hydrated, test } from "../fixtures";

const other = (lang: string) => (lang === "ar" ? "en" : "ar");

/** A guide of its own for a test: names differ between the languages and runs that share a console. */
const unique = (name: string, lang: string) => `${name}-${lang}-${Date.now().toString(36)}`;

async function write(page: Page, slug: string, lang: string, body: string) {
  await page.goto("/guides/new");
  await hydrated(page);
  await page.locator("[name=slug]").fill(slug);
  await page.locator("#guide-new [name=language]").selectOption(lang);
  await page.locator("[name=title]").fill(`Title ${slug}`);
  await page.locator("[name=body]").fill(body);
  await page.locator("#guide-new button[type=submit]").last().click();
  await page.waitForURL(`**/guides/${slug}?language=${lang}`);
}

test("the shipped guides are listed, found and read in both languages @noscript", async ({ as, lang, t }) => {
  const page = await as("viewer");
  await page.goto("/guides");
  await expect(page.locator(".row-link")).not.toHaveCount(0);
  await expect(page.getByText(t("guides.write"))).toHaveCount(0);

  await page.locator("#guides-q").fill(lang === "ar" ? "تنبيهات" : "alerts");
  await page.locator("#guides-q").press("Enter");
  const first = page.locator(".guide-found li").first();
  await expect(first.locator("a")).toHaveAttribute("href", `/guides/alerts?language=${lang}`);
  await expect(page.locator(".guide-found mark").first()).toBeVisible();

  await first.locator("a").click();
  await expect(page.locator(".prose")).toHaveAttribute("dir", lang === "ar" ? "rtl" : "ltr");
  await expect(page.locator("pre").first()).toHaveCSS("direction", "ltr");
  const heading = page.locator(".toc a").nth(1);
  const id = (await heading.getAttribute("href"))!.slice(1);
  await expect(page.locator(`[id="${id}"]`)).toHaveCount(1);

  await page.getByRole("link", { name: t("guides.side_by_side") }).click();
  await expect(page.locator(".prose[dir=rtl]")).toHaveCount(1);
  await expect(page.locator(".prose[dir=ltr]")).toHaveCount(1);
});

test("a guide is written, translated, falls behind and catches up", async ({ as, lang, t }) => {
  const page = await as("trainer");
  const slug = unique("on-call", lang);
  await write(page, slug, lang, "## One\n\nCall the harbour master.\n\n<script>document.title = 'no'</script>");
  await expect(page.locator(".prose")).toContainText("<script>");
  await expect(page).not.toHaveTitle("no");

  await page.goto(`/guides/${slug}/edit?language=${other(lang)}`);
  await hydrated(page);
  await page.locator("[name=title]").fill("Translated");
  await page.locator("[name=body]").fill("Translated text.");
  await page.locator("#guide-edit button[type=submit]").last().click();
  await page.waitForURL(`**/guides/${slug}?language=${other(lang)}`);
  await expect(page.locator(".notice-warning")).toHaveCount(0);

  await page.goto(`/guides/${slug}/edit?language=${lang}`);
  await hydrated(page);
  await page.locator("[name=body]").fill("## One\n\nCall the lighthouse.");
  await expect(page.locator("[data-preview] h2")).toHaveText("One");
  await page.locator("#guide-edit button[type=submit]").last().click();
  await page.waitForURL(`**/guides/${slug}?language=${lang}`);

  await page.goto(`/guides/${slug}?language=${other(lang)}`);
  await expect(page.locator(".notice-warning")).toContainText(t("guides.drift_title"));
  await page.getByRole("link", { name: t("guides.drift_diff") }).click();
  await expect(page.locator(".diff-added").first()).toBeVisible();
  await expect(page.locator(".diff-removed").first()).toBeVisible();

  await page.goto(`/guides/${slug}/edit?language=${other(lang)}`);
  await hydrated(page);
  await page.locator("[name=translated_from]").check();
  await page.locator("#guide-edit button[type=submit]").last().click();
  await page.waitForURL(`**/guides/${slug}?language=${other(lang)}`);
  await expect(page.locator(".notice-warning")).toHaveCount(0);
});

test("what was typed stays when somebody saved meanwhile", async ({ as, lang }) => {
  const [mine, theirs] = [await as("trainer"), await as("admin")];
  const slug = unique("meanwhile", lang);
  await write(mine, slug, lang, "One.");
  for (const page of [mine, theirs]) {
    await page.goto(`/guides/${slug}/edit?language=${lang}`);
    await hydrated(page);
  }
  await theirs.locator("[name=body]").fill("Theirs.");
  await theirs.locator("#guide-edit button[type=submit]").last().click();
  await theirs.waitForURL(`**/guides/${slug}?language=${lang}`);

  await mine.locator("[name=body]").fill("Mine, and long to type.");
  await mine.locator("#guide-edit button[type=submit]").last().click();
  await expect(mine.locator("#guide-edit-summary.form-summary")).toBeVisible();
  await expect(mine.locator("[name=body]")).toHaveValue(/Mine, and long to type\./);
});

test("reading is what a person says, and trainers see it @noscript", async ({ as, lang, t }) => {
  const [reader, trainer] = [await as("product_owner"), await as("trainer")];
  const slug = unique("read-me", lang);
  await write(trainer, slug, lang, "One.");

  // Fetching ahead counts for nothing, nor does looking without a script.
  await reader.request.get(`/guides/${slug}`, { headers: { "Sec-Purpose": "prefetch" } });
  await trainer.goto(`/guides/${slug}/readers`);
  await expect(trainer.getByText(`product owner ${lang}`)).toHaveCount(0);

  await reader.goto(`/guides/${slug}?language=${lang}`);
  await hydrated(reader);
  await reader.getByRole("button", { name: t("guides.acknowledge") }).click();
  await expect(reader.getByRole("button", { name: t("guides.acknowledge") })).toHaveCount(0);

  await trainer.goto(`/guides/${slug}/readers`);
  const row = trainer.getByRole("row", { name: `product owner ${lang}` });
  await expect(row).toContainText(t("guides.ack_current"));
  expect((await reader.goto(`/guides/${slug}/readers`))!.status()).toBe(403);
});

test("the pages are accessible and fit a phone", async ({ as, lang }) => {
  const page = await as("trainer");
  const paths = ["/guides", "/guides?q=restore", `/guides/flags?language=${lang}`, "/guides/backups?view=both"];
  for (const path of [...paths, "/guides/new", "/guides/flags/edit", "/guides/flags/history", "/guides/flags/readers"]) {
    await page.goto(path);
    await everywhere(page);
  }
});
