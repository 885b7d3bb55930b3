import { accessible, expect, fits, hydrated, test } from "../fixtures";
import { badge, create, ENVIRONMENT, list, open, sdk, setShare, settled, token, tried, turnOn, unfold, unique } from "../flags";

test("a flag goes to a quarter of the users, and both SDKs see what the page shows", async ({ as, lang, baseURL, t }) => {
  const page = await as("product_owner");
  const key = unique("checkout", lang);
  await create(page, key);
  await expect(badge(page)).toHaveText(t("flags.state_off"));
  await settled(page, () => setShare(page, 25));
  await expect(page.locator(`#rollout-${ENVIRONMENT} .rollout-says`)).toContainText("25");
  await turnOn(page);
  await expect(badge(page)).toContainText("25");

  const users = Array.from({ length: 200 }, (_, number) => `user-${number}`);
  const shown: Record<string, boolean> = {};
  for (const user of users.slice(0, 40)) shown[user] = await tried(page, key, user);
  expect(new Set(Object.values(shown)).size, "some are in and some are not").toBe(2);

  const secret = await token(await as("admin"), key);
  const python = process.env.ARKAN_PYTHON ?? "python3";
  for (const answers of [
    await sdk(process.execPath, "ofrep.mjs", [baseURL!, secret, key], users),
    await sdk(python, "ofrep.py", [baseURL!, secret, key], users),
  ]) {
    const values = Object.fromEntries(Object.entries(answers).map(([user, { value }]) => [user, value]));
    expect(values).toMatchObject(shown);
    const inside = Object.values(values).filter(Boolean).length;
    expect(inside).toBeGreaterThan(25);
    expect(inside).toBeLessThan(75);
    expect(new Set(Object.values(answers).map(({ reason }) => reason))).toEqual(new Set(["SPLIT"]));
  }

  await page.goto(`${list}/${key}?user=user-7`);
  await expect(page.locator("#tried tbody tr")).toHaveCount(1);
  await accessible(page);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
});

test("a kill needs a reason, stops everyone and is taken back @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("payments", lang);
  await create(page, key, "operational");
  await turnOn(page);
  await expect(badge(page)).toHaveText(t("flags.state_on"));

  await unfold(page, `kill-${ENVIRONMENT}`);
  const kill = page.locator(`#kill-${ENVIRONMENT}`);
  await kill.locator("button[type=submit]").click();
  await expect(kill.locator(".form-summary")).toBeVisible();
  await kill.locator("[name=reason]").fill("Cards are charged twice");
  await kill.locator("button[type=submit]").click();
  await expect(badge(page)).toHaveText(t("flags.state_killed"));
  await expect(page.locator(`#flag-${ENVIRONMENT} .notice`)).toContainText("Cards are charged twice");
  expect(await tried(page, key, "u1")).toBe(false);

  await page.goto(`${list}?state=${ENVIRONMENT}.killed&q=${key}`);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.locator(".row-link").click();
  await hydrated(page);
  await page.locator(`#revive-${ENVIRONMENT} button[type=submit]`).click();
  await expect(badge(page)).toHaveText(t("flags.state_on"));
  expect(await tried(page, key, "u1")).toBe(true);
  await expect(page.locator("#flag-history li")).toHaveCount(4);
});

test("a flag is archived by its name and restored @noscript", async ({ as, lang, t }) => {
  const page = await as("product_owner");
  const key = unique("banner", lang);
  await open(page, key);
  await unfold(page, "flag-archive");
  const form = page.locator("#flag-archive");
  await form.locator("[name=confirm]").fill("banner");
  await form.locator("button[type=submit]").click();
  await expect(form.locator("[name=confirm]")).toHaveAttribute("aria-invalid", "true");
  await form.locator("[name=confirm]").fill(key);
  await form.locator("button[type=submit]").click();
  await expect(page.locator(".notice").first()).toContainText(t("flags.archived"));
  await page.goto(`${list}?q=${key}`);
  await expect(page.locator("tbody tr")).toHaveCount(0);
  await page.goto(`${list}?q=${key}&archived=yes`);
  await page.locator(".row-link").click();
  await hydrated(page);
  await page.locator("#flag-archive button[type=submit]").click();
  await expect(page.locator(`#rollout-${ENVIRONMENT}`)).toBeVisible();
});

test("who comes second is told, and nothing is lost", async ({ as, lang, t }) => {
  const [first, second] = [await as("product_owner"), await as("operator")];
  const key = unique("search", lang);
  await open(first, key);
  // The second one's page stays as it was: without its stream it does not follow.
  await second.route("**/events", (route) => route.fulfill({ status: 204 }));
  await second.goto(`${list}/${key}`);
  await hydrated(second);
  await settled(first, () => setShare(first, 10));
  await expect(first.locator(`#rollout-${ENVIRONMENT} .rollout-says`)).toContainText("10");
  await setShare(second, 50);
  await expect(second.getByText(t("form.stale"))).toBeVisible();
});

test("a viewer looks and changes nothing", async ({ as, lang }) => {
  const owner = await as("product_owner");
  const key = unique("look", lang);
  await open(owner, key);
  const page = await as("viewer", 390);
  await page.goto(list);
  await accessible(page);
  await fits(page);
  await page.goto(`${list}/${key}`);
  // A favourite is a mark of their own.
  await expect(page.locator("main form[method=post]:not(.star)")).toHaveCount(0);
  await accessible(page);
  await fits(page);
  const refused = await page.request.post(`${list}/${key}/${ENVIRONMENT}/kill`, { form: { reason: "no" }, maxRedirects: 0 });
  expect(refused.status()).toBe(403);
});
