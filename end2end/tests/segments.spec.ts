import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { ENVIRONMENT, list, make, PROJECT, token, unfold, unique } from "../flags";

const segments = `/p/${PROJECT}/segments`;
const fields = `/p/${PROJECT}/context-fields`;

/** The field of a row of conditions. */
const field = (form: Locator, row: number, name: string) => form.locator(`[name="constraints.${row}.${name}"]`);
const problem = (form: Locator, row: number, name: string) =>
  form.locator(`[data-field="constraints.${row}.${name}"] .field-error`);

async function condition(form: Locator, row: number, name: string, operator: string, values: string) {
  await field(form, row, "contextName").fill(name);
  await field(form, row, "operator").selectOption(operator);
  await field(form, row, "values").fill(values);
}

/** Presses a button that adds or removes a row, and waits until there are as many as wanted. */
async function rows(form: Locator, action: string, count: number) {
  await form.locator(`button[name=do][value="${action}"]`).click();
  await expect(form.locator("fieldset.constraint")).toHaveCount(count);
}

const submit = (form: Locator) => form.locator(".form-actions button[type=submit]").first().click();

/** A segment with one condition. */
async function segment(page: Page, key: string, name: string, values: string) {
  await page.goto(`${segments}/new`);
  await hydrated(page);
  const form = page.locator("#new-segment");
  await form.locator("[name=key]").fill(key);
  await condition(form, 0, name, "IN", values);
  await submit(form);
  await page.waitForURL(`**${segments}/${key}`);
  await hydrated(page);
}

/** What an application gets for someone from a country. */
async function answer(request: APIRequestContext, secret: string, key: string, country: string) {
  const response = await request.post(`/ofrep/v1/evaluate/flags/${key}`, {
    headers: { authorization: `Bearer ${secret}` },
    data: { context: { targetingKey: "sara", country } },
  });
  expect(response.status()).toBe(200);
  return ((await response.json()) as { value: boolean }).value;
}

test("three conditions of three kinds become a segment, row by row @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("gulf", lang);
  await page.goto(list);
  await page.locator(`.tabs a[href="${segments}"]`).click();
  await page.waitForURL(`**${segments}`);
  await page.goto(`${segments}/new`);
  await hydrated(page);
  const form = page.locator("#new-segment");
  await form.locator("[name=key]").fill(key);
  await form.locator("[name=description]").fill("Customers in the Gulf");
  await condition(form, 0, "country", "IN", "SA, AE\nBH");
  await rows(form, "constraints.add", 2);
  // What was typed stays while rows come and go.
  await expect(field(form, 0, "values")).toHaveValue("SA, AE\nBH");
  await condition(form, 1, "gone", "REGEX", "x");
  await rows(form, "constraints.add", 3);
  await condition(form, 2, "appVersion", "SEMVER_GTE", "2.1.0");
  await field(form, 2, "inverted").check();
  await rows(form, "constraints.add", 4);
  await condition(form, 3, "currentTime", "DATE_AFTER", "2027-01-31T09:00");
  await rows(form, "constraints.remove.1", 3);
  await expect(field(form, 1, "contextName")).toHaveValue("appVersion");
  await expect(field(form, 1, "inverted")).toBeChecked();
  await expect(field(form, 2, "operator")).toHaveValue("DATE_AFTER");
  // What the comparison takes is said beside it, and only that.
  await expect(form.locator(".hint:visible")).toHaveCount(3);
  await expect(form.locator(".hint-date:visible")).toHaveCount(1);
  await accessible(page);
  await submit(form);
  await page.waitForURL(`**${segments}/${key}`);

  await page.goto(segments);
  const row = page.locator("tr", { has: page.locator(`a[href="${segments}/${key}"]`) });
  const says = row.locator(".sentences li");
  await expect(says).toHaveCount(3);
  await expect(says.nth(0)).toContainText(t("segments.op_in"));
  await expect(says.nth(0)).toContainText("SA");
  await expect(says.nth(1)).toContainText(t("segments.not_semver_gte"));
  await expect(says.nth(2)).toContainText("2027-01-31 09:00:00 UTC");
  await expect(row).toContainText(t("segments.unused"));
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.goto(`${segments}/${key}`);
  await fits(page);
  await accessible(page);
});

