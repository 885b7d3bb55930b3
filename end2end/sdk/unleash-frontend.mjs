// The Unleash SDK for browsers: asks for answers. node unleash-frontend.mjs URL TOKEN FLAG -, users on stdin.
import { readFileSync } from "node:fs";
import { InMemoryStorageProvider, UnleashClient } from "unleash-proxy-client";

const [url, token, flag] = process.argv.slice(2);
const users = readFileSync(0, "utf8").split("\n").filter(Boolean);
const client = new UnleashClient({
  url: `${url}/api/frontend`,
  clientKey: token,
  appName: "end2end",
  refreshInterval: 0,
  disableMetrics: true,
  storageProvider: new InMemoryStorageProvider(),
  fetch: globalThis.fetch,
  createAbortController: () => new AbortController(),
});
const failed = [];
client.on("error", (error) => failed.push(String(error?.message ?? error)));
await client.start();
const answers = {};
for (const userId of users) {
  await client.updateContext({ userId });
  answers[userId] = { value: client.isEnabled(flag) };
}
client.stop();
if (failed.length > 0) throw new Error(failed[0]);
console.log(JSON.stringify(answers));
