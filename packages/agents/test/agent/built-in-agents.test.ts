import { expect, test } from "vitest";

import { builtInAgents } from "../../src/index.ts";

test("every built-in agent is called as it is registered", () => {
  const names = Object.entries(builtInAgents).map(([name, make]) => [name, make().name]);
  expect(names).toEqual(
    ["mirau", "hermes", "deepseek", "tools", "oracle", "nop"].map((name) => [name, name]),
  );
});

test("oracle and nop ask for no model", () => {
  expect(builtInAgents["oracle"]?.()).toMatchObject({ roles: [], script: "solution" });
  expect(builtInAgents["nop"]?.()).toMatchObject({ roles: [] });
});
