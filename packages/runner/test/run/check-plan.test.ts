import { readdir } from "node:fs/promises";

import {
  createTasks,
  scriptAgent,
  UsageError,
  type Needs,
  type SandboxProvider,
  type Task,
} from "@agent-gym/core";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { openRun, run, type RunOptions } from "../../src/index.ts";
import { askingAgent, counterRun, counterTasks } from "../counter-run.ts";

/** What a run is refused with; nothing may have been written then. */
async function refusal(options: RunOptions): Promise<string> {
  const error: unknown = await run(options).catch((thrown: unknown) => thrown);
  if (!UsageError.isInstance(error)) throw new Error(`not refused: ${String(error)}`);
  expect(await readdir(options.logDir)).toEqual([]);
  return error.message;
}

function needing(needs: (task: Task) => Needs): typeof counterEnvironment {
  return { ...counterEnvironment, needs };
}

function sandboxesWith(...capabilities: readonly string[]): SandboxProvider {
  return {
    ...fakeSandboxes(),
    probe: async () => ({ ok: true, kind: "fake", version: "7", capabilities }),
  };
}

describe("a run is refused before anything starts", () => {
  test("without tasks", async () => {
    expect(await refusal(await counterRun({ tasks: [] }))).toBe("There is no task to run.");
  });

  test.each([0, 1.5, -1, Number.NaN])("with %d attempts or as many at a time", async (value) => {
    expect(await refusal(await counterRun({ attempts: value }))).toContain('"attempts" must be');
    expect(await refusal(await counterRun({ concurrency: value }))).toContain('"concurrency"');
  });

  test("with two tasks of one id", async () => {
    const [task] = await counterTasks(1);
    if (task === undefined) throw new Error("no task");
    expect(await refusal(await counterRun({ tasks: [task, task] }))).toContain('id "count-1"');
  });

  test("with tasks that are not valid, all of them named", async () => {
    const tasks = await createTasks([
      { id: "a" },
      { id: "b", target: 1 },
      { id: "c", target: "x" },
    ]);
    const message = await refusal(await counterRun({ tasks }));
    expect(message).toMatch(/^2 tasks are not valid\. /);
    expect(message).toContain('Task "a"');
    expect(message).toContain('Task "c"');
    expect(message).not.toContain('Task "b"');
  });

  test("when the agent plays a script that tasks do not have", async () => {
    const agent = scriptAgent("cheat", "bribe");
    const message = await refusal(await counterRun({ agent, tasks: await counterTasks(7) }));
    expect(message).toContain('script "bribe", and 7 of 7 tasks have none');
    expect(message).toContain('"count-5", and 2 more');
  });

  test("when no model plays a role that the agent or the environment needs", async () => {
    expect(await refusal(await counterRun({ agent: askingAgent }))).toContain(
      'No model plays the role "agent", which agent asking needs',
    );
    const definition = needing(() => ({ roles: ["user"] }));
    const model = scriptedModel([]);
    const options = await counterRun({
      definition,
      model: (role) => {
        if (role === "agent") return model;
        throw new UsageError(`There is no model for ${role}.`);
      },
    });
    expect(await refusal(options)).toBe("There is no model for user.");
  });

  test("when a sandbox is needed and there is none, or it does not work", async () => {
    const definition = needing(() => ({ sandbox: [] }));
    expect(await refusal(await counterRun({ definition }))).toContain("needs a sandbox");
    const sandboxes: SandboxProvider = {
      ...fakeSandboxes(),
      probe: async () => ({
        ok: false,
        kind: "fake",
        reason: "it is a fake",
        fix: "Install a real one.",
      }),
    };
    expect(await refusal(await counterRun({ definition, sandboxes }))).toBe(
      "Sandbox fake does not work here: it is a fake. Install a real one.",
    );
  });

  test("when the sandbox lacks what a task needs", async () => {
    const definition = needing(({ id }) => ({ sandbox: id === "count-2" ? ["python"] : [] }));
    const options = await counterRun({ definition, sandboxes: sandboxesWith("real-shell") });
    expect(await refusal(options)).toContain('"count-2" (sandbox fake lacks python)');
  });
});

test("tasks whose needs are not met can be left out, and the record says so", async () => {
  const definition = needing(({ id }) => ({ sandbox: id === "count-2" ? ["python"] : [] }));
  const result = await run(
    await counterRun({ definition, sandboxes: sandboxesWith(), skipUnmet: true }),
  );
  expect(result.summary).toMatchObject({ planned: 1, succeeded: 1 });
  const { description } = await openRun(result.folder);
  expect(description.skipped).toEqual([{ id: "count-2", reason: "sandbox fake lacks python" }]);
  expect(description.identity.sandbox).toEqual({ kind: "fake", version: "7" });
});

test("no sandbox is recorded where none is needed", async () => {
  const { folder } = await run(await counterRun({ sandboxes: sandboxesWith() }));
  const { description } = await openRun(folder);
  expect(description.identity.sandbox).toBeNull();
});
