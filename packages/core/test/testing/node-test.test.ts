import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { counterEnvironment, environmentConformance } from "../../src/testing/index.ts";

test("the kit's cases run under node --test, as the README's example does", async () => {
  const file = new URL("../../examples/conformance.ts", import.meta.url);
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--test", "--test-reporter=tap", file.pathname],
    { env },
  );
  const { length } = environmentConformance(counterEnvironment, { tasks: [{ target: 1 }] });
  expect(stdout).toMatch(new RegExp(`^# pass ${length}$`, "m"));
  expect(stdout).toMatch(/^# fail 0$/m);
});
