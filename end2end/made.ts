// Things that a test needs and is not about, made by the forms' own endpoints instead of by clicking.
import { expect, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { type Lang, stateFile } from "./console";

/** Posts a form and follows to the page that says what became of it. */
async function post(page: Page, path: string, form: Record<string, string>, to: string) {
  const answer = await page.request.post(path, { form });
  expect([answer.status(), new URL(answer.url()).pathname], `POST ${path}`).toEqual([200, to]);
  return answer.text();
}

/** A project with environments, as an administrator makes one; `production` is marked as such. */
export async function project(admin: Page, key: string, environments = ["staging", "production"]) {
  const form: Record<string, string> = { key, name: key, description: "" };
  for (const [index, name] of environments.entries()) {
    form[`environments.${index}.key`] = name;
    form[`environments.${index}.name`] = name[0].toUpperCase() + name.slice(1);
    if (name === "production") form[`environments.${index}.production`] = "on";
  }
  await post(admin, "/projects", form, "/projects");
  return key;
}

/** A flag without rules. `list` is where the flags of its project are. */
export async function flag(page: Page, list: string, key: string, kind: string) {
  await post(page, list, { key, description: "A shorter way to pay", kind }, `${list}/${key}`);
}

/** Gives a new flag to a share of the users of an environment. */
export async function rollOut(page: Page, flag: string, environment: string, percentage: number) {
  await post(page, `${flag}/${environment}/rollout`, { percentage: String(percentage), version: "1" }, flag);
  await post(page, `${flag}/${environment}/switch`, { enabled: "yes", version: "2" }, flag);
}

/** A token of a purpose for a project, or for one of its environments (`project/environment`): shown once, read here. */
export async function secret(admin: Page, purpose: string, place: string, name = `${purpose} ${place}`) {
  const page = await post(admin, "/tokens", { name, purpose, project: place, days: "7" }, "/tokens");
  const shown = page.match(/data-secret[^>]*>(?:<!--.*?-->)?([^<]+)</)?.[1].trim();
  expect(shown, "the page shows a token").toBeDefined();
  return shown!;
}

/** The session of an administrator of a language, for requests that no browser sends. */
export function cookie(lang: Lang) {
  const { cookies } = JSON.parse(readFileSync(stateFile("admin", lang), "utf8")) as { cookies: { name: string; value: string }[] };
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}
