// A console of its own: its data in a temporary directory, its Postgres embedded. For the browser tests, the faults
// and the benches alike; ARKAN_BIN and ARKAN_SITE say which build.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PASSWORD = "a quiet harbour at noon";

/** A directory that Postgres can reach, too, when the console is root and Postgres is not. */
function directory() {
  const path = mkdtempSync(join(tmpdir(), "arkan-console-"));
  chmodSync(path, 0o755);
  return path;
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return String(port);
}

/** Asks the Postgres of the console whose data is there; rows by line, columns by `|`. */
export function sql(data, query) {
  return psql(["-h", join(data, "postgres/socket"), "-U", "arkan", "-d", "arkan"], query);
}

function psql(where, query) {
  return execFileSync("psql", [...where, "-v", "ON_ERROR_STOP=1", "-qAt"], { encoding: "utf8", input: query }).trim();
}

/** Another replica of the console whose data is there: the same database, the same keys. */
export function replica(data, port, extra = {}) {
  const other = new Arkan(port, { ...extra, DATABASE_URL: `postgres://arkan@localhost/arkan?host=${join(data, "postgres/socket")}` });
  mkdirSync(join(other.data, "keys"), { recursive: true });
  copyFileSync(join(data, "keys/console.agekey"), join(other.data, "keys/console.agekey"));
  return other;
}

export class Arkan {
  child;
  data = directory();
  log = "";

  /** @param {string} port @param {Record<string, string>} extra settings besides those that every test wants */
  constructor(port, extra = {}) {
    this.port = port;
    this.extra = extra;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get env() {
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ARKAN_SITE: process.env.ARKAN_SITE,
      ARKAN_DATA: this.data,
      ARKAN_LISTEN: `127.0.0.1:${this.port}`,
      ARKAN_RATE_ADDRESS: "0",
      ARKAN_LOG: "warn",
      ...this.extra,
    };
  }

  /** Starts the console and resolves to the line it prints once it is ready, or to the one that begins as asked for. */
  async start(says = "Arkan is ready") {
    mkdirSync(this.data, { recursive: true });
    const child = spawn(process.env.ARKAN_BIN, ["serve"], { env: this.env });
    this.child = child;
    // Whoever started it and fails leaves no console behind.
    const orphan = () => child.kill();
    process.once("exit", orphan);
    child.once("exit", () => process.off("exit", orphan));
    return new Promise((resolve, reject) => {
      let out = "";
      const ended = (code) => reject(new Error(`arkan ended with ${code}:\n${this.log}`));
      child.stdout.on("data", (chunk) => {
        out += chunk;
        const line = out.split("\n").find((text) => text.startsWith(says));
        if (line) {
          child.off("exit", ended);
          resolve(line);
        }
      });
      child.stderr.on("data", (chunk) => (this.log += chunk));
      child.once("exit", ended);
      setTimeout(() => reject(new Error(`arkan did not start:\n${this.log}`)), 60_000).unref();
    });
  }

  /** Runs a command of the binary against the same data. */
  run(args, input = "") {
    return execFileSync(process.env.ARKAN_BIN, args, { env: this.env, input, encoding: "utf8" });
  }

  addUser(role, email, name, lang = "en") {
    this.run(["user", "add", "--email", email, "--name", name, "--role", role, "--language", lang], PASSWORD);
  }

  /** Asks the console's Postgres, its own or the one it was given; rows by line, columns by `|`. */
  sql(query) {
    return this.extra.DATABASE_URL ? psql([this.extra.DATABASE_URL], query) : sql(this.data, query);
  }

  /** Posts a form as a browser on the console's own pages would. */
  post(path, cookie, form, headers = {}) {
    return fetch(this.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin: this.url, ...headers },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(15_000),
    });
  }

  /** Signs in and resolves to the session's cookie. */
  async signIn(email) {
    const answer = await this.post("/login", "", { email, password: PASSWORD });
    const cookie = answer.headers.getSetCookie()[0];
    if (answer.status !== 303 || !cookie) throw new Error(`sign-in of ${email} was answered with ${answer.status}`);
    return cookie.split(";")[0];
  }

  /** Makes a token for a project, or for one of its environments (`project/environment`). */
  async token(cookie, purpose, place) {
    await this.post("/tokens", cookie, { name: `${purpose} ${Date.now()}`, purpose, project: place, days: "7" });
    const page = await (await fetch(`${this.url}/tokens`, { headers: { cookie } })).text();
    const token = page.match(/data-secret[^>]*>(?:<!--.*?-->)?([^<]+)</)?.[1].trim();
    if (!token) throw new Error("the page shows no token");
    return token;
  }

  /** Ends the console with a signal and waits for its end. */
  async end(signal = "SIGTERM") {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  /** Ends the console and removes its data. */
  async stop() {
    await this.end();
    rmSync(this.data, { recursive: true, force: true });
  }
}
