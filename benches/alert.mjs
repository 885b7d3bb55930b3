import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds from the moment a service begins to fail until the webhook tells of it: checked every 10 s, with one retry. */
export async function failureToNotification(arkan, cookie) {
  let failing = false;
  const server = createServer();
  const told = new Promise((resolve) => {
    server.on("request", (request, response) => {
      if (request.method === "POST" && failing) resolve(performance.now());
      response.writeHead(request.method === "POST" ? 204 : failing ? 503 : 200).end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const send = async (path, form) => {
    const answer = await arkan.post(path, cookie, form, { "x-arkan-enhance": "1" });
    const said = await answer.json();
    if (!said.ok) throw new Error(`${path}: ${JSON.stringify(said)}`);
  };
  const severity = "critical";
  await send("/alerts/channels/new", { kind: "webhook", name: "bench", target: url, language: "en", min_severity: "warning", enabled: "on" });
  const rhythm = { interval: "10s", timeout: "2s", retries: "1" };
  await send("/p/arkan/checks/new", { kind: "http", name: "bench", severity, ...rhythm, url, method: "GET", status: "200" });
  for (let tries = 0; arkan.sql("SELECT state FROM checks WHERE name = 'bench'") !== "up"; tries += 1) {
    if (tries > 100) throw new Error("the check did not come up");
    await sleep(200);
  }
  // Right after a good answer is the worst moment to fail: a whole interval passes before anyone looks.
  const broken = performance.now();
  failing = true;
  const at = await Promise.race([told, sleep(90_000)]);
  server.closeAllConnections();
  server.close();
  if (!at) throw new Error("nothing was told within 90 s");
  return (at - broken) / 1000;
}
