import { join } from "node:path";
import { Arkan, PASSWORD } from "./arkan.mjs";

export { PASSWORD };
export const ROLES = ["admin", "operator", "product_owner", "trainer", "viewer"] as const;
export type Role = (typeof ROLES)[number];
export const LANGUAGES = ["en", "ar"] as const;
export type Lang = (typeof LANGUAGES)[number];

export const email = (role: Role, lang: Lang) => `${role}-${lang}@example.com`;
/**
 * The workers that run side by side: each has sessions of its own, so that none meets another's messages. One more than
 * the cores of a small machine, since many tests wait for the console's own clock.
 */
export const WORKERS = 3;
export const stateFile = (role: Role, lang: Lang, worker = process.env.TEST_PARALLEL_INDEX ?? "0") =>
  join(process.env.ARKAN_E2E_STATE!, `${role}-${lang}-${worker}.json`);

/** A console for the tests: checks and webhooks may reach this machine, and the metrics are open. */
export class Console extends Arkan {
  constructor(port: string, extra: Record<string, string> = {}) {
    super(port, { ARKAN_OUTBOUND_ALLOW: "127.0.0.0/8", ARKAN_METRICS_OPEN: "true", ...extra });
  }
}
