import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROLES = ["admin", "operator", "product_owner", "trainer", "viewer"] as const;
export type Role = (typeof ROLES)[number];
export const LANGUAGES = ["en", "ar"] as const;
export type Lang = (typeof LANGUAGES)[number];
export const PASSWORD = "a quiet harbour at noon";

export const email = (role: Role, lang: Lang) => `${role}-${lang}@example.com`;
/** The workers that run side by side: each has sessions of its own, so that none meets another's messages. */
export const WORKERS = 2;
export const stateFile = (role: Role, lang: Lang, worker = process.env.TEST_PARALLEL_INDEX ?? "0") =>
  join(process.env.ARKAN_E2E_STATE!, `${role}-${lang}-${worker}.json`);

/** A directory that Postgres can reach, too, when the console is root and Postgres is not. */
function directory() {
  const path = mkdtempSync(join(tmpdir(), "arkan-e2e-"));
  chmodSync(path, 0o755);
  return path;
}

/** A console of its own for the tests: its data in a temporary directory, its Postgres embedded. */
export class Console {
  private child?: ChildProcess;
  readonly data = directory();
  log = "";

  constructor(
    readonly port: string,
    private readonly extra: Record<string, string> = {},
  ) {}

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  private get env() {
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ARKAN_SITE: process.env.ARKAN_SITE,
      ARKAN_DATA: this.data,
      ARKAN_LISTEN: `127.0.0.1:${this.port}`,
      ARKAN_OUTBOUND_ALLOW: "127.0.0.0/8",
      ARKAN_RATE_ADDRESS: "0",
      ARKAN_METRICS_OPEN: "true",
      ARKAN_LOG: "warn",
      ...this.extra,
    };
  }

  /** Starts the console and resolves to the line it prints once it is ready. */
  async start(): Promise<string> {
    mkdirSync(this.data, { recursive: true });
    const child = spawn(process.env.ARKAN_BIN!, ["serve"], { env: this.env });
    this.child = child;
    return new Promise((resolve, reject) => {
      let out = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
        const line = out.split("\n").find((text) => text.startsWith("Arkan is ready"));
        if (line) resolve(line);
      });
      child.stderr.on("data", (chunk) => (this.log += chunk));
      child.on("exit", (code) => reject(new Error(`arkan ended with ${code}:\n${this.log}`)));
      setTimeout(() => reject(new Error(`arkan did not start:\n${this.log}`)), 60_000).unref();
    });
  }

  /** Runs a command of the binary against the same data. */
  run(args: string[], input = ""): string {
    return execFileSync(process.env.ARKAN_BIN!, args, { env: this.env, input, encoding: "utf8" });
  }

  addUser(role: Role, lang: Lang) {
    const name = `${role.replace("_", " ")} ${lang}`;
    const args = ["user", "add", "--email", email(role, lang), "--name", name, "--role", role, "--language", lang];
    this.run(args, PASSWORD);
  }

  async stop() {
    const child = this.child;
    if (child && child.exitCode === null) {
      await new Promise((done) => {
        child.removeAllListeners("exit");
        child.on("exit", done);
        child.kill("SIGTERM");
      });
    }
    rmSync(this.data, { recursive: true, force: true });
  }
}
