// All answers side by side, and where they differ.
import { isDeepStrictEqual } from "node:util";
import type { Context } from "./cases";
import type { Answers, Said } from "./said";

const MEMBERS = ["on", "variant", "value", "reason"] as const;

export const named = (context: Context) => JSON.stringify(context);

export interface Comparison {
  /** How many values were held against each other. */
  compared: number;
  /** How many of them each way of asking had. */
  by: Record<string, number>;
  differ: Difference[];
}

/** A value that one way of asking gives and the first one does not. */
export interface Difference {
  way: string;
  key: string;
  context: Context;
  /** The same as a line to be read. */
  line: string;
}

/** Holds every way of asking against the first one. */
export function compare(keys: string[], contexts: Context[], ways: Record<string, Answers>): Comparison {
  const [[first, reference], ...others] = Object.entries(ways);
  const comparison: Comparison = { compared: 0, by: {}, differ: [] };
  for (const [name, answers] of others) {
    comparison.by[name] = 0;
    for (const [index, context] of contexts.entries()) {
      for (const key of keys) {
        const [said, expected] = [answers[index][key], reference[index][key]];
        for (const member of MEMBERS.filter((member) => comparable(said, expected, member))) {
          comparison.compared += 1;
          comparison.by[name] += 1;
          if (!isDeepStrictEqual(said[member], expected[member])) {
            const [here, there] = [said[member], expected[member]].map((value) => JSON.stringify(value));
            const line = `${key} for ${named(context)}: ${member} is ${here} by ${name}, ${there} by ${first}`;
            comparison.differ.push({ way: name, key, context, line });
          }
        }
      }
    }
  }
  return comparison;
}

/** Who says nothing of a member is not asked about it, except that a refusal is one to both. */
function comparable(said: Said, expected: Said, member: (typeof MEMBERS)[number]) {
  const refusal = [said, expected].some((one) => one.on === undefined && one.variant === undefined && one.reason !== undefined);
  if (refusal) return member === "reason" && Object.keys(said).length > 0;
  return said[member] !== undefined && expected[member] !== undefined;
}

/** What was answered, for who reads the report: a row for each context, a column for each flag. */
export function table(keys: string[], contexts: Context[], answers: Answers) {
  const cell = ({ on, variant, reason }: Said) => (on === undefined ? reason : on ? (variant ?? "on") : "off");
  const rows = contexts.map((context, index) => [named(context), ...keys.map((key) => cell(answers[index][key]))]);
  return [["context", ...keys], ...rows].map((row) => row.join("\t")).join("\n");
}
