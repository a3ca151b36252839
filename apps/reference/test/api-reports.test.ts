import { beforeAll, expect, test } from "vitest";

import { type ApiReport, apiReports } from "../src/api-reports.ts";
import { repository } from "../src/published-packages.ts";

let reports: readonly ApiReport[];

beforeAll(async () => {
  reports = await apiReports();
}, 300_000);

test("what core, its suites and the runner export is what their reports say", () => {
  const outdated = reports.filter(({ kept, now }) => kept !== now).map(({ path }) => path);
  expect(
    outdated,
    `Exports differ from ${outdated.join(", ")}: run "npx -y pnpm@12 run api", and commit the change if it is meant.`,
  ).toEqual([]);
});

test("a report holds nothing of the machine that made it", () => {
  expect(reports.map(({ path }) => path)).toEqual([
    "packages/core/core.api.md",
    "packages/core/testing.api.md",
    "packages/runner/runner.api.md",
  ]);
  for (const { now } of reports) {
    expect(now).not.toContain(repository);
    expect(now).not.toMatch(/\r|\.declarations-|node_modules/);
  }
});
