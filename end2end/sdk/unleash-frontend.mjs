// The Unleash SDK for browsers, which asks for answers: node unleash-frontend.mjs URL TOKEN [POST]
// Reads {flags: {key: type}, contexts: […]} from standard input and prints what each context gets, as JSON.
import { readFileSync } from "node:fs";
import { InMemoryStorageProvider, UnleashClient } from "unleash-proxy-client";

const [url, token, method] = process.argv.slice(2);
const { flags, contexts } = JSON.parse(readFileSync(0, "utf8"));
const failed = [];

/** The application and what it says of its environment are the client's for good: a client for each pair. */
const clients = new Map();
async function clientOf(appName = "end2end", environment = undefined) {
  const name = JSON.stringify([appName, environment]);
  if (!clients.has(name)) {
    const client = new UnleashClient({
      url: `${url}/api/frontend`,
      clientKey: token,
      appName,
      environment,
      refreshInterval: 0,
      disableMetrics: true,
      usePOSTrequests: method === "POST",
      storageProvider: new InMemoryStorageProvider(),
      fetch: globalThis.fetch,
      createAbortController: () => new AbortController(),
    });
    client.on("error", (error) => failed.push(String(error?.message ?? error)));
    await client.start();
    clients.set(name, client);
  }
  return clients.get(name);
}

const answers = [];
for (const { appName, environment, ...context } of contexts) {
  const client = await clientOf(appName, environment);
  // The session stays from one context to the next unless it is named.
  await client.updateContext({ sessionId: undefined, ...context });
  const got = Object.entries(flags).map(([key, type]) => {
    const value = client.isEnabled(key);
    if (type === "boolean") return [key, { value }];
    const { name, payload } = client.getVariant(key);
    return [key, { value, variant: name, payload: payload ?? null }];
  });
  answers.push(Object.fromEntries(got));
}
for (const client of clients.values()) client.stop();
if (failed.length > 0) throw new Error(failed[0]);
console.log(JSON.stringify(answers));
