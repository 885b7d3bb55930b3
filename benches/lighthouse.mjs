import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Lighthouse's scores (0 to 100) of a page on its mobile settings: the median of the runs, category by category. */
export async function scores(url, headers, runs) {
  const seen = [];
  for (let run = 0; run < runs; run += 1) {
    const browser = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: FLAGS });
    try {
      const settings = { extraHeaders: headers, onlyCategories: CATEGORIES };
      const { lhr } = await lighthouse(url, { port: browser.port, logLevel: "error" }, { extends: "lighthouse:default", settings });
      if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
      if (new URL(lhr.finalDisplayedUrl).pathname !== new URL(url).pathname) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
      seen.push(lhr);
    } finally {
      await browser.kill();
    }
  }
  const median = (category) => {
    const sorted = seen.map((lhr) => lhr.categories[category].score * 100).sort((a, b) => a - b);
    return Math.round(sorted[Math.floor(sorted.length / 2)]);
  };
  // What cost points, so that a miss explains itself.
  const missed = Object.values(seen.at(-1).audits)
    .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "binary" && score === 0)
    .map(({ id }) => id);
  return { performance: median(CATEGORIES[0]), accessibility: median(CATEGORIES[1]), practices: median(CATEGORIES[2]), missed };
}
