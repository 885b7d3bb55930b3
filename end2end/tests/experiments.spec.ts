import type { APIRequestContext, Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { create, ENVIRONMENT, list, PROJECT, setShare, settled, token, turnOn, unfold, unique } from "../flags";

const all = `/p/${PROJECT}/experiments`;
const planning = (key: string) => `${list}/${key}/${ENVIRONMENT}/experiments`;

/** A flag that half of the users have. */
async function halved(page: Page, key: string) {
  await create(page, key, "experiment");
  await settled(page, () => setShare(page, 50));
  await turnOn(page);
  await expect(page.locator(`#flag-${ENVIRONMENT} .card-head .badge`)).toContainText("50");
}

/** Plans an experiment that needs 23 users a group, and starts it. */
async function begin(page: Page, key: string, event: string, name = "A shorter form") {
  await page.goto(planning(key));
  await hydrated(page);
  const values = { name, event, hypothesis: "Fewer fields, more orders", baseline: "20", difference: "40" };
  for (const [field, value] of Object.entries(values)) await page.locator(`#experiment [name=${field}]`).fill(value);
  await page.locator("#experiment .form-actions button[type=submit]").click();
  await page.waitForURL(`**${all}/*`);
  await hydrated(page);
  await page.locator("#experiment-start button[type=submit]").click();
  await expect(page.locator("#experiment-numbers")).toBeVisible();
}

/** Asks for a flag as an application does, for each user; tells who got what. */
async function ask(request: APIRequestContext, secret: string, key: string, users: string[]) {
  const got: Record<string, boolean> = {};
  for (const user of users) {
    const answer = await request.post(`/ofrep/v1/evaluate/flags/${key}`, {
      headers: { authorization: `Bearer ${secret}` },
      data: { context: { targetingKey: user } },
    });
    got[user] = (await answer.json()).value;
  }
  return got;
}

async function report(request: APIRequestContext, secret: string, data: unknown) {
  const answer = await request.post("/api/v1/experiments/events", { headers: { authorization: `Bearer ${secret}` }, data });
  expect(answer.status(), await answer.text()).toBe(202);
  return answer.json();
}

/** The bold numbers of a group's row: users, conversions. */
async function counted(page: Page, group: string) {
  const row = page.locator("#experiment-numbers tbody tr").filter({ has: page.locator("th bdi", { hasText: new RegExp(`^${group}$`) }) });
  const cells = await row.locator("td b").allInnerTexts();
  return cells.slice(0, 2).map((text) => Number(text.replaceAll(",", "")));
}

test("an experiment counts what was sent, and judges at its planned size", async ({ as, lang, t }) => {
  test.setTimeout(150_000);
  const page = await as("product_owner");
  const [key, event] = [unique("short-form", lang), unique("order", lang)];
  await halved(page, key);
  const secret = await token(await as("admin"), key);

  await page.locator(`#flag-${ENVIRONMENT} a[href$="/experiments"]`).click();
  await hydrated(page);
  const form = page.locator("form#experiment");
  await form.locator("[name=hypothesis]").fill("Fewer fields");
  await form.locator("[name=baseline]").fill("20");
  await form.locator("[name=difference]").fill("5");
  await form.locator("[name=do]").click();
  await expect(page.locator("#experiment-size")).toContainText("1094");
  await expect(page.locator("#experiment-size")).toContainText("2188");
  await expect(form.locator("[name=hypothesis]")).toHaveValue("Fewer fields");
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await begin(page, key, event);
  await expect(page.locator("#experiment-head .badge")).toHaveText(t("experiments.state_running"));
  await expect(page.locator("#experiment-standing .notice-title")).toHaveText(t("experiments.verdict_not_yet"));
  const first = await ask(page.request, secret, key, Array.from({ length: 30 }, (_, number) => `user-${number}`));
  const on = Object.values(first).filter(Boolean).length;
  // The page follows by itself: exposures are written every second.
  await expect(async () => expect(await counted(page, "on")).toEqual([on, 0])).toPass({ timeout: 15_000 });
  expect(await counted(page, "off")).toEqual([30 - on, 0]);
  await report(page.request, secret, { conversions: Object.keys(first).filter((user) => first[user]).map((unit) => ({ event, unit })) });
  await expect(async () => expect(await counted(page, "on")).toEqual([on, on])).toPass({ timeout: 15_000 });
  // A clear difference, and all the same no verdict.
  await expect(page.locator("#experiment-standing .notice-title")).toHaveText(t("experiments.verdict_not_yet"));
  await expect(page.locator("svg.range-chart")).toHaveCount(2);
  await expect(page.locator("svg.range-chart").first()).toHaveAttribute("aria-label", new RegExp("on.*100\\.0"));
  await accessible(page);
  await fits(page);

  const got = { ...first };
  const enough = () => [true, false].every((value) => Object.values(got).filter((one) => one === value).length >= 23);
  for (let number = 30; !enough(); number += 10) {
    Object.assign(got, await ask(page.request, secret, key, Array.from({ length: 10 }, (_, at) => `user-${number + at}`)));
  }
  const users = Object.keys(got).filter((user) => got[user]);
  const converted = [...users, ...Object.keys(got).filter((user) => !got[user]).slice(0, 3)];
  await report(page.request, secret, { conversions: converted.map((unit) => ({ event, unit })) });
  await expect(page.locator("#experiment-standing .notice-title")).toHaveText(t("experiments.verdict_found"), { timeout: 15_000 });
  expect(await counted(page, "on")).toEqual([users.length, users.length]);
  expect(await counted(page, "off")).toEqual([Object.keys(got).length - users.length, 3]);
  await expect(page.locator("#experiment-standing .notice")).toContainText(t("experiments.end_now"));
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await unfold(page, "experiment-end");
  await page.locator("#experiment-end [name=decision]").selectOption("treatment");
  await page.locator("#experiment-end button[type=submit]").click();
  await expect(page.locator("#experiment-end .form-summary")).toBeVisible();
  await expect(page.locator("#experiment-end [name=decision]")).toHaveValue("treatment");
  await page.locator("#experiment-end [name=reason]").fill("It sells");
  await page.locator("#experiment-end button[type=submit]").click();
  await expect(page.locator("#experiment-head .badge")).toHaveText(t("experiments.state_ended"));
  await page.reload();
  await expect(page.locator(".definitions")).toContainText("It sells");
  expect(await counted(page, "on")).toEqual([users.length, users.length]);
  await page.goto(`${list}/${key}`);
  await expect(page.locator("#flag-history")).toContainText("It sells");
});

test("groups that are not as large as they should be get no verdict", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const [key, event] = [unique("crooked", lang), unique("order", lang)];
  await halved(page, key);
  const secret = await token(await as("admin"), key, "sdk");
  await begin(page, key, event);
  const of = (variant: string, count: number, from = 0) =>
    Array.from({ length: count }, (_, at) => ({ flag: key, variant, unit: `${variant}-${from + at}` }));
  const body = { exposures: [...of("on", 300), ...of("off", 100), { flag: key, variant: "off", unit: "on-0" }], conversions: [{ event, unit: "nobody" }] };
  const taken = await report(page.request, secret, body);
  expect(taken).toEqual({ exposures: 401, conversions: 1, left_out: [] });
  await expect(page.locator("#experiment-standing .notice-title")).toHaveText(t("experiments.verdict_mismatch"), { timeout: 15_000 });
  expect(await counted(page, "on")).toEqual([299, 0]);
  await expect(page.locator("#experiment-ratio")).toContainText("199.5");
  await expect(page.locator("#experiment-standing")).toContainText(t("experiments.ratio_wrong", { p: "" }).split("(")[0]);
  await accessible(page);
  await fits(page);

  // Other weights say so, too, and stay said.
  await page.goto(`${list}/${key}`);
  await hydrated(page);
  await expect(page.locator(`#flag-${ENVIRONMENT}`)).toContainText(t("experiments.under_way"));
  await settled(page, () => setShare(page, 75));
  await page.locator(`#flag-${ENVIRONMENT}`).getByRole("link", { name: t("experiments.see") }).click();
  await expect(page.locator("#experiment-standing .notice-title")).toHaveText(t("experiments.verdict_traffic"));
  await accessible(page);
});

