import { chromium, type FullConfig } from "@playwright/test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Console, email, LANGUAGES, PASSWORD, ROLES, stateFile, WORKERS } from "./console";

/** Starts the console, adds a person of each role and language, and signs each of them in once for each worker. */
export default async function setup(config: FullConfig) {
  process.env.ARKAN_E2E_STATE = mkdtempSync(join(tmpdir(), "arkan-e2e-state-"));
  const port = process.env.ARKAN_E2E_PORT ?? "3199";
  const console = new Console(port);
  const line = await console.start();
  process.env.ARKAN_E2E_SETUP_LINK = line.slice(line.indexOf("http"));
  process.env.ARKAN_E2E_DATA = console.data;

  const { launchOptions } = config.projects[0].use;
  const browser = await chromium.launch(launchOptions);
  const setupPage = await browser.newPage();
  await setupPage.goto(process.env.ARKAN_E2E_SETUP_LINK!);
  await setupPage.locator("[name=name]").fill("Founder");
  await setupPage.locator("[name=email]").fill("founder@example.com");
  await setupPage.locator("[name=password]").fill(PASSWORD);
  await Promise.all([setupPage.waitForURL(console.url + "/"), setupPage.locator("main form button[type=submit]").click()]);
  await browser.close();

  // identity.spec.ts signs in through the form; here the sessions are only needed.
  for (const role of ROLES) {
    for (const lang of LANGUAGES) {
      console.addUser(role, email(role, lang), `${role.replace("_", " ")} ${lang}`, lang);
      for (let worker = 0; worker < WORKERS; worker += 1) {
        const [name, value] = (await console.signIn(email(role, lang))).split("=");
        const cookie = { name, value, domain: "127.0.0.1", path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" };
        writeFileSync(stateFile(role, lang, String(worker)), JSON.stringify({ cookies: [cookie], origins: [] }));
      }
    }
  }
  return async () => console.stop();
}
