// The Unleash SDK for Node, streaming: prints what a flag is at first and at each change, until its input ends.
// node unleash-stream.mjs URL TOKEN FLAG USER
import unleash from "unleash-client";

const [url, token, flag, userId] = process.argv.slice(2);
const client = unleash.initialize({
  url: `${url}/api/`,
  appName: "end2end-stream",
  customHeaders: { Authorization: token },
  experimentalMode: { type: "streaming" },
  // Nothing of this is used while the SDK streams; if it fell back to polling, nothing would come in time.
  refreshInterval: 3_600_000,
  disableMetrics: true,
  storageProvider: new unleash.InMemStorageProvider(),
});
client.on("error", (error) => console.error(String(error)));
client.on("warn", (warning) => console.error(String(warning)));
const tell = () => console.log(String(client.isEnabled(flag, { userId })));
// The first change comes before the SDK calls itself ready.
client.once("ready", () => {
  tell();
  client.on("changed", tell);
});
process.stdin.on("end", () => process.exit(0)).resume();
