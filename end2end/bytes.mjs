/** Bytes over the wire of a first visit to a page, by kind, as the browser receives them: compressed, headers included. */
export async function firstVisit(page, path, settled) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: false });
  const urls = new Map();
  const bytes = { html: 0, wasm: 0, all: 0 };
  // What a live region asks for again belongs to no first visit.
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    if (type === "Document" || new URL(response.url).pathname !== path) urls.set(requestId, response.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!urls.has(requestId)) return;
    const of = new URL(urls.get(requestId)).pathname;
    bytes.all += encodedDataLength;
    if (of === path) bytes.html += encodedDataLength;
    if (of.endsWith(".wasm")) bytes.wasm += encodedDataLength;
  });
  await page.goto(path, { waitUntil: "load" });
  await settled?.(page);
  await page.waitForTimeout(1000);
  return bytes;
}

/** The most that a first visit to the dashboard may weigh, in bytes. */
export const BUDGET = { html: 14_000, wasm: 140_000, all: 240_000 };
