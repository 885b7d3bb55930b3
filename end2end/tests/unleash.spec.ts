import { expect, test } from "../fixtures";
import { sdk, shared, token, tried, unique } from "../flags";

test("Unleash's SDKs for Node, Python and browsers see what the page shows", async ({
  as,
  lang,
  baseURL,
}) => {
  const page = await as("product_owner");
  const key = unique("unleash", lang);
  await shared(page, key, 50);
  const users = Array.from({ length: 40 }, (_, number) => `user-${number}`);
  const shown: Record<string, boolean> = {};
  for (const user of users) shown[user] = await tried(page, key, user);
  expect(new Set(Object.values(shown)).size, "some are in and some are not").toBe(2);

  const admin = await as("admin");
  const server = await token(admin, key, "sdk");
  const browser = await token(admin, `${key}-browser`);
  const python = process.env.ARKAN_PYTHON ?? "python3";
  for (const answers of [
    await sdk(process.execPath, "unleash.mjs", [baseURL!, server, key], users),
    await sdk(python, "unleash.py", [baseURL!, server, key], users),
    await sdk(process.execPath, "unleash-frontend.mjs", [baseURL!, browser, key], users),
  ]) {
    expect(Object.fromEntries(Object.entries(answers).map(([user, { value }]) => [user, value]))).toEqual(shown);
  }
});

test("a browser of another site may ask with a token, and may not read the rules", async ({ as, lang, request }) => {
  const browser = await token(await as("admin"), unique("cors", lang));
  const origin = { origin: "https://shop.example" };
  const preflight = await request.fetch("/api/frontend", {
    method: "OPTIONS",
    headers: { ...origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
  });
  expect(preflight.headers()).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization",
  });
  const asked = await request.get("/api/frontend?userId=1", { headers: { ...origin, authorization: browser } });
  expect([asked.status(), asked.headers()["access-control-allow-origin"]]).toEqual([200, "*"]);
  expect((await request.get("/api/client/features", { headers: { authorization: browser } })).status()).toBe(403);
});
