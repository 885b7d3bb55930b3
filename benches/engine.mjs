import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How many flags the engine of the bench holds; as in evaluate.rs. */
const FLAGS = 1000;

/**
 * Runs the engine's criterion bench; evaluations a second of one core, one by one and in whole lists, and the
 * milliseconds of one explanation.
 */
export function evaluations() {
  execFileSync("cargo", ["bench", "--locked", "-p", "arkan-backend", "--bench", "evaluate"], { stdio: ["ignore", "ignore", "inherit"] });
  const seconds = (name) => {
    const file = join(process.env.CARGO_TARGET_DIR, "criterion", name, "new/estimates.json");
    return JSON.parse(readFileSync(file, "utf8")).mean.point_estimate / 1e9;
  };
  return { one: 1 / seconds("one flag"), all: FLAGS / seconds("all flags"), flags: FLAGS, explain: seconds("explain") * 1000 };
}
