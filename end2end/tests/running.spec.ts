import { execFileSync } from "node:child_process";
import { expect, test } from "../fixtures";

test("probes answer, and Prometheus can read the metrics", async ({ request }) => {
  expect(await (await request.get("/healthz")).text()).toBe("ok\n");
  const ready = await request.get("/readyz");
  expect([ready.status(), await ready.json()]).toEqual([
    200,
    { ready: true, database: true, migrations: true, jobs: true, flags: { source: "live", age: 0 } },
  ]);
  const metrics = await (await request.get("/metrics")).text();
  expect(metrics).toContain("arkan_http_requests_total");
  // promtool says what is wrong on standard error and exits with 3.
  execFileSync("promtool", ["check", "metrics"], { input: metrics });
});

test("every answer carries the security headers and a nonce of its own", async ({ request }) => {
  const [one, two] = [await request.get("/login"), await request.get("/login")];
  const policy = (answer: typeof one) => answer.headers()["content-security-policy"];
  expect(policy(one)).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic' 'wasm-unsafe-eval'/);
  expect(policy(one)).not.toContain("unsafe-inline");
  expect(policy(one)).not.toBe(policy(two));
  expect(one.headers()).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  });
});

test("what another site makes the browser send is refused", async ({ as }) => {
  const page = await as("admin");
  const forged = await page.request.post("/logout", { headers: { origin: "https://evil.example" }, maxRedirects: 0 });
  expect(forged.status()).toBe(403);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/account/);
});
