import { type Page } from "@playwright/test";
import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { badge, ENVIRONMENT, unfold, unique } from "../flags";
import { approve, asked, shop } from "../requests";

/** Lets an operator approve what the owner asked for, and makes the change. */
async function agreed(owner: Page, operator: Page, t: (key: string) => string) {
  await asked(owner);
  await approve(operator, owner);
  await owner.goto(owner.url());
  await hydrated(owner);
  await owner.locator("#apply button[type=submit]").click();
  await expect(owner.locator("#request-head .badge")).toHaveText(t("requests.state_applied"));
}

// What the guide "Flags" teaches, in its order.
test("a product owner creates, targets, plans, gets approvals, watches, reverts and retires a flag", async ({ as, lang, t }) => {
  test.setTimeout(240_000);
  const project = await shop(await as("admin"), lang, ENVIRONMENT);
  const [page, operator] = [await as("product_owner"), await as("operator")];
  const key = unique("walk", lang);
  const list = `/p/${project}/flags`;
  const flag = `${list}/${key}`;
  const got = async (user: string, properties: string) => {
    const query = new URLSearchParams({ environment: ENVIRONMENT, user, properties, search: key });
    await page.goto(`/p/${project}/playground?${query}`);
    return (await page.locator("#playground-results tbody td code").first().innerText()).trim();
  };

  await page.goto(`${list}/new`);
  await hydrated(page);
  await page.locator("[name=key]").fill(key);
  await page.locator("[name=kind]").selectOption("release");
  await page.locator("#new-flag button[type=submit]").click();
  await page.waitForURL(`**${flag}`);
  await page.locator(`#flag-${ENVIRONMENT} .card-head a`).click();
  await page.waitForURL("**/rules");
  await hydrated(page);
  const form = page.locator(`[id="rules-${ENVIRONMENT}"]`);
  await form.locator("[name=enabled]").check();
  await form.locator('button[value="strategies.0.constraints.add"]').click();
  const field = form.locator('[name="strategies.0.constraints.0.contextName"]');
  await expect(field).toBeFocused();
  await field.fill("plan");
  await form.locator('[name="strategies.0.constraints.0.values"]').fill("pro");
  await form.locator("[name=reason]").fill("Paying customers first");
  await form.locator(".form-actions .btn-primary").click();
  await asked(page);
  await expect(page.locator("#request-what")).toContainText("Paying customers first");
  await accessible(page);
  await agreed(page, operator, t);
  await page.goto(flag);
  await expect(badge(page)).toHaveText(t("flags.state_rules"));
  expect(await got("sara", "plan = pro")).toBe("false");

  await page.goto(`${flag}/${ENVIRONMENT}/plan?template=own`);
  await hydrated(page);
  for (const [name, value] of [["share_1", "10"], ["wait_1", "2s"], ["share_2", "100"], ["wait_2", ""]]) {
    await page.locator(`[name=${name}]`).fill(value);
  }
  await page.locator("[name=alerts]").selectOption("none");
  await page.locator("form#plan button[type=submit]").last().click();
  await agreed(page, operator, t);
  await page.goto(`${flag}/${ENVIRONMENT}/plan`);
  await expect(page.locator("#plan-head .badge")).toHaveText(t("plans.state_finished"), { timeout: 40_000 });
  await accessible(page);
  expect(await got("sara", "plan = pro")).toBe("true");
  expect(await got("sara", "plan = free")).toBe("false");

  await page.goto(`${flag}/history?environment=${ENVIRONMENT}`);
  await hydrated(page);
  await expect(page.locator(".versions > li")).toHaveCount(4);
  await page.locator("#v2 summary").click();
  await page.locator("#v2 [name=reason]").fill("Support is not ready");
  await page.locator("#v2 button[type=submit]").click();
  await agreed(page, operator, t);
  await page.goto(`${flag}/history?environment=${ENVIRONMENT}`);
  await expect(page.locator("#v5")).toContainText("Support is not ready");
  expect(await got("sara", "plan = pro")).toBe("false");

  await page.goto(flag);
  await hydrated(page);
  await unfold(page, "flag-complete");
  await page.locator("#flag-complete button[value=off]").click();
  await expect(page.locator("#flag-history")).toContainText(t("usage.history_complete"));

  // Archiving acts everywhere at once, so that it is for who could have approved it.
  await operator.goto(flag);
  await hydrated(operator);
  await unfold(operator, "flag-archive");
  await operator.locator("#flag-archive [name=confirm]").fill(key);
  await operator.locator("#flag-archive button[type=submit]").click();
  await expect(operator.locator(".notice").first()).toContainText(t("flags.archived"));
  // The note that it was done may lie over a button until it goes.
  await operator.goto(flag);
  await accessible(operator);
  await fits(operator);
});
