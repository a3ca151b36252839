import {
  callAction,
  type Evidence,
  type JsonObject,
  type Script,
  textAction,
} from "@agent-gym/core";
import { expect, test } from "vitest";

import { type CmdEvidence, cmdEnvironment, environment } from "../src/index.ts";
import { shellScript } from "../src/scripts/shell-script.ts";
import { describeOnBackends } from "./backends.ts";
import { nothing, play, taskOf } from "./episodes.ts";

const sumTask: JsonObject = {
  id: "sum",
  query: "Add up numbers.txt into sum.txt",
  files: { "numbers.txt": "1\n2\n3\n", "note.txt": "keep me\n" },
  checks: [
    { kind: "number-equals", path: "sum.txt", value: 6, name: "the sum" },
    { kind: "unchanged", paths: ["note.txt"] },
  ],
  solution: "awk '{s += $1} END {print s}' numbers.txt > sum.txt",
};

test("the definition is found by its name and by the name that the command line looks for", () => {
  expect(environment).toBe(cmdEnvironment);
  expect(cmdEnvironment).toMatchObject({ name: "cmd", reward: { range: [0, 1], success: 1 } });
  expect(cmdEnvironment.parseOptions({})).toEqual({
    commandSeconds: 30,
    outputCharacters: 10_000,
    verifySeconds: 30,
  });
});

