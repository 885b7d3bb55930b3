// The Unleash SDK for Node: reads the rules and evaluates by itself. node unleash.mjs URL TOKEN FLAG -, users on stdin.
import { readFileSync } from "node:fs";
import { once } from "node:events";
import unleash from "unleash-client";

const [url, token, flag] = process.argv.slice(2);
const users = readFileSync(0, "utf8").split("\n").filter(Boolean);
// The SDK's own timers do not keep the process alive.
const alive = setInterval(() => undefined, 1000);
const client = unleash.initialize({
  url: `${url}/api/`,
  appName: "end2end",
  customHeaders: { Authorization: token },
  refreshInterval: 15_000,
  metricsInterval: 60_000,
});
client.on("error", (error) => console.error(String(error)));
await once(client, "synchronized");
const answers = {};
for (const userId of users) answers[userId] = { value: client.isEnabled(flag, { userId }) };
await client.destroyWithFlush();
clearInterval(alive);
console.log(JSON.stringify(answers));
