import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import type { ScriptedReply, ScriptedRequest } from "@agent-gym/model/testing";
import { startScriptedServer } from "@agent-gym/model/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { jsonLines } from "../run-cli.ts";
import { type LoopbackRegistry, startLoopbackRegistry } from "./loopback-registry.ts";
import { packPackages } from "./pack-packages.ts";

let base: string;
let registry: LoopbackRegistry;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "agent-gym-packed-"));
  await mkdir(join(base, "tarballs"));
  await packPackages(join(base, "tarballs"));
  registry = await startLoopbackRegistry(join(base, "tarballs"));
}, 900_000);

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(base, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a user types it, in a shell that knows no registry but ours, and nothing of this repository. */
async function type(cwd: string, command: string, args: readonly string[]): Promise<Ran> {
  const env = {
    PATH: [dirname(process.execPath), ...systemPath()].join(delimiter),
    HOME: base,
    CI: "true",
    NO_COLOR: "1",
    npm_config_registry: registry.url,
    npm_config_cache: join(base, "cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
  return await new Promise((resolve) => {
    const options = { cwd, env, timeout: 300_000, maxBuffer: 2 ** 26 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (child.exitCode ?? 1), stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** Without the folders that pnpm adds: their programs are not the user's. */
function systemPath(): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules"));
}

async function succeed(cwd: string, line: string): Promise<string> {
  const [command = "", ...args] = line.split(" ");
  const { code, stdout, stderr } = await type(cwd, command, args);
  expect({ line, code, tail: code === 0 ? "" : `${stdout}\n${stderr}`.slice(-3000) }).toEqual({
    line,
    code: 0,
    tail: "",
  });
  return stdout;
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(base, name);
  await mkdir(folder);
  await succeed(folder, "npm init -y");
  return folder;
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
  const folder = await emptyFolder("author");
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

test("the command alone plays each built-in environment and its quickstart", async () => {
  const folder = await emptyFolder("user");
  await succeed(folder, "npm install @agent-gym/cli");
  for (const environment of ["cmd", "python", "nlp"]) {
    const stdout = await succeed(
      folder,
      `npx agent-gym eval ${environment} --agent oracle --json --quiet`,
    );
    const { summary } = jsonLines(stdout).at(-1) as {
      summary: { planned: number; succeeded: number };
    };
    expect(summary.planned).toBeGreaterThanOrEqual(5);
    expect(summary.succeeded).toBe(summary.planned);
  }
  expect(await succeed(folder, "npx agent-gym quickstart")).toContain("succeeded");
}, 600_000);