describeOnBackends("an episode", ({ provider }) => {
  test("offers the eight tools and speaks the task's language", async () => {
    const { events } = await play(await taskOf({ ...sumTask, query: "求和" }), nothing, provider);
    const reset = events.find((event) => event.type === "reset");
    expect(
      reset?.tools.map(({ name, parameters }) => [name, parameters["required"] ?? []]),
    ).toEqual([
      ["execute_shell", ["command"]],
      ["read_file", ["file_path"]],
      ["write_file", ["file_path", "content"]],
      ["list_directory", []],
      ["create_directory", ["dir_path"]],
      ["delete_file", ["file_path"]],
      ["move_file", ["source_path", "dest_path"]],
      ["copy_file", ["source_path", "dest_path"]],
    ]);
    expect(reset?.observation.message).toBe("求和");
    expect(reset?.instructions).toContain("工作目录");
  });

  test("the solution scores 1, doing nothing 0, and the verdict says why", async () => {
    const task = await taskOf(sumTask);
    const { solution = nothing } = cmdEnvironment.scripts(task, cmdEnvironment.parseOptions({}));
    expect((await play(task, solution, provider)).verdict).toMatchObject({ reward: 1 });
    const { verdict, leaked } = await play(task, nothing, provider);
    expect(verdict).toMatchObject({
      reward: 0,
      scores: { checks: 0.5 },
      details: {
        checks: [
          {
            kind: "number-equals",
            name: "the sum",
            path: "sum.txt",
            passed: false,
            expected: 6,
            found: { missing: true },
          },
          { kind: "unchanged", passed: true },
        ],
        inputsModified: [],
        skipped: [],
      },
    });
    expect(leaked).toEqual([]);
  });

  test("changed inputs are put back before judging, and recorded", async () => {
    const task = await taskOf({
      ...sumTask,
      checks: [
        {
          kind: "command",
          command: `test "$(cat sum.txt)" = "$(awk '{s += $1} END {print s}' numbers.txt)"`,
        },
      ],
    });
    const cheat = shellScript("echo 0 > numbers.txt; echo 0 > sum.txt; rm note.txt");
    const { verdict } = await play(task, cheat, provider);
    expect(verdict).toMatchObject({
      reward: 0,
      details: { inputsModified: ["note.txt", "numbers.txt"] },
    });
    const lenient = await taskOf({ ...(task.data as object), mutable: ["numbers.txt"] });
    expect((await play(lenient, cheat, provider)).verdict).toMatchObject({ reward: 1 });
  });

  test("set-up runs files, then shell commands, before the agent looks", async () => {
    const task = await taskOf({
      ...sumTask,
      setup: "seq 4 9 >> numbers.txt; mkdir deep; cp note.txt deep/copy.txt",
      checks: [
        { kind: "number-equals", path: "sum.txt", value: 45 },
        { kind: "unchanged", paths: ["**"] },
      ],
    });
    const { solution = nothing } = cmdEnvironment.scripts(task, cmdEnvironment.parseOptions({}));
    expect((await play(task, solution, provider)).verdict).toMatchObject({ reward: 1 });
  });

  test("a set-up that fails is the environment's fault, and no zero", async () => {
    const task = await taskOf({ ...sumTask, setup: "echo broken >&2; exit 4" });
    const { ending, verdict } = await play(task, nothing, provider);
    expect(ending).toMatchObject({
      status: "error",
      boundary: "environment",
      code: "setup-failed",
    });
    expect(ending).toMatchObject({
      message: expect.stringContaining("exit code 4: broken") as string,
    });
    expect(verdict).toMatchObject({ reward: null, boundary: "environment" });
  });

  test("a replay of the same actions reads the same, byte by byte", async () => {
    const script: Script = function* () {
      yield callAction(
        {
          name: "execute_shell",
          arguments: { command: "export A=1; cd /tmp; ls; false; nosuch; pwd; env | sort" },
        },
        { name: "execute_shell", arguments: { command: "while :; do :; done" } },
        { name: "read_file", arguments: { file_path: "missing" } },
        { name: "list_directory", arguments: { dir_path: "." } },
      );
      yield textAction("done");
    };
    const task = await taskOf(sumTask);
    const first = await play(task, script, provider, { commandSeconds: 1 });
    const second = await play(task, script, provider, { commandSeconds: 1 });
    expect(first.answers).toEqual(second.answers);
    expect(first.answers[1]).toContain("[stopped: a command may take 1 s]");
  });

  test("an episode that hit a limit is judged by what it had done", async () => {
    const task = await taskOf(sumTask);
    const context = { sandboxes: provider, model: noModel, note: () => {}, seed: 0 };
    const options = cmdEnvironment.parseOptions({});
    const { signal } = new AbortController();
    const made = await cmdEnvironment.create(task, options, context);
    await made.reset({ seed: 0, signal });
    await made.step(
      callAction({ name: "execute_shell", arguments: { command: "echo 6 > sum.txt; sleep 0" } }),
      { signal },
    );
    const ending = { status: "limit", limit: "turns" } as const;
    const evidence = (await made.evidence?.({ ending, signal })) as Evidence;
    await made.close();
    await made.close();
    // What is recorded is enough to judge again, with nothing of the episode left.
    const grade = () =>
      cmdEnvironment.grade(
        { task, evidence, transcript: { tools: [], turns: [] }, ending, stepRewards: [] },
        options,
        { ...context, signal },
      );
    const verdict = await grade();
    expect(verdict).toMatchObject({ reward: 1 });
    expect(await grade()).toEqual(verdict);
    expect((evidence.data as CmdEvidence).inputsModified).toEqual([]);
  });

  test("calls in one turn see each other's work, each with its own answer", async () => {
    const script: Script = function* () {
      yield callAction(
        { name: "write_file", arguments: { file_path: "sum.txt", content: "6" } },
        { name: "read_file", arguments: { file_path: "sum.txt" } },
        { name: "read_file", arguments: {} },
      );
      yield textAction("done");
    };
    const { answers, verdict } = await play(await taskOf(sumTask), script, provider);
    expect(answers.slice(0, 2)).toEqual(["Wrote sum.txt (bytes: 1)", "6"]);
    expect(answers[2]).toContain("file_path");
    expect(verdict).toMatchObject({ reward: 1 });
  });

  test("hostile arguments are answered, not executed", async () => {
    const script: Script = function* () {
      yield callAction(
        { name: "execute_shell", arguments: { command: "a\0b" } },
        { name: "execute_shell", arguments: { command: `echo ${"x".repeat(1_000_000)}` } },
        { name: "write_file", arguments: { file_path: "lone.txt", content: "\uD800" } },
        { name: "write_file", arguments: { file_path: "big.txt", content: "y".repeat(1_000_000) } },
      );
      yield textAction("done");
    };
    const { answers, ending } = await play(await taskOf(sumTask), script, provider);
    expect(answers[0]).toContain("NUL");
    expect(answers[1]).toContain("write_file");
    expect(answers[3]).toBe("Wrote big.txt (bytes: 1000000)");
    expect(ending).toEqual({ status: "completed" });
  });
});

function noModel(): never {
  throw new Error("no model");
}
