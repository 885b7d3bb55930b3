import { defineConfig } from "@playwright/test";
import { WORKERS } from "./console";

const port = process.env.ARKAN_E2E_PORT ?? "3199";

// What Chromium shows below its address bar: two pages of its own for each window, and half of what a short test costs.
const POPUPS = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];
// What Playwright switches off by the same argument, of which Chromium takes the last.
const UNWANTED = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

// Debian's Chromium, told to leave the network alone.
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--disable-features=${[...UNWANTED, ...POPUPS].join(",")}`,
  ],
};

/** Each spec runs in both languages; what is tagged @noscript runs once more with scripts off. */
export default defineConfig<{ lang: "en" | "ar" }>({
  testDir: "tests",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  fullyParallel: false,
  workers: WORKERS,
  // Where tests share two cores with a build, everything takes its time: these end what hangs, and nothing else.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions,
    timezoneId: "Asia/Riyadh",
    screenshot: "only-on-failure",
    trace: "off",
  },
  projects: [
    { name: "en", use: { lang: "en", locale: "en-US" } },
    { name: "ar", use: { lang: "ar", locale: "ar-SA" } },
    { name: "en-noscript", grep: /@noscript/, use: { lang: "en", locale: "en-US", javaScriptEnabled: false } },
    { name: "ar-noscript", grep: /@noscript/, use: { lang: "ar", locale: "ar-SA", javaScriptEnabled: false } },
  ],
});
