import type { AssistantMessage } from "@agent-gym/core";
import { expect, test } from "vitest";

import { ReasoningMemory } from "../../../src/wire/responses/reasoning-memory.ts";

const turn = (id: string): AssistantMessage => ({
  role: "assistant",
  content: "",
  toolCalls: [{ id, name: "look", arguments: "{}" }],
});

test("thoughts are known by the turn that they led to", () => {
  const memory = new ReasoningMemory();
  memory.remember(turn("a"), [{ type: "reasoning", id: "1" }]);
  memory.remember(turn("b"), []);
  expect(memory.recall({ ...turn("a"), reasoning: "whatever" })).toEqual([
    { type: "reasoning", id: "1" },
  ]);
  expect(memory.recall(turn("b"))).toEqual([]);
});

test("the oldest are forgotten when there are too many", () => {
  const memory = new ReasoningMemory();
  const item = { type: "reasoning", encrypted_content: "x".repeat(8 * 1024 * 1024) };
  for (const id of ["a", "b", "c", "d"]) memory.remember(turn(id), [item]);
  memory.remember(turn("d"), [item]);
  expect(["a", "b", "c", "d"].map((id) => memory.recall(turn(id)).length)).toEqual([0, 1, 1, 1]);
});
