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

/** One report. A trace that the browser did not record whole is Lighthouse's to take again, as it says itself. */
async function report(url, headers) {
  const settings = { extraHeaders: headers, onlyCategories: CATEGORIES };
  for (let tries = 1; ; tries += 1) {
    const browser = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: FLAGS });
    try {
      const { lhr } = await lighthouse(url, { port: browser.port, logLevel: "error" }, { extends: "lighthouse:default", settings });
      const error = lhr.runtimeError;
      if (!error && new URL(lhr.finalDisplayedUrl).pathname === new URL(url).pathname) return lhr;
      if (tries === 3) throw new Error(`${url}: ${error?.message ?? `led to ${lhr.finalDisplayedUrl}`}`);
    } finally {
      await browser.kill();
    }
  }
}

/** Lighthouse's scores (0 to 100) of a page on its mobile settings: the median of the runs, category by category. */
export async function scores(url, headers, runs) {
  const seen = [];
  for (let run = 0; run < runs; run += 1) seen.push(await report(url, headers));
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
