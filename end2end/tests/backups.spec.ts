import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { accessible, expect, fits, test } from "../fixtures";

const dir = () => join(process.env.ARKAN_E2E_DATA!, "backups");
const main = (page: Page) => page.getByRole("main");

/** Loads the page again until it shows what must come: the same with scripts and without. */
async function until(page: Page, text: string) {
  await expect(async () => {
    await page.reload();
    await expect(main(page).getByText(text, { exact: true }).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
}

const turn = () => join(process.env.ARKAN_E2E_DATA!, "backups-turn");

// The console is shared by both languages, and it makes one backup at a time: they take turns.
test.beforeEach(async () => {
  test.setTimeout(300_000);
  await expect(() => mkdirSync(turn())).toPass({ timeout: 180_000 });
});
test.afterEach(() => rmdirSync(turn()));

test("a backup is made, proven, damaged, found out and proven again", async ({ as, t }) => {
  const page = await as("operator");
  const before = new Set(files());
  await page.goto("/backups");
  await page.getByRole("button", { name: t("backups.run") }).click();
  await expect.poll(() => files().filter((file) => !before.has(file)).length, { timeout: 60_000 }).toBe(1);
  const name = files().find((file) => !before.has(file))!;
  await until(page, t("backups.prove"));
  await accessible(page);
  await fits(page);

  await page.getByRole("button", { name: t("backups.prove") }).click();
  await page.waitForURL("**/backups/drills/*");
  await until(page, t("backups.verdict_passed"));
  await expect(main(page).getByText(t("backups.step_compare"))).toBeVisible();
  await expect(main(page).getByText("public.users")).toBeVisible();
  await accessible(page);
  await fits(page);

  const path = join(dir(), name);
  const intact = readFileSync(path);
  const damaged = Buffer.from(intact);
  damaged[damaged.length >> 1] ^= 1;
  writeFileSync(path, damaged);
  await page.goto("/backups");
  await page.getByRole("button", { name: t("backups.prove") }).click();
  await page.waitForURL("**/backups/drills/*");
  await until(page, t("backups.failure_checksum_mismatch"));
  await page.goto("/backups");
  await expect(main(page).getByText(t("backups.last_drill_failed"))).toBeVisible();
  await page.goto("/p/arkan/alerts");
  await expect(main(page).getByText(t("backups.failure_checksum_mismatch")).first()).toBeVisible();

  writeFileSync(path, intact);
  await page.goto("/backups");
  await page.getByRole("button", { name: t("backups.prove") }).click();
  await page.waitForURL("**/backups/drills/*");
  await until(page, t("backups.verdict_passed"));
  await page.goto("/backups");
  await expect(main(page).getByText(t("backups.last_drill_failed"))).toHaveCount(0);
});

test("a wrong policy is refused beside its fields and keeps what was typed", async ({ as, t }) => {
  const page = await as("operator");
  await page.goto("/backups");
  await page.getByLabel(t("backups.policy_hour")).fill("25");
  await page.getByLabel(t("backups.policy_daily")).fill("9");
  await page.getByRole("button", { name: t("backups.policy_save") }).click();
  await expect(page.locator("#backup-policy-hour-error")).toBeVisible();
  await expect(page.getByLabel(t("backups.policy_daily"))).toHaveValue("9");
  await page.getByLabel(t("backups.policy_hour")).fill("3");
  await page.getByRole("button", { name: t("backups.policy_save") }).click();
  await expect(page.getByText(t("backups.policy_saved"))).toBeVisible();
});

test("a viewer sees the state and can change nothing", async ({ as, t }) => {
  const page = await as("viewer");
  await page.goto("/backups");
  await expect(page.getByRole("heading", { level: 1, name: t("backups.title") })).toBeVisible();
  await expect(page.getByRole("button", { name: t("backups.run") })).toHaveCount(0);
  await expect(page.getByRole("button", { name: t("backups.policy_save") })).toHaveCount(0);
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 900 });
  await fits(page);
});

function files(): string[] {
  try {
    return readdirSync(dir()).filter((file) => file.endsWith(".age"));
  } catch {
    return [];
  }
}
