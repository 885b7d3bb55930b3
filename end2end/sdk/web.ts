import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

// What the browser's windows of the shop have, besides their own.
declare global {
  interface Window {
    OpenFeature: any;
    OFREPWebProvider: any;
  }
}

/** OpenFeature's packages for browsers, as npm has them, unchanged: where each stands. */
const modules = "node_modules/@openfeature";
const PACKAGES: Record<string, string> = {
  "@openfeature/web-sdk": `${modules}/web-sdk/dist/esm/index.js`,
  "@openfeature/core": `${modules}/core/dist/esm/index.js`,
  "@openfeature/ofrep-web-provider": `${modules}/ofrep-web-provider/index.esm.js`,
  "@openfeature/ofrep-core": `${modules}/ofrep-web-provider/node_modules/@openfeature/ofrep-core/index.esm.js`,
};

const PAGE = `<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({
  imports: Object.fromEntries(Object.keys(PACKAGES).map((name) => [name, `/${name}`])),
})}</script>
<script type="module">
import { OpenFeature } from "@openfeature/web-sdk";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
Object.assign(window, { OpenFeature, OFREPWebProvider });
</script>`;

/** A site of somebody else, whose page has OpenFeature's SDK and its OFREP provider. */
export async function shop(): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const file = PACKAGES[name];
    if (file) response.writeHead(200, { "content-type": "text/javascript" }).end(readFileSync(join(process.cwd(), file)));
    else if (name === "") response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no address");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
