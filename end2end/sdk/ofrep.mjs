// Asks for a flag through OpenFeature's own SDK and OFREP provider, and prints the values as JSON:
// node ofrep.mjs BASE_URL TOKEN FLAG USER...   ("-" as the only user reads them from standard input, one a line)
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { readFileSync } from "node:fs";

const [baseUrl, token, flag, ...rest] = process.argv.slice(2);
const users = rest[0] === "-" ? readFileSync(0, "utf8").split("\n").filter(Boolean) : rest;

await OpenFeature.setProviderAndWait(
  new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${token}`]] }),
);
const client = OpenFeature.getClient();
const answers = {};
for (const user of users) {
  const { value, reason, errorCode } = await client.getBooleanDetails(flag, false, { targetingKey: user });
  answers[user] = { value, reason: reason ?? null, error: errorCode ?? null };
}
console.log(JSON.stringify(answers));