test("a plan keeps what was typed, says what is wrong, and can be discarded @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("careful", lang);
  await create(page, key, "experiment");
  await page.goto(planning(key));
  await expect(page.locator(".notice-title")).toHaveText(t("experiments.no_groups_title"));
  await expect(page.locator(".notice")).toContainText(t("experiments.no_same"));
  await accessible(page);
  await page.goto(`${list}/${key}`);
  await hydrated(page);
  await settled(page, () => setShare(page, 50));
  await page.goto(planning(key));
  await hydrated(page);

  const form = page.locator("form#experiment");
  await form.locator("[name=name]").fill("Careful");
  await form.locator("[name=event]").fill("order paid");
  await form.locator("[name=baseline]").fill("12,5");
  await form.locator("[name=difference]").fill("2");
  await form.locator("[name=do]").click();
  await expect(form.locator(".form-summary")).toBeVisible();
  await expect(form.locator("[data-field=baseline] .field-error")).toContainText("12.5");
  await expect(form.locator("[name=name]")).toHaveValue("Careful");
  await form.locator("[name=baseline]").fill("12.5");
  await form.locator("[name=do]").click();
  await expect(page.locator("#experiment-size strong").first()).toContainText("4582");
  await form.locator(".form-actions button[type=submit]").click();
  await expect(form.locator("[data-field=event] .field-error")).toContainText("order-paid");
  await expect(form.locator("[name=baseline]")).toHaveValue("12.5");
  await form.locator("[name=event]").fill("order-paid");
  await form.locator(".form-actions button[type=submit]").click();
  await page.waitForURL(`**${all}/*`);
  await hydrated(page);
  await expect(page.locator(".notice-title")).toHaveText(t("experiments.verdict_draft"));
  await expect(page.locator("pre.command")).toContainText("/api/v1/experiments/events");
  await expect(page.locator("pre.command")).toContainText(key);
  await accessible(page);
  await fits(page);
  // The flag is off, so nobody would be counted.
  await page.locator("#experiment-start button[type=submit]").click();
  await expect(page.locator("#experiment-start .form-summary")).toContainText(t("experiments.refused_off"));
  await page.goto(`${all}?state=draft`);
  await expect(page.locator("tbody tr").filter({ hasText: key })).toHaveCount(1);
  await accessible(page);
  await fits(page);
  await page.locator("tbody tr").filter({ hasText: key }).locator("a").click();
  await hydrated(page);
  await page.locator("#experiment-discard button[type=submit]").click();
  await page.waitForURL(`**${all}`);
  await expect(page.locator("tbody tr").filter({ hasText: key })).toHaveCount(0);
});
