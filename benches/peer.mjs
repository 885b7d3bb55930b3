import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const folder = join(process.env.ARKAN_CACHE, "peer");
const server = join(folder, "node_modules/unleash-server/dist/server.js");
const ADMIN = "*:*.bench-admin";

/** The peer as a program of its own, on a database of its own; `scripts/setup.sh bench` installs it. */
export class Peer {
  frontend = "default:development.bench-frontend";
  client = "default:development.bench-client";

  static installed() {
    return existsSync(server);
  }

  constructor(port, database) {
    this.url = `http://127.0.0.1:${port}`;
    this.name = `unleash-server ${readFileSync(join(folder, "version"), "utf8").trim()}`;
    this.env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      DATABASE_URL: database,
      DATABASE_SSL: "false",
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: port,
      LOG_LEVEL: "error",
      CHECK_VERSION: "false",
      SEND_TELEMETRY: "false",
      INIT_ADMIN_API_TOKENS: ADMIN,
      INIT_CLIENT_API_TOKENS: this.client,
      INIT_FRONTEND_API_TOKENS: this.frontend,
    };
  }

  async start() {
    this.child = spawn(process.execPath, [server], { env: this.env, cwd: folder, stdio: "ignore" });
    const orphan = () => this.child.kill("SIGKILL");
    process.once("exit", orphan);
    this.child.once("exit", () => process.off("exit", orphan));
    for (let tries = 0; (await fetch(`${this.url}/health`).catch(() => undefined))?.status !== 200; tries += 1) {
      if (tries > 300) throw new Error("the peer did not start within a minute");
      await sleep(200);
    }
  }

  /** Makes flags through its admin API, each switched on with one strategy. */
  async seed(flags) {
    for (const { key, strategy } of flags) {
      await this.#post("", { name: key, type: "release" });
      await this.#post(`/${key}/environments/development/strategies`, strategy);
      await this.#post(`/${key}/environments/development/on`);
    }
    // It reads them again every few seconds.
    const known = async () => {
      const answer = await fetch(`${this.url}/api/frontend?userId=user-1`, { headers: { authorization: this.frontend } });
      return (await answer.json()).toggles?.length ?? 0;
    };
    for (let tries = 0; (await known()) < flags.length / 4; tries += 1) {
      if (tries > 150) throw new Error("the peer does not answer with its flags");
      await sleep(200);
    }
  }

  /** Resident memory in MB. */
  memory() {
    return Number(readFileSync(`/proc/${this.child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once("exit", done));
    this.child.kill("SIGKILL");
    await ended;
  }

  async #post(path, body) {
    const answer = await fetch(`${this.url}/api/admin/projects/default/features${path}`, {
      method: "POST",
      headers: { authorization: ADMIN, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the peer answered ${answer.status}: ${await answer.text()}`);
  }
}
