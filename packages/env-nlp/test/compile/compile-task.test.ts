import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  AgentGymError,
  createTasks,
  type Json,
  type JsonObject,
  parseTaskFile,
} from "@agent-gym/core";
import { type ScriptedModel, type ScriptedReply, scriptedModel } from "@agent-gym/core/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { compileTask, compileTaskFile, nlpEnvironment } from "../../src/index.ts";
import { smallTask, without } from "../fixtures/small-task.ts";
import { playScript, taskOf } from "../play-episode.ts";
import { fencedData } from "../read-fence.ts";

const short: JsonObject = {
  id: "short",
  environment_description: "A shop that sells lamps.",
  user_persona: "Someone whose lamp is not wanted any more.",
  story_stages: ["The order is found", "The order is cancelled"],
  tools: smallTask["tools"] as Json,
};
const parts: JsonObject = {
  initial_message: smallTask["initial_message"] as Json,
  user: smallTask["user"] as Json,
  story_stages: [
    { id: "found", description: "changed words", done: [{ kind: "said", any: ["number"] }] },
    { id: "cancelled", description: "x", done: [{ kind: "call", tool: "cancel_order" }] },
  ],
  world: smallTask["world"] as Json,
  tool_specs: smallTask["tool_specs"] as Json,
  rubric: smallTask["rubric"] as Json,
  solution: smallTask["solution"] as Json,
};

const { signal } = new AbortController();

function model(...replies: readonly (ScriptedReply | JsonObject)[]): ScriptedModel {
  const texts = replies.map((reply) => (typeof reply === "string" ? reply : JSON.stringify(reply)));
  return scriptedModel(texts, { id: "writer" });
}

describe("compiling a task", () => {
  test("fills in what it leaves out, and nothing else", async () => {
    const writer = model({ ...parts, environment_description: "Another shop." });
    const { data, added } = await compileTask(short, { model: writer, signal });
    expect(added).toEqual(Object.keys(parts));
    expect(data).toEqual({
      ...short,
      ...parts,
      story_stages: [
        {
          ...(parts["story_stages"] as readonly JsonObject[])[0],
          description: "The order is found",
        },
        {
          ...(parts["story_stages"] as readonly JsonObject[])[1],
          description: "The order is cancelled",
        },
      ],
      compiled: {
        from: (await createTasks([short]))[0]?.digest,
        model: "writer",
        prompt: "compiler.en@1",
        reviewed: false,
      },
    });
    const [request] = writer.requests;
    expect(fencedData(request as never)["task"]).toEqual({ missing: added, task: short });
  });

  test("leaves what the author wrote", async () => {
    const own: JsonObject = {
      ...short,
      rubric: { items: [{ id: "own", kind: "said", any: ["done"] }] },
    };
    const { data, added } = await compileTask(own, { model: model(parts), signal });
    expect(added).not.toContain("rubric");
    expect(data["rubric"]).toEqual(own["rubric"]);
  });

  test("asks nobody about a task that is whole", async () => {
    const writer = model();
    expect(await compileTask(smallTask, { model: writer, signal })).toEqual({
      data: smallTask,
      added: [],
    });
    expect(writer.requests).toEqual([]);
  });

  test("gives a task that is refused until a person has read it, and then proves itself", async () => {
    const { data } = await compileTask(short, { model: model(parts), signal });
    const unread = await taskOf(data);
    expect(() => nlpEnvironment.check(unread)).toThrow("set reviewed to true");
    const read = await taskOf({
      ...data,
      compiled: { ...(data["compiled"] as JsonObject), reviewed: true },
    });
    nlpEnvironment.check(read);
    expect((await playScript(read, "solution")).outcome.verdict.reward).toBe(1);
    expect((await playScript(read, "wrong-id")).outcome.verdict.reward).toBe(0);
  });

  test.each<[what: string, reply: ScriptedReply | JsonObject, message: string]>([
    ["rubbish", "Sure, here is the task.", "no complete JSON object"],
    ["a part that is missing", without("world", parts), "world"],
    ["a misspelt field", { ...parts, rubric: { item: [] } }, "item"],
    [
      "a name that is not there",
      { ...parts, rubric: { items: [{ id: "a", kind: "state", table: "films" }] } },
      "films",
    ],
  ])("asks again after %s", async (_, reply, message) => {
    const writer = model(reply, parts);
    const { added } = await compileTask(short, { model: writer, signal });
    expect(added).not.toEqual([]);
    expect(JSON.stringify(writer.requests[1]?.messages.at(-1))).toContain(message);
  });

  test("fails when no answer makes a valid task", async () => {
    const failing = compileTask(short, { model: model("no", "no"), signal, attempts: 2 });
    await expect(failing).rejects.toSatisfy(
      (error) => AgentGymError.isInstance(error) && error.code === "compile-failed",
    );
  });

  test("refuses a short task that is not valid itself", async () => {
    const broken = compileTask({ ...short, story_stage: [] }, { model: model(), signal });
    await expect(broken).rejects.toThrow("story_stage");
  });
});

describe("compiling a file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "compile-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = async (path: string): Promise<readonly JsonObject[]> =>
    parseTaskFile(await readFile(path, "utf8"), path);

  test("writes a task file beside it, and asks about each task once", async () => {
    const file = join(folder, "tasks.json");
    await writeFile(file, JSON.stringify([short, smallTask]));
    const first = await compileTaskFile(file, { model: model(parts), signal });
    expect(first).toEqual({
      path: join(folder, "tasks.compiled.json"),
      compiled: ["short"],
      kept: ["small"],
      failed: [],
      dropped: [],
    });
    const tasks = await read(first.path);
    expect(tasks.map(({ id }) => id)).toEqual(["short", "small"]);

    // A person reads it, and changes something.
    const [task = {}] = tasks;
    const compiled = { ...(task["compiled"] as JsonObject), reviewed: true };
    await writeFile(first.path, JSON.stringify([{ ...task, initial_message: "Mine.", compiled }]));
    const second = await compileTaskFile(file, { model: model(), signal });
    expect(second).toMatchObject({ compiled: [], kept: ["short", "small"] });
    expect((await read(first.path))[0]).toMatchObject({
      initial_message: "Mine.",
      compiled: { reviewed: true },
    });
  });

  test("keeps what was made when another task fails, and says what it dropped", async () => {
    const file = join(folder, "tasks.jsonl");
    const other = { ...short, id: "other", user_persona: "Another person." };
    await writeFile(file, `${JSON.stringify(short)}\n${JSON.stringify(other)}\n`);
    const first = await compileTaskFile(file, { model: model("no", parts), signal, attempts: 1 });
    expect(first).toMatchObject({
      compiled: ["other"],
      failed: [{ task: "short", message: expect.stringContaining("writer") }],
    });
    await writeFile(file, JSON.stringify(short));
    const second = await compileTaskFile(file, { model: model(parts), signal });
    expect(second).toMatchObject({ compiled: ["short"], dropped: ["other"] });
    expect((await read(first.path)).map(({ id }) => id)).toEqual(["short"]);
  });
});
