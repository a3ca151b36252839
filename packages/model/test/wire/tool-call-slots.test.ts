import type { JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { ToolCallSlots } from "../../src/wire/tool-call-slots.ts";

function merge(...pieces: readonly JsonObject[]) {
  const slots = new ToolCallSlots();
  for (const piece of pieces) slots.add(piece);
  return slots.calls();
}

const begin = (index: number | undefined, id: string, name: string, text = ""): JsonObject => ({
  ...(index === undefined ? {} : { index }),
  ...(id === "" ? {} : { id }),
  function: { ...(name === "" ? {} : { name }), arguments: text },
});

describe("tool calls in pieces", () => {
  test("are told apart by their index, though their pieces alternate", () => {
    expect(
      merge(
        begin(0, "a", "f", '{"x"'),
        begin(1, "b", "g", '{"y"'),
        begin(0, "", "", ":1}"),
        begin(1, "", "", ":2}"),
      ),
    ).toEqual([
      { id: "a", name: "f", arguments: '{"x":1}' },
      { id: "b", name: "g", arguments: '{"y":2}' },
    ]);
  });

  test("without an index belong to the call of their id, else to the last one", () => {
    expect(
      merge(
        begin(undefined, "a", "f", "{"),
        begin(undefined, "b", "g", "{"),
        begin(undefined, "a", "", "}"),
        begin(undefined, "", "", "}"),
      ),
    ).toEqual([
      { id: "a", name: "f", arguments: "{}" },
      { id: "b", name: "g", arguments: "{}" },
    ]);
  });

  test("that all have index 0 are told apart by their ids", () => {
    expect(
      merge(
        begin(0, "a", "f", '{"x":'),
        begin(0, "", "", "1}"),
        begin(0, "b", "g", '{"y":'),
        begin(0, "", "", "2}"),
      ),
    ).toEqual([
      { id: "a", name: "f", arguments: '{"x":1}' },
      { id: "b", name: "g", arguments: '{"y":2}' },
    ]);
  });

  test("that all have index 0 and no id are told apart by their names", () => {
    expect(merge(begin(0, "", "f", '{"x":1}'), begin(0, "", "g", '{"y":2}'))).toEqual([
      { id: "call_1", name: "f", arguments: '{"x":1}' },
      { id: "call_2", name: "g", arguments: '{"y":2}' },
    ]);
  });

  test("to one tool, one after another and whole, are two calls", () => {
    expect(merge(begin(0, "", "f", '{"x":1}'), begin(0, "", "f", '{"x":2}'))).toEqual([
      { id: "call_1", name: "f", arguments: '{"x":1}' },
      { id: "call_2", name: "f", arguments: '{"x":2}' },
    ]);
  });

  test("that repeat their name on every piece stay one call", () => {
    expect(merge(begin(0, "", "f", '{"x"'), begin(0, "", "f", ":1}"))).toEqual([
      { id: "call_1", name: "f", arguments: '{"x":1}' },
    ]);
  });

  test("that get a new id on every piece stay one call", () => {
    expect(merge(begin(0, "a", "f", '{"x"'), begin(0, "b", "", ":1}"))).toEqual([
      { id: "a", name: "f", arguments: '{"x":1}' },
    ]);
  });

  test("that repeat their id and name after they are complete stay one call", () => {
    expect(merge(begin(0, "a", "f", "{}"), begin(0, "a", "f", ""))).toEqual([
      { id: "a", name: "f", arguments: "{}" },
    ]);
  });

  test("may get their id and their name late", () => {
    expect(
      merge({ index: 0 }, { index: 0, function: { name: "f" } }, { index: 0, id: "a" }),
    ).toEqual([{ id: "a", name: "f", arguments: "" }]);
  });

  test("may carry their arguments as an object", () => {
    expect(merge({ id: "a", function: { name: "f", arguments: { x: [1] } } })).toEqual([
      { id: "a", name: "f", arguments: '{"x":[1]}' },
    ]);
  });

  test("never share an id in the end", () => {
    expect(
      merge(begin(0, "call_1", "f", "{}"), begin(1, "", "g", "{}"), begin(2, "call_1", "h", "{}")),
    ).toEqual([
      { id: "call_1", name: "f", arguments: "{}" },
      { id: "call_2", name: "g", arguments: "{}" },
      { id: "call_3", name: "h", arguments: "{}" },
    ]);
  });

  test("that say nothing at all are none", () => {
    expect(merge({}, { index: 1 })).toEqual([]);
  });

  test("keep arguments that are no JSON as they were written", () => {
    expect(merge(begin(0, "a", "f", '{"x": '))).toEqual([
      { id: "a", name: "f", arguments: '{"x": ' },
    ]);
  });
});
