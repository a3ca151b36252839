import type { ChatRequest } from "@agent-gym/core";
import { ProviderError } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { ServerHabits } from "../../src/wire/server-habits.ts";
import type { WireSettings } from "../../src/wire/wire-api.ts";
import { toWireBody } from "../../src/wire/wire-body.ts";

const plain: WireSettings = { model: "m", stream: false, sampling: {}, body: {} };

function wire(
  request: ChatRequest,
  settings: Partial<WireSettings> = {},
  habits: ServerHabits = new ServerHabits("never"),
) {
  return toWireBody(request, { settings: { ...plain, ...settings }, habits });
}

const call = { id: "c1", name: "look", arguments: '{"at":"it"}' };

describe("a request on the wire", () => {
  test("has messages, calls and results in the server's spelling", () => {
    expect(
      wire({
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Look." },
          { role: "assistant", content: "", reasoning: "hm", toolCalls: [call] },
          { role: "tool", toolCallId: "c1", name: "look", content: "nothing" },
          { role: "assistant", content: "Nothing." },
        ],
        tools: [{ name: "look", description: "Looks.", parameters: { type: "object" } }],
        stop: ["END"],
      }),
    ).toEqual({
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Look." },
        {
          role: "assistant",
          content: null,
          tool_calls: [
            {
              id: "c1",
              type: "function",
              function: { name: "look", arguments: '{"at":"it"}' },
            },
          ],
        },
        { role: "tool", tool_call_id: "c1", name: "look", content: "nothing" },
        { role: "assistant", content: "Nothing." },
      ],
      tools: [
        {
          type: "function",
          function: { name: "look", description: "Looks.", parameters: { type: "object" } },
        },
      ],
      stop: ["END"],
    });
  });

  test("has pictures as parts, and text in parts as one text", () => {
    const text = { type: "text" as const, text: "a" };
    const image = { type: "image" as const, mediaType: "image/png", data: "AAAA" };
    const body = wire({
      messages: [
        { role: "user", content: [text, image] },
        { role: "user", content: [text, { type: "text", text: "b" }] },
      ],
    });
    expect(body["messages"]).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        ],
      },
      { role: "user", content: "a\nb" },
    ]);
  });

  test.each([
    ["", "{}"],
    ['{"x": 1', '{"unreadable":"{\\"x\\": 1"}'],
    ['"text"', '{"unreadable":"\\"text\\""}'],
    ['{"x":1}', '{"x":1}'],
  ])("sends earlier arguments %j as JSON that a template can read", (written, sent) => {
    const body = wire({
      messages: [{ role: "assistant", content: "", toolCalls: [{ ...call, arguments: written }] }],
    });
    expect(body).toMatchObject({
      messages: [{ tool_calls: [{ function: { arguments: sent } }] }],
    });
  });

  test("never holds half a surrogate pair", () => {
    const body = wire({ messages: [{ role: "user", content: "a\uD83D" }] });
    expect(body).toMatchObject({ messages: [{ content: "a\uFFFD" }] });
  });

  test("takes sampling from the model, then the request, then the verbatim body", () => {
    const body = wire(
      { messages: [], sampling: { temperature: 0.5, top_p: 0.9 } },
      { sampling: { temperature: 1, seed: 7 }, body: { top_p: 1, chat_template_kwargs: { a: 1 } } },
    );
    expect(body).toMatchObject({
      temperature: 0.5,
      top_p: 1,
      seed: 7,
      chat_template_kwargs: { a: 1 },
    });
  });

  test("asks a stream for its usage", () => {
    expect(wire({ messages: [] }, { stream: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(wire({ messages: [] })).not.toHaveProperty("stream");
  });

  test.each([
    ["always", "", "hm"],
    ["tool-turns", undefined, "hm"],
    ["never", undefined, undefined],
  ] as const)("replays thoughts %s", (replay, ofText, ofCalls) => {
    const body = wire(
      {
        messages: [
          { role: "assistant", content: "Hello." },
          { role: "assistant", content: "", reasoning: "hm", toolCalls: [call] },
        ],
      },
      {},
      new ServerHabits(replay),
    );
    const replayed = (body["messages"] as { reasoning_content?: string }[]).map(
      (message) => message.reasoning_content,
    );
    expect(replayed).toEqual([ofText, ofCalls]);
  });

  test("sends an empty thought with a turn that calls tools and had none", () => {
    const messages = [{ role: "assistant" as const, content: "", toolCalls: [call] }];
    expect(wire({ messages }, {}, new ServerHabits("tool-turns"))).toMatchObject({
      messages: [{ reasoning_content: "" }],
    });
  });

  test("is strict about a schema only where the schema allows it", () => {
    const closed = {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    };
    const format = (schema: typeof closed | { type: string }) =>
      wire({ messages: [], responseSchema: schema })["response_format"];
    expect(format(closed)).toEqual({
      type: "json_schema",
      json_schema: { name: "answer", schema: closed, strict: true },
    });
    expect(format({ type: "object" })).toEqual({
      type: "json_schema",
      json_schema: { name: "answer", schema: { type: "object" } },
    });
  });
});

describe("a server's refusal", () => {
  const refusal = (message: string) => new ProviderError({ code: "bad-request", message });
  const request: ChatRequest = {
    messages: [{ role: "system", content: "Be brief." }],
    responseSchema: { type: "object" },
    sampling: { max_tokens: 5 },
  };

  test("leads down the ladder of schema forms, one step for all calls in flight", () => {
    const habits = new ServerHabits("never");
    const first = wire(request, {}, habits);
    const complaint = refusal("This response_format type is unavailable now");
    expect(habits.learn(complaint, first)).toBe(true);
    expect(habits.learn(complaint, first)).toBe(true);
    const second = wire(request, {}, habits);
    expect(second["response_format"]).toEqual({ type: "json_object" });
    expect(second["messages"]).toMatchObject([
      {
        role: "system",
        content: expect.stringMatching(/^Be brief\.\n\n.*json.*\{"type":"object"\}/s),
      },
    ]);
    expect(habits.learn(complaint, second)).toBe(true);
    const third = wire(request, {}, habits);
    expect(third).not.toHaveProperty("response_format");
    expect(habits.learn(complaint, third)).toBe(false);
  });

  test("of stream_options, max_tokens and missing thoughts is taken to heart", () => {
    const habits = new ServerHabits("never");
    const sent = wire(request, { stream: true }, habits);
    expect(habits.learn(refusal("Unknown field: stream_options"), sent)).toBe(true);
    expect(habits.learn(refusal("Use 'max_completion_tokens' instead."), sent)).toBe(true);
    const thoughts = "The `reasoning_content` in the thinking mode must be passed back to the API.";
    expect(habits.learn(refusal(thoughts), sent)).toBe(true);
    expect(habits.replayReasoning).toBe("tool-turns");
    const next = wire(request, { stream: true }, habits);
    expect(next).not.toHaveProperty("stream_options");
    expect(next).not.toHaveProperty("max_tokens");
    expect(next["max_completion_tokens"]).toBe(5);
  });

  test("of anything else teaches nothing", () => {
    const habits = new ServerHabits("never");
    expect(habits.learn(refusal("temperature must be below 2"), wire(request))).toBe(false);
    const other = new ProviderError({ code: "server", message: "stream_options" });
    expect(habits.learn(other, wire(request, { stream: true }))).toBe(false);
  });
});