test("each wrong value is refused beside its field, and what was typed stays @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  await page.goto(`${segments}/new`);
  await hydrated(page);
  const form = page.locator("#new-segment");
  await form.locator("[name=key]").fill(unique("wrong", lang));
  const wrong = [
    ["appVersion", "SEMVER_GT", "2.1", t("form.format", { example: "2.1.0" })],
    ["email", "REGEX", "(a+)+$", t("form.endless_pattern")],
    ["currentTime", "DATE_BEFORE", "tomorrow", t("form.format", { example: "2027-01-31T09:00:00Z" })],
    ["remoteAddress", "IN_CIDR", "10.0.0.0/99", t("form.format", { example: "10.0.0.0/8" })],
    ["age", "NUM_GT", "old", t("form.format", { example: "2.5" })],
  ];
  for (const [index, [name, operator, values]] of wrong.entries()) {
    if (index > 0) await rows(form, "constraints.add", index + 1);
    await condition(form, index, name, operator, values);
  }
  await submit(form);
  await expect(form.locator(".form-summary li")).toHaveCount(wrong.length);
  for (const [index, [name, operator, values, said]] of wrong.entries()) {
    const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
    expect(plain(await problem(form, index, "values").innerText())).toBe(said);
    await expect(field(form, index, "values")).toHaveAttribute("aria-invalid", "true");
    await expect(field(form, index, "contextName")).toHaveValue(name);
    await expect(field(form, index, "operator")).toHaveValue(operator);
    await expect(field(form, index, "values")).toHaveValue(values);
  }
  await accessible(page);
});

test("a field's legal values refuse others, and can be changed and forgotten @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const name = unique("plan", lang);
  await page.goto(fields);
  await hydrated(page);
  const form = page.locator("#context-field");
  await form.locator("[name=name]").fill("userId");
  await submit(form);
  await expect(form.locator('[data-field="name"] .field-error')).toHaveText(t("form.taken"));
  await form.locator("[name=name]").fill(name);
  await form.locator("[name=description]").fill("What they pay for");
  await form.locator("[name=legal_values]").fill("free, team\n\"team, large\"");
  await form.locator("[name=sticky]").check();
  await submit(form);
  const row = page.locator("tr", { hasText: name });
  await expect(row).toContainText("team, large");
  await accessible(page);
  await fits(page);

  const key = unique("paying", lang);
  await page.goto(`${segments}/new`);
  await hydrated(page);
  const made = page.locator("#new-segment");
  await made.locator("[name=key]").fill(key);
  await condition(made, 0, name, "IN", "free, gold");
  await submit(made);
  await expect(problem(made, 0, "values")).toContainText("free, team, team, large");
  await expect(field(made, 0, "values")).toHaveValue("free, gold");
  await field(made, 0, "values").fill("free\n\"team, large\"");
  await submit(made);
  await page.waitForURL(`**${segments}/${key}`);

  await page.goto(fields);
  await hydrated(page);
  await page.locator(".row-link", { hasText: name }).click();
  await page.waitForURL(/edit=/);
  await hydrated(page);
  await expect(form.locator("[name=legal_values]")).toHaveValue('free\nteam\n"team, large"');
  await form.locator("[name=description]").fill("The plan");
  await submit(form);
  await expect(row).toContainText("The plan");
  await page.locator(".row-link", { hasText: name }).click();
  await page.waitForURL(/edit=/);
  await hydrated(page);
  await unfold(page, "context-field-delete");
  await page.locator("#context-field-delete button[type=submit]").click();
  await expect(row).toHaveCount(0);
});

