// Asks for flags through OpenFeature's own SDK and OFREP provider: node ofrep.mjs BASE_URL TOKEN
// Reads {flags: {key: type}, contexts: […]} from standard input and prints what each context gets, as JSON.
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { readFileSync } from "node:fs";

const [baseUrl, token] = process.argv.slice(2);
const { flags, contexts } = JSON.parse(readFileSync(0, "utf8"));

await OpenFeature.setProviderAndWait(
  new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${token}`]] }),
);
const client = OpenFeature.getClient();
/** How the SDK is asked for a type; the default is what an application would have in its code. */
const ask = {
  boolean: (key, context) => client.getBooleanDetails(key, false, context),
  string: (key, context) => client.getStringDetails(key, "", context),
  number: (key, context) => client.getNumberDetails(key, 0, context),
  object: (key, context) => client.getObjectDetails(key, {}, context),
};
const answers = [];
for (const { userId, properties, currentTime, ...fields } of contexts) {
  const context = { targetingKey: userId, ...fields, ...properties };
  if (currentTime) context.currentTime = new Date(currentTime);
  const asked = Object.entries(flags).map(async ([key, type]) => {
    const { value, variant, reason, errorCode } = await ask[type](key, context);
    return [key, { value, variant: variant ?? null, reason: reason ?? null, error: errorCode ?? null }];
  });
  answers.push(Object.fromEntries(await Promise.all(asked)));
}
console.log(JSON.stringify(answers));
