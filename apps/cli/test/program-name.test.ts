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

test.each([
  ["through npx", { npm_command: "exec" }, "/project/node_modules/.bin/agent-gym"],
  ["by its path", {}, "/project/node_modules/.bin/agent-gym"],
  [
    "by a script of the project",
    { npm_command: "run-script" },
    "/project/node_modules/.bin/agent-gym",
  ],
  [
    "through pnpm",
    { npm_command: "exec" },
    "/project/node_modules/.pnpm/@agent-gym+cli@1/node_modules/@agent-gym/cli/dist/main.js",
  ],
  [
    "through npx on Windows",
    { npm_command: "exec" },
    String.raw`C:\project\node_modules\@agent-gym\cli\dist\main.js`,
  ],
])("a program of a project that was run %s is on no PATH, and is run by npx", (_, env, script) => {
  expect(programName(env, { script, cwd })).toBe("npx agent-gym");
});

test("a program that is on the PATH is run by its name, whatever has started it", () => {
  const script = "/usr/local/bin/agent-gym";
  expect(programName({ npm_command: "run-script" }, { script, cwd })).toBe("agent-gym");
});
