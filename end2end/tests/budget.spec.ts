import { BUDGET, firstVisit } from "../bytes.mjs";
import { expect, hydrated, test } from "../fixtures";

test("the first visit to the dashboard stays within its budget", async ({ as }) => {
  const bytes = await firstVisit(await as("admin"), "/", hydrated);
  console.log(`html ${bytes.html} B, wasm ${bytes.wasm} B, all ${bytes.all} B`);
  expect(bytes.wasm, "the wasm was loaded").toBeGreaterThan(10_000);
  expect(bytes.html).toBeLessThanOrEqual(BUDGET.html);
  expect(bytes.wasm).toBeLessThanOrEqual(BUDGET.wasm);
  expect(bytes.all).toBeLessThanOrEqual(BUDGET.all);
});
