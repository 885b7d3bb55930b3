const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const number = (value, unit) => `${NUMBERS.format(value)}${unit ? ` ${unit}` : ""}`;

/** The figures of a run, each beside what it is compared with. */
export class Table {
  rows = [];

  /** A figure with a budget: at most, or at least, so much. */
  budget(what, value, unit, limit, atLeast = false) {
    const holds = atLeast ? value >= limit : value <= limit;
    const against = `${atLeast ? "≥" : "≤"} ${number(limit, unit)}`;
    this.rows.push({ what, figure: number(value, unit), against, ratio: value / limit, holds });
  }

  /** A figure beside another one, without a budget. */
  beside(what, value, unit, other, name) {
    this.rows.push({ what, figure: number(value, unit), against: `${name}: ${number(other, unit)}`, ratio: value / other });
  }

  /** A figure beside the peer's, where there is one; with `atLeast`, it must be so many times as much. */
  peer(what, value, unit, other, name, atLeast) {
    if (other === undefined) {
      this.rows.push({ what, figure: number(value, unit), against: "the peer is not installed" });
      return;
    }
    const ratio = value / other;
    const wanted = atLeast ? ` (≥ ${atLeast} times)` : "";
    const holds = atLeast ? ratio >= atLeast : undefined;
    this.rows.push({ what, figure: number(value, unit), against: `${name}: ${number(other, unit)}${wanted}`, ratio, holds });
  }

  /** What must not happen at all, with what happened elsewhere. */
  none(what, count, elsewhere) {
    this.rows.push({ what, figure: String(count), against: elsewhere ? `0 (${elsewhere})` : "0", ratio: count, holds: count === 0 });
  }

  get missed() {
    return this.rows.filter(({ holds }) => holds === false);
  }

  toString() {
    const head = ["What", "Figure", "Budget or compared with", "Ratio", "Holds"];
    const lines = this.rows.map(({ what, figure, against, ratio, holds }) => [
      what,
      figure,
      against,
      ratio === undefined ? "–" : ratio.toFixed(2),
      holds === undefined ? "–" : holds ? "yes" : "NO",
    ]);
    const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)));
    const line = (cells) => `| ${cells.map((cell, column) => cell[column === 0 || column > 3 ? "padEnd" : "padStart"](widths[column])).join(" | ")} |`;
    const rule = `|${widths.map((width, column) => (column === 0 || column > 3 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
    return [line(head), rule, ...lines.map(line)].join("\n");
  }
}