test("applications follow a segment that changes, and it cannot be deleted under them", async ({ as, lang, request, t }) => {
  const page = await as("product_owner");
  const [key, flag] = [unique("gcc", lang), unique("cash", lang)];
  await segment(page, key, "country", "SA, AE");
  await make(page, flag, "operational");
  await page.goto(`${list}/${flag}/${ENVIRONMENT}/rules`);
  await hydrated(page);
  const rules = page.locator(`#rules-${ENVIRONMENT}`);
  await rules.locator("[name=enabled]").check();
  await rules.getByLabel(key, { exact: true }).check();
  await rules.locator(".form-actions .btn-primary").click();
  await page.waitForURL(`**${list}/${flag}`);
  const secret = await token(await as("admin"), flag);
  const countries = async () => [
    await answer(request, secret, flag, "SA"),
    await answer(request, secret, flag, "EG"),
  ];
  expect(await countries()).toEqual([true, false]);

  await page.goto(`${segments}/${key}`);
  await hydrated(page);
  await expect(page.locator(`#segment-users a[href="${list}/${flag}"]`)).toBeVisible();
  const [before, after] = t("segments.blast_production").split("{environments}");
  await expect(page.locator(".notice")).toContainText(before);
  await expect(page.locator(".notice")).toContainText(after);
  await expect(page.locator(`[id="delete-${key}"]`)).toHaveCount(0);
  await accessible(page);
  const refused = await page.request.post(`${segments}/${key}/delete`, {
    form: {},
    headers: { "x-arkan-enhance": "1" },
  });
  expect(((await refused.json()) as { summary: string }).summary).toContain(flag);

  const form = page.locator(`[id="edit-${key}"]`);
  await condition(form, 0, "country", "IN", "EG");
  const stale = await form.locator("[name=version]").inputValue();
  await submit(form);
  await expect(form.locator("[name=version]")).not.toHaveValue(stale);
  expect(await countries()).toEqual([false, true]);

  // Who comes second is told, and keeps what was typed.
  const second = await page.request.post(`${segments}/${key}`, {
    form: {
      key,
      version: stale,
      "constraints.0.contextName": "country",
      "constraints.0.operator": "IN",
      "constraints.0.values": "QA",
    },
  });
  const shown = await second.text();
  expect(shown).toContain(t("form.stale"));
  expect(shown).toContain("QA</textarea>");
});

test("a need is added and ended, and a circle and a chain are named @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const [child, parent, third] = ["child", "parent", "third"].map((name) => unique(name, lang));
  for (const key of [child, parent, third]) await make(page, key);
  const form = page.locator("#need");
  const need = async (flag: string, wanted: string) => {
    await page.goto(`${list}/${flag}`);
    await hydrated(page);
    await unfold(page, "need");
    await form.locator("[name=parent]").fill(wanted);
    await submit(form);
  };
  const refused = form.locator('[data-field="parent"] .field-error');
  await need(child, child);
  await expect(refused).toContainText(`${child} → ${child}`);
  await expect(form.locator("[name=parent]")).toHaveValue(child);
  await need(child, "nowhere-at-all");
  await expect(refused).toBeVisible();
  await need(child, parent);
  await expect(page.locator("#flag-needs .need")).toContainText(parent);
  await accessible(page);
  await fits(page);
  // A parent's page says who needs it and offers no further step.
  await page.goto(`${list}/${parent}`);
  await expect(page.locator(`#flag-needs a[href="${list}/${child}"]`)).toBeVisible();
  await expect(form).toHaveCount(0);
  await need(third, child);
  await expect(refused).toContainText(`${third} → ${child} → ${parent}`);

  await page.goto(`${list}/${child}`);
  await hydrated(page);
  await page.locator(`[id="unneed-${parent}"] button[type=submit]`).click();
  await expect(page.locator("#flag-needs .need")).toHaveCount(0);
  await expect(page.locator("#flag-needs")).toContainText(t("needs.none"));
});

test("a viewer reads segments and fields, and changes nothing", async ({ as, lang, t }) => {
  const owner = await as("product_owner");
  const key = unique("seen", lang);
  await segment(owner, key, "country", "SA");
  const page = await as("viewer", 390);
  for (const path of [segments, `${segments}/${key}`, fields]) {
    await page.goto(path);
    await expect(page.locator("main form[method=post]")).toHaveCount(0);
    await accessible(page);
    await fits(page);
  }
  await page.goto(`${segments}/${key}`);
  await expect(page.locator(".sentences")).toContainText(t("segments.op_in"));
  for (const path of [segments, `${segments}/${key}`, `${segments}/${key}/delete`, fields]) {
    expect((await page.request.post(path, { form: {}, maxRedirects: 0 })).status()).toBe(403);
  }
});
