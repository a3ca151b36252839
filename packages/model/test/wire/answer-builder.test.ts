import { describe, expect, test } from "vitest";

import { AnswerBuilder } from "../../src/wire/answer-builder.ts";

function plain(message: object, rest: object = {}) {
  const builder = new AnswerBuilder();
  builder.addCompletion({
    choices: [{ index: 0, message, finish_reason: "stop", ...rest }],
  } as never);
  return builder.build();
}

describe("a plain answer", () => {
  test.each(["reasoning_content", "reasoning"])("has its thoughts in %s", (field) => {
    const answer = plain({ content: "yes", [field]: "hm" });
    expect(answer.message).toEqual({ role: "assistant", content: "yes", reasoning: "hm" });
  });

  test("that gives its thoughts in both spellings gives them once", () => {
    const both = plain({ content: "", reasoning: "hm", reasoning_content: "hm" });
    expect(both.message.reasoning).toBe("hm");
    const different = plain({ content: "", reasoning: "b", reasoning_content: "a" });
    expect(different.message.reasoning).toBe("ab");
  });

  test("leaves <think> in its text to the dialects", () => {
    expect(plain({ content: "<think>a</think>b" }).message).toEqual({
      role: "assistant",
      content: "<think>a</think>b",
    });
  });

  test("may be a list of parts, thoughts among them", () => {
    const answer = plain({
      content: [
        { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
        { type: "text", text: "yes" },
      ],
    });
    expect(answer.message).toEqual({ role: "assistant", content: "yes", reasoning: "hm" });
  });

  test("without a text says its refusal", () => {
    expect(plain({ content: null, refusal: "I can't." }).message.content).toBe("I can't.");
  });

  test("has each entry of its list as a call of its own", () => {
    const calls = [
      { index: 0, function: { name: "f", arguments: "{}" } },
      { index: 0, function: { name: "f", arguments: { x: 1 } } },
    ];
    expect(plain({ content: null, tool_calls: calls }).message.toolCalls).toEqual([
      { id: "call_1", name: "f", arguments: "{}" },
      { id: "call_2", name: "f", arguments: '{"x":1}' },
    ]);
  });

  test.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content_filter", "filter"],
    ["tool_calls", "stop"],
    [null, "unknown"],
    ["whatever", "unknown"],
  ])("that ends with %s and no call finished by %s", (said, finish) => {
    expect(plain({ content: "x" }, { finish_reason: said }).finish).toBe(finish);
  });

  test.each([
    ["stop", "tool-calls"],
    ["tool_calls", "tool-calls"],
    [null, "tool-calls"],
    ["length", "length"],
  ])("that ends with %s and a call finished by %s", (said, finish) => {
    const tool_calls = [{ id: "a", function: { name: "f", arguments: "{}" } }];
    expect(plain({ content: null, tool_calls }, { finish_reason: said }).finish).toBe(finish);
  });

  test("keeps the tokens that an engine gives", () => {
    const builder = new AnswerBuilder();
    builder.addCompletion({
      prompt_token_ids: [1, 2],
      choices: [
        {
          message: { content: "ab" },
          finish_reason: "stop",
          token_ids: [3, 4],
          logprobs: { content: [{ logprob: -0.5 }, { logprob: 0 }] },
        },
      ],
    });
    expect(builder.build().tokens).toEqual({ ids: [3, 4], logprobs: [-0.5, 0], promptIds: [1, 2] });
  });

  test("without a message is none", () => {
    const builder = new AnswerBuilder();
    expect(builder.addCompletion({ choices: [] })).toBe(false);
    expect(builder.addCompletion({ id: "x" })).toBe(false);
    expect(builder.addCompletion({ choices: [{ finish_reason: "stop" }] })).toBe(false);
  });
});
