import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { loadAgent } from "../../src/loading/load-agent.ts";
import { loadEnvironment } from "../../src/loading/load-environment.ts";
import { looksLikeModule } from "../../src/loading/load-module.ts";
import { fixtureFolder } from "../fixture-files.ts";

const cwd = fixtureFolder;

async function environmentName(typed: string): Promise<string> {
  return (await loadEnvironment(typed, { cwd })).name;
}

async function agentName(typed: string | undefined, language?: string): Promise<string> {
  return (await loadAgent(typed, { cwd, language })).name;
}

describe("environments by name", () => {
  test("are built in, or exported by a file or a package", async () => {
    expect(await environmentName("cmd")).toBe("cmd");
    expect(await environmentName("./counter.ts")).toBe("counter");
    expect(await environmentName(join(cwd, "counter.ts"))).toBe("counter");
    expect(await environmentName("./two-environments.ts#second")).toBe("second");
    expect(await environmentName("@agent-gym/env-cmd")).toBe("cmd");
  });

  test.each([
    ["cdm", 'There is no environment "cdm". Did you mean "cmd"? Built in: cmd, python, nlp; '],
    ["toString", 'There is no environment "toString".'],
    ["./missing.ts", "There is no module ./missing.ts that could hold an environment"],
    ["@agent-gym/env-none", "There is no module @agent-gym/env-none"],
    ["./nothing.ts", "./nothing.ts exports no environment definition"],
    ["./adder.ts", "./adder.ts exports no environment definition"],
    ["./two-environments.ts", "choose one, as in ./two-environments.ts#first (first, second)"],
    ["./two-environments.ts#third", "names no environment definition: it has first, second"],
    ["./future.ts", 'follows version "v9" of the environment contract; this program knows "v1"'],
    ["./broken.ts", "Can't load ./broken.ts: TypeError: this module can't be loaded"],
  ])("%s is refused in one line", async (typed, message) => {
    await expect(environmentName(typed)).rejects.toThrow(message);
    await expect(environmentName(typed)).rejects.toThrow(/^[^\n]+$/);
  });
});

describe("agents by name", () => {
  test.each(["mirau", "deepseek", "hermes", "tools", "oracle", "nop"])(
    "%s is built in",
    async (name) => {
      expect(await agentName(name)).toBe(name);
      expect(await agentName(name, "zh-CN")).toBe(name);
    },
  );

  test("may be exported by a file", async () => {
    expect(await agentName("./adder.ts")).toBe("adder");
  });

  test.each([
    [undefined, "Say which agent plays with --agent: mirau,"],
    ["oracel", 'There is no agent "oracel". Did you mean "oracle"?'],
    ["./counter.ts", "./counter.ts exports no agent definition"],
  ])("%s is refused in one line", async (typed, message) => {
    await expect(agentName(typed)).rejects.toThrow(message);
  });

  test("speak English and Chinese", async () => {
    await expect(agentName("mirau", "fr")).rejects.toThrow('speak en and zh, not "fr"');
  });
});

test("names and modules are told apart by how they are written", () => {
  for (const module of ["./a.ts", "../a", "/a/b.js", "@acme/env", "a/b", "env.mjs", "env.ts#x"]) {
    expect([module, looksLikeModule(module)]).toEqual([module, true]);
  }
  for (const name of ["cmd", "env-sql", "my.env"]) {
    expect([name, looksLikeModule(name)]).toEqual([name, false]);
  }
});
