import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ScriptedReply, ScriptedRequest } from "@agent-gym/model/testing";
import { startScriptedServer } from "@agent-gym/model/testing";
import { beforeAll, describe, expect, test } from "vitest";

import {
  type Installation,
  installationTable,
  mebibytes,
  strangers,
} from "./describe-installation.ts";
import { installedPackages } from "./installed-packages.ts";
import { root } from "./published-packages.ts";
import { nodes, oldestNode } from "./runtimes.ts";
import { newFolder, succeed, type } from "./user-shell.ts";

type Line = Readonly<Record<string, unknown>>;

function jsonLines(text: string): readonly Line[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Line);
}

interface Move {
  readonly parcel: string;
  readonly shelf: string;
}

/** A teacher that knows the first sample task of the template alone. */
function teacher({ messages }: ScriptedRequest): ScriptedReply {
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  const question = messages.find(({ role }) => role === "user")?.content ?? "";
  if (!question.includes("lamp") || messages.at(-1)?.content.includes("<tool_response") === true) {
    return { text: `<think type="quick">\nThat is all.\n</think>\n\nIt is done.`, usage };
  }
  const move: Move = { parcel: "lamp", shelf: "A" };
  const call = JSON.stringify({ name: "move_parcel", arguments: move });
  return {
    text: `<think type="quick">\nThe lamp goes to A.\n</think>\n\n<tool_call>\n${call}\n</tool_call>`,
    usage,
  };
}

test("a new environment installs, tests, checks, plays and gives rows, from packed packages alone", async () => {
  const folder = await newFolder("author");
  await succeed(folder, "npm install @agent-gym/cli @agent-gym/core");
  await succeed(folder, "npx agent-gym init env demo");
  const demo = join(folder, "demo");
  await succeed(demo, "npm install");
  await succeed(demo, "npm test");
  expect(await succeed(demo, "npm run check")).toContain("demo");
  const played = await succeed(
    demo,
    "npx agent-gym eval ./src/index.ts --agent oracle --json --quiet",
  );
  expect(jsonLines(played).at(-1)).toMatchObject({ summary: { planned: 5, succeeded: 5 } });

  await using server = await startScriptedServer({ models: ["m"], reply: teacher });
  await succeed(
    demo,
    `npx agent-gym synth ./src/index.ts --agent mirau --teacher-url ${server.url} --teacher-model m --format mirau --output-dir rows --json`,
  );
  const rows = jsonLines(await readFile(join(demo, "rows/train.jsonl"), "utf8"));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).toContain("lamp");

  await succeed(demo, "npm pack");
  const packed = (await readdir(demo)).filter((file) => file.endsWith(".tgz"));
  expect(packed).toHaveLength(1);
}, 600_000);

describe("the command alone", () => {
  let folder: string;
  let installation: Installation;

  beforeAll(async () => {
    folder = await newFolder("user");
    await succeed(folder, "npm install @agent-gym/cli");
    installation = { short: "cli", packages: installedPackages(join(folder, "node_modules")) };
    console.log(installationTable([installation]));
  }, 300_000);

  test("brings neither Docker nor tools of development, compiles nothing, and has its size", () => {
    const { packages } = installation;
    expect(packages.filter(({ native }) => native.length > 0)).toEqual([]);
    expect(packages.filter(({ installScripts }) => installScripts.length > 0)).toEqual([]);
    const unwanted =
      /^(?:dockerode|ssh2|typescript|vitest|esbuild|tsup|ai|@openai\/agents|fast-check)$/;
    expect(strangers(installation).filter((name) => unwanted.test(name))).toEqual([]);
    expect(packages.length).toBeLessThanOrEqual(100);
    expect(mebibytes(installation)).toBeLessThanOrEqual(170);
  });

  describe.each(nodes)("under Node.js $version", ({ bin }) => {
    test.each(["cmd", "python", "nlp"])(
      "plays %s",
      async (environment) => {
        const line = `npx agent-gym eval ${environment} --agent oracle --json --quiet`;
        const { summary } = jsonLines(await succeed(folder, line, { bin })).at(-1) as {
          readonly summary: { readonly planned: number; readonly succeeded: number };
        };
        expect(summary.planned).toBeGreaterThanOrEqual(5);
        expect(summary.succeeded).toBe(summary.planned);
      },
      120_000,
    );

    test("plays its quickstart, and says nothing of Node's own", async () => {
      const { code, stdout, stderr } = await type(folder, "npx agent-gym quickstart", { bin });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("succeeded");
    }, 120_000);

    test("plays an environment in TypeScript", async () => {
      await copyFile(
        join(root, "packages/core/examples/number-guess.ts"),
        join(folder, "guess.ts"),
      );
      await writeFile(join(folder, "guess.json"), JSON.stringify([{ secret: 42 }, { secret: 7 }]));
      const line =
        "npx agent-gym eval ./guess.ts --data-file guess.json --agent oracle --json --quiet";
      const { code, stdout, stderr } = await type(folder, line, { bin });
      expect(code).toBe(0);
      expect(stderr).not.toContain("Warning");
      expect(jsonLines(stdout).at(-1)).toMatchObject({ summary: { planned: 2, succeeded: 2 } });
    }, 120_000);
  });

  test.each([
    ["an enum", "enum Size { Small }\nexport const size = Size.Small;"],
    ["`await using`", "export const use = async (it: AsyncDisposable) => { await using _ = it; };"],
  ])(
    "says in one line that Node.js 22.19.0 can't read %s",
    async (_, addition) => {
      const text = await readFile(join(root, "packages/core/examples/number-guess.ts"), "utf8");
      await writeFile(join(folder, "unreadable.ts"), `${text}\n${addition}\n`);
      const line =
        "npx agent-gym eval ./unreadable.ts --data-file guess.json --agent oracle --quiet";
      const { code, stderr } = await type(folder, line, { bin: oldestNode.bin });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^[^\n]*unreadable\.ts[^\n]*SyntaxError[^\n]*\n$/);
    },
    60_000,
  );
});
