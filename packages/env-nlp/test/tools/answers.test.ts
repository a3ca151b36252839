import {
  callAction,
  contentText,
  type Environment,
  type EnvironmentDefinition,
  type Json,
  type TrajectoryEvent,
  UsageError,
} from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { createNlpEnvironment, nlpEnvironment, ToolRefusal } from "../../src/index.ts";
import { smallTask, variant } from "../fixtures/small-task.ts";
import { playActions, taskOf } from "../play-episode.ts";

function resultsOf(events: readonly TrajectoryEvent[]): readonly Json[] {
  return events.flatMap((event) =>
    event.type === "step"
      ? (event.observation.results ?? []).map(({ content }) => JSON.parse(contentText(content)))
      : [],
  );
}

/** An environment as something other than a session would drive it: nothing is checked before. */
async function unguarded(definition: EnvironmentDefinition = nlpEnvironment): Promise<Environment> {
  const environment = await definition.create(
    await taskOf(smallTask),
    definition.parseOptions({}),
    {
      sandboxes: { kind: "none" } as never,
      model: (role) => {
        throw new UsageError(`No model plays ${role}.`);
      },
      note: () => {},
      seed: 0,
    },
  );
  await environment.reset({ seed: 0, signal: AbortSignal.timeout(10_000) });
  return environment;
}

describe("a call", () => {
  test("has its defaults filled in, and one result in JSON", async () => {
    const { events } = await playActions(await taskOf(smallTask), [
      callAction({ name: "cancel_order", arguments: { order_id: "ord_02" } }),
    ]);
    expect(resultsOf(events)).toEqual([{ cancelled: "ord_02" }]);
    const step = events.find((event) => event.type === "step");
    expect(step?.observation.results?.[0]?.info).toMatchObject({
      backend: "steps",
      operations: [
        {
          op: "update",
          table: "orders",
          id: "ord_02",
          set: { status: "cancelled", reason: "other" },
        },
      ],
    });
  });

  test("that is refused is an error in JSON, and changes nothing", async () => {
    const { events } = await playActions(await taskOf(smallTask), [
      callAction({ name: "cancel_order", arguments: { order_id: "ord_99" } }),
    ]);
    expect(resultsOf(events)).toEqual([
      { error: { code: "not_found", message: "There is no order ord_99." } },
    ]);
    const step = events.find((event) => event.type === "step");
    expect(step?.observation.results?.[0]).toMatchObject({
      isError: true,
      info: { operations: [] },
    });
  });

  test("with bad arguments, or of no tool, is answered even where no session stands before", async () => {
    const environment = await unguarded();
    const { observation } = await environment.step(
      callAction(
        { name: "cancel_order", arguments: { order_id: 3, reason: "none" } },
        { name: "explode", arguments: {} },
      ),
      { signal: AbortSignal.timeout(10_000) },
    );
    const texts = observation.results?.map(({ content }) => JSON.parse(contentText(content)));
    expect(texts).toMatchObject([
      {
        error: {
          code: "invalid_arguments",
          details: [expect.stringContaining("order_id"), expect.any(String)],
        },
      },
      { error: { code: "unknown_tool" } },
    ]);
  });

  test("that the world does not allow is refused with the reason", async () => {
    const invariants = [
      { kind: "state", table: "orders", where: { status: "open" }, count: { min: 2 } },
    ];
    const { events } = await playActions(await taskOf(variant({ world: { invariants } })), [
      callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } }),
    ]);
    expect(resultsOf(events)).toMatchObject([
      { error: { code: "not_allowed", message: expect.stringContaining("at least 2 of orders") } },
    ]);
  });
});

describe("tools in code", () => {
  const definition = createNlpEnvironment({
    name: "code-shop",
    version: "1",
    description: "A shop whose tools are in code.",
    tools: {
      cancel_order: ({ order_id: id }, { world }) => {
        const row = world.get("orders", id as string);
        if (row === undefined) throw new ToolRefusal("gone", "No such order.");
        world.update("orders", row.id, { set: { status: "cancelled" } });
        if (id === "ord_02") throw new Error("The printer is on fire.");
        return { by: "code" };
      },
    },
  });

  test("answer before the task's steps do, over the same world", async () => {
    const { events } = await playActions(
      await taskOf(smallTask),
      [
        callAction(
          { name: "cancel_order", arguments: { order_id: "ord_01" } },
          { name: "cancel_order", arguments: { order_id: "ord_09" } },
        ),
      ],
      { definition },
    );
    expect(resultsOf(events)).toEqual([
      { by: "code" },
      { error: { code: "gone", message: "No such order." } },
    ]);
  });

  test("make the tools role needless", async () => {
    const task = await taskOf(variant({ tool_specs: {} }));
    expect(definition.needs(task, definition.parseOptions({}))).toEqual({});
    expect(nlpEnvironment.needs(task, nlpEnvironment.parseOptions({}))).toEqual({
      roles: ["tools"],
    });
  });

  test("can't change the world but by a transaction, in this episode or the next", async () => {
    const meddling = createNlpEnvironment({
      name: "meddling",
      version: "1",
      description: "",
      tools: {
        cancel_order: ({ order_id: id }, { world }) => {
          const row = world.get("orders", id as string);
          (row as unknown as { status: string }).status = "cancelled";
          return {};
        },
      },
    });
    const task = await taskOf(smallTask);
    const cancel = callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } });
    for (let episode = 0; episode < 2; episode += 1) {
      const { outcome } = await playActions(task, [cancel], { definition: meddling });
      expect(outcome.ending).toMatchObject({ code: "tool-crash", boundary: "environment" });
    }
    expect((await playActions(task, [])).outcome.verdict.reward).toBe(0);
  });

  test("that break end the episode as the environment's fault", async () => {
    const { outcome } = await playActions(
      await taskOf(smallTask),
      [callAction({ name: "cancel_order", arguments: { order_id: "ord_02" } })],
      { definition },
    );
    expect(outcome.ending).toMatchObject({
      status: "error",
      boundary: "environment",
      code: "tool-crash",
      message: expect.stringContaining("printer"),
    });
  });
});
