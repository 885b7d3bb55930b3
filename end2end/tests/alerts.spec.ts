import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { accessible, everywhere, expect, test } from "../fixtures";

/** A service that can be broken, and a receiver of webhooks, in one. */
class Site {
  private server?: Server;
  status = 200;
  heard: { headers: IncomingHttpHeaders; body: string }[] = [];

  async start() {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        if (request.method === "POST") this.heard.push({ headers: request.headers, body });
        response.writeHead(request.method === "POST" ? 204 : this.status).end();
      });
    });
    await new Promise<void>((done) => this.server!.listen(0, "127.0.0.1", done));
  }

  get url() {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  async stop() {
    await new Promise((done) => this.server!.close(done));
  }
}

/** Every name of this run is new: projects run one after the other against the same console. */
const unique = () => Math.random().toString(36).slice(2, 8);

async function submit(page: Page, form: string) {
  await page.locator(`form#${form} button[type=submit]`).click();
}

/** Loads the page again until it shows what is waited for: it works with scripts off, too. */
async function eventually(page: Page, path: string, found: (page: Page) => Promise<boolean>) {
  await expect
    .poll(
      async () => {
        await page.goto(path);
        return found(page);
      },
      { timeout: 45_000, intervals: [500] },
    )
    .toBe(true);
}

test("a check fails, people are told, someone takes it, it recovers @noscript", async ({ as, t }) => {
  const site = new Site();
  await site.start();
  const page = await as("operator");
  const name = `Shop ${unique()}`;

  await page.goto("/alerts/channels/new");
  await page.locator("[name=name]").fill(`Hook ${name}`);
  await page.locator("[name=target]").fill(`${site.url}/hook`);
  await submit(page, "channel");
  await expect(page.locator(".notice code")).toContainText("whsec_");
  const secret = await page.locator(".notice code").innerText();
  const channel = page.url();
  await page.reload();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.goto("/p/arkan/checks/new");
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=url]").fill(`${site.url}/healthz`);
  await page.locator("[name=interval]").fill("5s");
  await page.locator("[name=timeout]").fill("2s");
  await page.locator("[name=retries]").fill("1");
  await submit(page, "check");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const check = new URL(page.url()).pathname;
  const badge = (text: string) => (page: Page) => page.locator(".page-subtitle .badge", { hasText: text }).isVisible();
  await eventually(page, check, badge(t("alerts.check_up")));

  // Other troubles of the console are told to this channel, too.
  const heard = () => site.heard.filter((told) => told.body.includes(name));
  site.status = 503;
  await eventually(page, "/p/arkan/alerts", (page) => page.getByRole("list").getByText(name).first().isVisible());
  await expect.poll(() => heard().length, { timeout: 20_000 }).toBe(1);
  const { headers, body } = heard()[0];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  expect(JSON.parse(body).type).toBe("alert.firing");

  // The address in the notification leads to the alert.
  await page.goto(new URL(JSON.parse(body).data.url).pathname);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(page.locator(".page-subtitle .badge")).toHaveText(t("alerts.state_firing"));
  await accessible(page);
  await page.locator("form#acknowledge [name=note]").fill("restarting it");
  await submit(page, "acknowledge");
  await expect(page.getByText("restarting it").first()).toBeVisible();
  await expect(page.locator("form#acknowledge")).toHaveCount(0);
  const alert = new URL(page.url()).pathname;

  site.status = 200;
  await eventually(page, alert, badge(t("alerts.state_resolved")));
  await expect.poll(() => heard().map((told) => JSON.parse(told.body).type), { timeout: 20_000 }).toEqual([
    "alert.firing",
    "alert.resolved",
  ]);

  // Put away what the next run would meet.
  await page.goto(check);
  await page.locator("summary", { hasText: t("alerts.archive_title") }).click();
  await page.locator("form#archive [name=confirm]").fill("something else");
  await submit(page, "archive");
  await expect(page.locator("#archive-confirm-error")).toBeVisible();
  await page.locator("form#archive [name=confirm]").fill(name);
  await submit(page, "archive");
  await expect(page).toHaveURL(/\/p\/arkan\/checks$/);
  await expect(page.getByText(name, { exact: true })).toHaveCount(0);
  await page.goto(channel);
  await page.locator("[name=enabled]").uncheck();
  await submit(page, "channel");
  await site.stop();
});

test("a job reports to its heartbeat", async ({ as, t, request }) => {
  const page = await as("operator");
  const name = `Import ${unique()}`;
  await page.goto("/p/arkan/checks/new?kind=heartbeat");
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=severity]").selectOption("warning");
  await submit(page, "check");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const address = new URL(await page.locator("code", { hasText: "/ping/" }).first().innerText()).pathname;
  const check = new URL(page.url()).pathname;
  const badge = (text: string) => (page: Page) => page.locator(".page-subtitle .badge", { hasText: text }).isVisible();

  for (const path of ["", "/start", "/0"]) {
    const answer = await request.get(address + path);
    expect([answer.status(), await answer.text()]).toEqual([200, "OK"]);
  }
  expect((await request.head(address)).status()).toBe(200);
  await eventually(page, check, badge(t("alerts.check_up")));
  expect((await request.post(`${address}/3`, { data: "disk full" })).status()).toBe(200);
  await eventually(page, check, badge(t("alerts.check_down")));
  await expect(page.getByText("3: disk full").first()).toBeVisible();
  await request.get(address);
  await eventually(page, check, badge(t("alerts.check_up")));
  for (const wrong of ["/ping/not-a-key", "/ping/00000000-0000-4000-8000-000000000000", `${address}/256`]) {
    expect((await request.get(wrong)).status(), wrong).toBe(404);
  }
});

test("what the console must not call is refused in the form @noscript", async ({ as, t }) => {
  const page = await as("operator");
  await page.goto("/p/arkan/checks/new");
  await page.locator("[name=name]").fill(`Inside ${unique()}`);
  await page.locator("[name=url]").fill("http://169.254.169.254/latest/meta-data");
  await submit(page, "check");
  await expect(page.locator("#check-url-error")).toHaveText(t("form.forbidden_address"));
  await expect(page.locator("[name=url]")).toHaveValue("http://169.254.169.254/latest/meta-data");
});

test("who may only look finds nothing to press", async ({ as }) => {
  const page = await as("viewer");
  await page.goto("/p/arkan/checks");
  await expect(page.locator("a[href$='/checks/new']")).toHaveCount(0);
  expect((await page.goto("/p/arkan/checks/new"))!.status()).toBe(403);
  expect((await page.goto("/alerts/channels"))!.status()).toBe(403);
});

test("the pillar's pages are accessible and fit", async ({ as }) => {
  const page = await as("operator");
  await page.goto("/p/arkan/checks");
  await page.locator(".row-link", { hasText: "Arkan /healthz" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Arkan");
  const check = new URL(page.url()).pathname;
  const kinds = ["http", "tcp", "tls", "postgres", "heartbeat"].map((kind) => `/p/arkan/checks/new?kind=${kind}`);
  const rest = ["/alerts/channels", "/alerts/channels/new", "/alerts/channels/new?kind=email"];
  for (const path of ["/p/arkan/alerts", "/p/arkan/checks", check, `${check}/edit`, ...kinds, ...rest]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await everywhere(page);
  }
});
