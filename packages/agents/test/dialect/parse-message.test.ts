import type { AssistantMessage, FinishReason } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { deepseek, hermes, openaiTools, parseMessage } from "../../src/index.ts";
import { hostileText } from "../fixtures/arbitraries.ts";
import { caseTools } from "../fixtures/case-tools.ts";

const context = { tools: caseTools, turn: 2 };

function native(
  toolCalls: AssistantMessage["toolCalls"] & {},
  options: { readonly content?: string; readonly finish?: FinishReason } = {},
) {
  const { content = "", finish = "tool-calls" } = options;
  return openaiTools.parse({ message: { role: "assistant", content, toolCalls }, finish }, context);
}

const call = (args: string, id = "a1", name = "search") => ({ id, name, arguments: args });

describe("native calls", () => {
  test("are read by the same rules as calls in text", () => {
    const { calls, malformed, flags } = native([
      call('{"q": "cats"}', "a"),
      call("{'q': 'dogs', 'deep': True,}", "b"),
      call('"{\\"q\\": \\"birds\\"}"', "c"),
      call("", "d", "noop"),
      call('{"command": "grep \\d"}', "e", "execute_shell"),
    ]);
    expect(malformed).toEqual([]);
    expect(calls.map(({ id, arguments: values }) => [id, values])).toEqual([
      ["a", { q: "cats" }],
      ["b", { q: "dogs", deep: true }],
      ["c", { q: "birds" }],
      ["d", {}],
      ["e", { command: "grep \\d" }],
    ]);
    expect(calls.map(({ repaired }) => repaired)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
      true,
    ]);
    expect(flags).toEqual(["repaired"]);
  });

  test.each([
    ['{"command": "rm -rf /tmp/bui', "truncated"],
    ['{"command": "ls"', "truncated"],
    ['["ls"]', "arguments-not-object"],
    ['"ls"', "arguments-not-object"],
    ["ls", "arguments-not-object"],
    ['{"q": 1}{"q": 2}', "invalid-json"],
  ])("that can't be read are refused: %s", (args, flag) => {
    for (const finish of ["tool-calls", "stop", "length"] as const) {
      const action = native([call(args, "x", "execute_shell")], { finish });
      expect(action.calls).toEqual([]);
      expect(action.malformed).toMatchObject([{ id: "x", name: "execute_shell", source: args }]);
      expect(action.flags).toEqual([flag]);
    }
  });

  test("without arguments are not trusted where the token limit fell", () => {
    const action = native([call("{}", "a", "noop"), call("", "b", "noop")], { finish: "length" });
    expect(action.calls.map(({ id }) => id)).toEqual(["a"]);
    expect(action.malformed.map(({ id }) => id)).toEqual(["b"]);
    expect(action.incomplete).toBe(true);
  });

  test("get ids of their own where the server gave none or the same twice", () => {
    const { calls } = native([call("{}", ""), call("{}", "a"), call('{"q": "x"}', "a")]);
    expect(calls.map(({ id }) => id)).toEqual(["call_3_1", "a", "call_3_2"]);
  });

  test("without a name are refused", () => {
    const action = native([call("{}", "a", "")]);
    expect(action.flags).toEqual(["missing-name"]);
    expect(action.malformed).toMatchObject([{ id: "a" }]);
  });
});

describe("calls where they were not expected", () => {
  test("in the text of a native dialect are read and flagged", () => {
    const content =
      "Sure.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>noop<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>";
    const message: AssistantMessage = { role: "assistant", content };
    const action = deepseek.parse({ message, finish: "stop" }, context);
    expect(action).toMatchObject({ text: "Sure.", flags: ["calls-in-text"] });
    expect(action.calls).toMatchObject([{ id: "call_3_1", name: "noop", arguments: {} }]);
  });

  test("that repeat a native call count once", () => {
    const content =
      '<tool_call>{"name": "search", "arguments": {"q": "a"}}</tool_call><tool_call>{"name": "noop"}</tool_call>';
    const action = native([call('{"q":"a"}')], { content });
    expect(action.calls.map(({ name }) => name)).toEqual(["search", "noop"]);
    expect(action.flags).toEqual(["calls-in-text", "duplicate-call"]);
  });

  test("taken out of the text by a server are read and flagged", () => {
    const toolCalls = [call('{"q":"a"}')];
    const message: AssistantMessage = { role: "assistant", content: "", toolCalls };
    const action = hermes.parse({ message, finish: "tool-calls" }, context);
    expect(action.calls).toMatchObject([{ id: "a1", name: "search", arguments: { q: "a" } }]);
    expect(action.flags).toEqual(["native-calls"]);
  });
});

describe("a message", () => {
  test("gives thoughts of both places, its text and itself", () => {
    const message: AssistantMessage = {
      role: "assistant",
      content: "<think>second</think>Done.",
      reasoning: " first ",
    };
    expect(parseMessage({ message, finish: "stop" }, context, "text")).toEqual({
      reasoning: "first\nsecond",
      text: "Done.",
      calls: [],
      malformed: [],
      raw: message,
    });
  });

  test("that only thinks of a call does not pass for an answer", () => {
    const content = '<think>so <tool_call>{"name": "noop"}</tool_call></think>';
    const message: AssistantMessage = { role: "assistant", content };
    const action = hermes.parse({ message, finish: "stop" }, context);
    expect(action).toMatchObject({ calls: [], flags: ["call-in-thought"] });
    expect(action.malformed).toMatchObject([{ problem: expect.stringContaining("</think>") }]);
    const answered = { ...message, content: `${content}Done.` };
    expect(hermes.parse({ message: answered, finish: "stop" }, context).malformed).toEqual([]);
  });

  test("of any shape is read without an error, every call with an id of its own", () => {
    const toolCalls = fc.array(
      fc.record({ id: fc.constantFrom("", "a", "b"), name: hostileText, arguments: hostileText }),
      { maxLength: 4 },
    );
    const messages = fc.record({ content: hostileText, reasoning: hostileText, toolCalls });
    fc.assert(
      fc.property(messages, fc.constantFrom("stop", "length"), (parts, finish) => {
        const action = openaiTools.parse(
          { message: { role: "assistant", ...parts }, finish },
          context,
        );
        const ids = [...action.calls, ...action.malformed].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeGreaterThanOrEqual(parts.toolCalls.length);
      }),
      { numRuns: 500 },
    );
  });

  test("that invents a result is read up to there", () => {
    const before = '<tool_call>{"name": "noop", "arguments": {}}</tool_call>';
    const after = '<tool_response name="noop">ok</tool_response><tool_call>{"name": "search"}';
    const read = (content: string) =>
      hermes.parse({ message: { role: "assistant", content }, finish: "stop" }, context);
    const action = read(before + after);
    expect(action.calls.map(({ name }) => name)).toEqual(["noop"]);
    expect(action.flags).toEqual(["invented-result"]);
    // Without a call before it the invention must not pass for an answer.
    expect(read(after).malformed).toHaveLength(1);
  });
});
