import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { badge, ENVIRONMENT, list, make, open, PROJECT, settled, token, unique } from "../flags";
import type { Page } from "@playwright/test";

const FORM = `rules-${ENVIRONMENT}`;
const field = (page: Page, name: string) => page.locator(`[id="${FORM}"] [name="${name}"]`);
const press = (page: Page, value: string) =>
  settled(page, () => page.locator(`[id="${FORM}"] button[value="${value}"]`).click());
const save = (page: Page) => page.locator(`[id="${FORM}"] .form-actions .btn-primary`).click();

async function edit(page: Page, key: string) {
  await page.goto(`${list}/${key}/${ENVIRONMENT}/rules`);
  await hydrated(page);
}

/** What an application gets. */
async function ofrep(page: Page, secret: string, key: string, context: Record<string, unknown>) {
  const answer = await page.request.post(`/ofrep/v1/evaluate/flags/${key}`, {
    headers: { authorization: `Bearer ${secret}` },
    data: { context },
  });
  return answer.json();
}

/** What the playground says of a flag. */
async function playground(page: Page, key: string, user: string, properties: string) {
  const query = new URLSearchParams({ environment: ENVIRONMENT, user, properties, search: key, flag: key });
  await page.goto(`/p/${PROJECT}/playground?${query}`);
  return (await page.locator("#playground-results tbody td code").first().innerText()).trim();
}

test("rules are written as sentences, tried before they are saved, and taken back @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("targeted", lang);
  await open(page, key);
  await page.locator(`#flag-${ENVIRONMENT} .card-head a`).click();
  await page.waitForURL("**/rules");
  await hydrated(page);

  await field(page, "enabled").check();
  await field(page, "strategies.0.parameters.rollout").fill("50");
  await press(page, "strategies.0.constraints.add");
  await field(page, "strategies.0.constraints.0.contextName").fill("country");
  await field(page, "strategies.0.constraints.0.operator").selectOption("IN");
  await field(page, "strategies.0.constraints.0.values").fill("SA, AE");
  await press(page, "strategies.add");
  await expect(field(page, "strategies.0.parameters.rollout")).toHaveValue("50");
  await field(page, "strategies.1.name").selectOption("userWithId");
  await field(page, "strategies.1.parameters.userIds").fill("sara\nomar");
  await field(page, "try_user").fill("sara");
  await field(page, "try_context").fill("country = EG");
  await press(page, "preview");
  const preview = page.locator("#preview");
  await expect(preview.locator(".rule-added")).toHaveCount(3);
  await expect(preview.locator(".rule-removed")).toHaveCount(2);
  await expect(preview).toContainText("sara");
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await save(page);
  await page.waitForURL(`**${list}/${key}`);
  const rules = page.locator(`#flag-${ENVIRONMENT} .rule-list li:not(.sr-only)`);
  await expect(rules).toHaveCount(2);
  await expect(rules.first()).toContainText("country");
  await expect(badge(page)).toHaveText(t("flags.state_rules"));

  const secret = await token(await as("admin"), key);
  // agree.spec.ts asks more people of more kinds.
  for (let number = 0; number < 6; number++) {
    for (const country of ["SA", "EG"]) {
      const user = `user-${number}`;
      const answer = await ofrep(page, secret, key, { targetingKey: user, country });
      expect(String(answer.value)).toBe(await playground(page, key, user, `country=${country}`));
      if (country === "EG") expect(answer).toMatchObject({ value: false, reason: "UNKNOWN" });
    }
  }
  expect(await ofrep(page, secret, key, { targetingKey: "sara", country: "EG" })).toMatchObject({
    value: true,
    reason: "TARGETING_MATCH",
  });

  await page.goto(`${list}/${key}/history?environment=${ENVIRONMENT}`);
  await hydrated(page);
  await expect(page.locator(".versions > li")).toHaveCount(2);
  await accessible(page);
  await fits(page);
  const first = page.locator("#v1");
  await first.locator("summary").click();
  await first.locator("[name=reason]").fill("Too early");
  await first.locator("button[type=submit]").click();
  await expect(page.locator("#v3")).toContainText("Too early");
  await expect(page.locator("#v3 .rule-removed")).toHaveCount(3);
  expect(await ofrep(page, secret, key, { targetingKey: "sara", country: "EG" })).toMatchObject({ reason: "DISABLED" });
});

test("a wrong rule is refused beside its field, and what was typed stays @noscript", async ({ as, lang }) => {
  const page = await as("product_owner");
  const key = unique("refused", lang);
  await make(page, key);
  await edit(page, key);
  await press(page, "strategies.0.constraints.add");
  await field(page, "strategies.0.parameters.rollout").fill("101");
  await field(page, "strategies.0.constraints.0.contextName").fill("email");
  await field(page, "strategies.0.constraints.0.operator").selectOption("REGEX");
  await field(page, "strategies.0.constraints.0.values").fill("(a+)+$");
  await press(page, "variants.add");
  await field(page, "variants.0.name").fill("teal");
  await field(page, "variants.0.weight").fill("40");
  await save(page);
  for (const name of ["strategies.0.parameters.rollout", "strategies.0.constraints.0.values"]) {
    await expect(field(page, name)).toHaveAttribute("aria-invalid", "true");
  }
  await expect(page.locator(`[id="${FORM}-variants-error"]`)).toBeVisible();
  await expect(field(page, "strategies.0.parameters.rollout")).toHaveValue("101");
  await expect(field(page, "strategies.0.constraints.0.values")).toHaveValue("(a+)+$");
  await expect(field(page, "variants.0.name")).toHaveValue("teal");
  await accessible(page);
  await page.goto(`${list}/${key}/history?environment=${ENVIRONMENT}`);
  await expect(page.locator(".versions > li")).toHaveCount(1);
});

test("variants bring values, and the playground compares two people @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("colour", lang);
  await make(page, key, "experiment");
  await edit(page, key);
  await field(page, "enabled").check();
  await field(page, "strategies.0.parameters.rollout").fill("100");
  await press(page, "variants.add");
  await press(page, "variants.add");
  await field(page, "variants.0.name").fill("teal");
  await field(page, "variants.0.payload_type").selectOption("json");
  await field(page, "variants.0.payload").fill('{"hue": 180}');
  await field(page, "variants.1.name").fill("plain");
  await save(page);
  await page.waitForURL(`**${list}/${key}`);
  const secret = await token(await as("admin"), key);
  const seen: Record<string, string> = {};
  for (let number = 0; number < 40; number++) {
    const answer = await ofrep(page, secret, key, { targetingKey: `u${number}` });
    expect(answer.value).toEqual(answer.variant === "teal" ? { hue: 180 } : "plain");
    seen[answer.variant] ??= `u${number}`;
  }
  expect(Object.keys(seen).sort()).toEqual(["plain", "teal"]);

  const query = new URLSearchParams({
    environment: ENVIRONMENT,
    user: seen.teal,
    compare: "context",
    other_user: seen.plain,
    differences: "1",
    search: key,
    flag: key,
  });
  await page.goto(`/p/${PROJECT}/playground?${query}`);
  await hydrated(page);
  const row = page.locator("#playground-results tbody tr");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("teal");
  await expect(row).toContainText("plain");
  await expect(row).toContainText(t("playground.differs"));
  await expect(page.locator("#why .card")).toHaveCount(2);
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
});
