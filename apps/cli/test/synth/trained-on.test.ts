import { expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("an evaluation tells tasks that were trained on and others apart", async () => {
  const cwd = await temporaryFolder();
  const common = [fixtureFiles.counter, "--agent", fixtureFiles.adder, "--data-file"];
  const made = await runMain(
    ["synth", ...common, fixtureFiles.counterTasks, "--task-id", "one", "--output-dir", "rows"],
    { cwd },
  );
  expect(made).toMatchObject({ code: 0 });
  const args = ["eval", ...common, fixtureFiles.counterTasks, "--trained-on", "rows/manifest.json"];

  const told = await runMain(args, { cwd });
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/trained on +1 task: \d+ % of 1 episode succeeded, rows in rows/);
  expect(told.stdout).toMatch(/unseen +3 tasks: /);

  const { stdout } = await runMain([...args, "--json"], { cwd });
  expect(jsonLines(stdout).at(-2)).toMatchObject({
    type: "trained-on",
    dataset: "rows",
    seen: { tasks: 1, scored: 1 },
    unseen: { tasks: 3, scored: 3 },
  });

  const missing = await runMain([...args.slice(0, -1), "none.json"], { cwd });
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.stderr).toContain("none.json");
});
