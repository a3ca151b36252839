import { expect, test } from "vitest";

import { programName } from "../src/program-name.ts";

const source = "/repository/apps/cli/src/main.ts";
const cwd = "/repository";

test.each([
  [
    "through npx and pnpm",
    { npm_execpath: "/home/a/.npm/_npx/1/pnpm" },
    "npx -y pnpm@12 agent-gym",
  ],
  ["through an installed pnpm", { npm_execpath: "/usr/bin/pnpm" }, "pnpm agent-gym"],
])("a clone that is run %s is run again so", (_, env, name) => {
  const options = { script: source, cwd };
  expect(programName({ ...env, npm_lifecycle_event: "quickstart" }, options)).toBe(name);
});

test("a source is run by its path, a program by its name, a package by npx", () => {
  expect(programName({}, { script: source, cwd })).toBe("node apps/cli/src/main.ts");
  expect(programName({}, { script: "/usr/local/bin/agent-gym", cwd })).toBe("agent-gym");
  const npx = "/home/a/.npm/_npx/1/node_modules/.bin/agent-gym";
  expect(programName({}, { script: npx, cwd })).toBe("npx @agent-gym/cli");
});
