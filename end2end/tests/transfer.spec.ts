import { readFileSync } from "node:fs";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { list, make, unique } from "../flags";
import * as made from "../made";

const transfer = `${list}/transfer`;

/** One environment of an Unleash, as its admin API exports it. */
const fromUnleash = (key: string, rollout: string) =>
  JSON.stringify({
    features: [{ name: key, description: "Pay", type: "release", project: "default", stale: true, archived: false }],
    featureStrategies: [
      {
        name: "flexibleRollout",
        id: "784f2bc1-ba45-4a92-a6d6-a80e18a4e407",
        featureName: key,
        parameters: { rollout, stickiness: "default", groupId: key },
        constraints: [
          { contextName: "plan", operator: "IN", values: ["pro"], inverted: false, caseInsensitive: false },
        ],
        segments: [],
        sortOrder: 0,
      },
    ],
    featureEnvironments: [{ enabled: true, featureName: key, environment: "development", variants: [] }],
    contextFields: [],
    featureTags: [],
    segments: [],
    tagTypes: [],
  });

/** A Latin name as it stands in a sentence: set apart from Arabic around it. */
const set = (text: string, lang: string) => (lang === "ar" ? `\u2068${text}\u2069` : text);

test("an Unleash export is looked at, mapped and imported @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("moved", lang);
  await page.goto(transfer);
  await hydrated(page);
  await accessible(page);
  await page.locator("#import [name=text]").fill(fromUnleash(key, "40"));
  await page.locator("#import button[type=submit]").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("transfer.preview"));
  await expect(page.locator("main")).toContainText(t("transfer.note_marks", { key: set(key, lang), about: set("stale", lang) }));
  // No environment here is called like the file's: it is left out until one is chosen.
  await page.locator('select[name="map.development"]').selectOption("production");
  await page.locator("#import button[type=submit]").click();
  await expect(page.locator(".transfer-changes > li")).toHaveCount(2);
  await expect(page.locator(".transfer-changes")).toContainText(t("transfer.what_state", { environment: set("production", lang) }));
  await accessible(page);
  await fits(page);
  expect((await page.request.get(`${list}/${key}`)).status(), "nothing was stored yet").toBe(404);
  await page.locator("#apply [name=reason]").fill("from the old one");
  await page.locator("#apply button[type=submit]").click();
  await page.waitForURL(`**${list}`);
  await page.goto(`${list}/${key}`);
  await expect(page.locator("main")).toContainText("40");
  await expect(page.locator("main")).toContainText("pro");
});

test("what is wrong with a file is said, and what was pasted stays @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  await page.goto(transfer);
  await hydrated(page);
  await page.locator("#import [name=text]").fill("{ not json");
  await page.locator("#import button[type=submit]").click();
  await expect(page.locator("#import-file-error")).toBeVisible();
  await expect(page.locator("#import [name=text]")).toHaveValue("{ not json");
  const key = unique("wrong", lang);
  await page.locator("#import [name=text]").fill(fromUnleash(key, "101").replaceAll("development", "production"));
  await page.locator("#import button[type=submit]").click();
  await expect(page.locator(".transfer-changes .field-error")).toContainText("strategies.0.parameters.rollout");
  await expect(page.locator(".transfer-changes .field-error")).toContainText(
    t("form.out_of_range", { min: "0", max: "100" }),
  );
  await expect(page.locator("#apply")).toHaveCount(0);
  expect((await page.request.get(`${list}/${key}`)).status()).toBe(404);
});

test("the export is the same file twice, and comes back unchanged", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("exported", lang);
  await make(page, key);
  await page.goto(transfer);
  await page.locator("form[action$='/export'] [name=search]").fill(key);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("form[action$='/export'] button[type=submit]").click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  expect(JSON.parse(text).flags.map((flag: { key: string }) => flag.key)).toEqual([key]);
  expect(await (await page.request.get(`${list}/export?search=${key}`)).text()).toBe(text);
  await page.goto(transfer);
  await page.locator("#import-file").setInputFiles({ name: "f.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator("#import button[type=submit]").click();
  await expect(page.locator("main")).toContainText(t("transfer.preview_none"));
});

test("a flag is copied to another project once its difference was shown @noscript", async ({ as, lang, t }) => {
  const admin = await as("admin");
  const project = `copies-${lang}-${Date.now().toString(36)}`;
  await made.project(admin, project);
  const key = unique("copied", lang);
  await make(admin, key);
  await admin.goto(`${list}/${key}/copy?from=production&to=${project}/staging`);
  await hydrated(admin);
  await expect(admin.locator(".transfer-changes > li")).toHaveCount(2);
  await accessible(admin);
  await admin.locator("#copy [name=reason]").fill("try it there");
  await admin.locator("#copy button[type=submit]").click();
  await admin.waitForURL(`**/p/${project}/flags/${key}`);
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText(key);
  await admin.goto(`${list}/${key}/copy?from=production&to=${project}/staging`);
  await expect(admin.locator("main")).toContainText(t("transfer.preview_none"));
  await admin.goto(`/p/${project}/flags/${key}/copy`);
  await expect(admin.locator("#way-from")).toHaveValue("staging");
});

test("who may only look can export and not import", async ({ as, t }) => {
  const page = await as("viewer");
  await page.goto(transfer);
  await expect(page.getByRole("button", { name: t("transfer.export_button") })).toBeVisible();
  await expect(page.locator("#import")).toHaveCount(0);
});
