import { expect, hydrated, test } from "../fixtures";

/** Bytes over the wire of a first visit, by kind, as the browser received them. */
test("the first visit to the dashboard stays within its budget", async ({ as }) => {
  const page = await as("admin");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: false });
  const urls = new Map<string, string>();
  const bytes = { html: 0, wasm: 0, all: 0 };
  // What a live region asks for again belongs to no first visit.
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    if (type === "Document" || new URL(response.url).pathname !== "/") urls.set(requestId, response.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!urls.has(requestId)) return;
    const path = new URL(urls.get(requestId)!).pathname;
    bytes.all += encodedDataLength;
    if (path === "/") bytes.html += encodedDataLength;
    if (path.endsWith(".wasm")) bytes.wasm += encodedDataLength;
  });
  await page.goto("/", { waitUntil: "load" });
  await hydrated(page);
  await page.waitForTimeout(1000);
  console.log(`html ${bytes.html} B, wasm ${bytes.wasm} B, all ${bytes.all} B`);
  expect(bytes.wasm, "the wasm was loaded").toBeGreaterThan(10_000);
  expect(bytes.html).toBeLessThanOrEqual(14_000);
  expect(bytes.wasm).toBeLessThanOrEqual(140_000);
  expect(bytes.all).toBeLessThanOrEqual(240_000);
});
