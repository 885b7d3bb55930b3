// The Unleash SDK for Node, which reads the rules and evaluates by itself: node unleash.mjs URL TOKEN
// Reads {flags: {key: type}, contexts: […]} from standard input and prints what each context gets, as JSON.
import { readFileSync } from "node:fs";
import { once } from "node:events";
import unleash from "unleash-client";

const [url, token] = process.argv.slice(2);
const { flags, contexts } = JSON.parse(readFileSync(0, "utf8"));
// The SDK's own timers do not keep the process alive.
const alive = setInterval(() => undefined, 1000);
const client = unleash.initialize({
  url: `${url}/api/`,
  appName: "end2end",
  customHeaders: { Authorization: token },
  refreshInterval: 15_000,
  metricsInterval: 60_000,
  // The rules of an earlier run are not those of this one.
  storageProvider: new unleash.InMemStorageProvider(),
});
client.on("error", (error) => console.error(String(error)));
await once(client, "synchronized");
/** A boolean is asked for once, so that what is counted can be told. */
const answer = (key, type, context) => {
  if (type === "boolean") return { value: client.isEnabled(key, context) };
  const { name, payload, feature_enabled: value } = client.getVariant(key, context);
  return { value, variant: name, payload: payload ?? null };
};
const answers = contexts.map((sent) => {
  const context = { ...sent };
  if (sent.currentTime) context.currentTime = new Date(sent.currentTime);
  return Object.fromEntries(Object.entries(flags).map(([key, type]) => [key, answer(key, type, context)]));
});
await client.destroyWithFlush();
clearInterval(alive);
console.log(JSON.stringify(answers));
