import type { JsonObject } from "@agent-gym/core";
import { ProviderError } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readStream } from "../../src/attempt/read-stream.ts";
import { AnswerBuilder } from "../../src/wire/answer-builder.ts";
import { chatApi } from "../../src/wire/chat-api.ts";

const failure = { endpoint: "http://host/v1", hasKey: false, mask: (text: string) => text };

async function read(pieces: readonly Uint8Array[], breaks?: Error) {
  const builder = new AnswerBuilder();
  const texts: string[] = [];
  let started = 0;
  let finished = 0;
  async function* body() {
    yield* pieces;
    if (breaks !== undefined) throw breaks;
  }
  await readStream(body(), {
    assembly: builder,
    api: chatApi,
    failure,
    listener: {
      heard: () => {},
      started: () => (started += 1),
      finished: () => (finished += 1),
      text: (text) => texts.push(text),
    },
  });
  return { answer: builder.build(), text: texts.join(""), started, finished };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const delta = (part: JsonObject, finish: string | null = null): JsonObject => ({
  model: "m",
  choices: [{ index: 0, delta: part, finish_reason: finish }],
});
const event = (chunk: JsonObject): string => `data: ${JSON.stringify(chunk)}\n\n`;

const whole = [
  event(delta({ role: "assistant", content: "" })),
  event(delta({ reasoning_content: "先看😀" })),
  event(delta({ reasoning: "一下" })),
  ": a comment\n\n",
  event(delta({ content: "Grüße, " })),
  `data:${JSON.stringify(delta({ content: "世界🌍." }))}\r\n\r\n`,
  event(delta({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "" } }] })),
  event(delta({ tool_calls: [{ index: 0, function: { arguments: '{"键":' } }] })),
  event(delta({ tool_calls: [{ index: 0, function: { arguments: '"值"}' } }] })),
  event(delta({}, "tool_calls")),
  event({
    choices: [],
    usage: { prompt_tokens: 9, completion_tokens: 4, prompt_cache_hit_tokens: 2 },
  }),
  "data: [DONE]\n\n",
].join("");
const expected = {
  message: {
    role: "assistant",
    content: "Grüße, 世界🌍.",
    reasoning: "先看😀一下",
    toolCalls: [{ id: "a", name: "f", arguments: '{"键":"值"}' }],
  },
  finish: "tool-calls",
  usage: { inputTokens: 9, outputTokens: 4, cachedTokens: 2, reasoningTokens: 0 },
  model: "m",
};

describe("a stream", () => {
  test("gives one answer with CRLF, comments, `data:` without a space and both spellings", async () => {
    const { answer, text, started, finished } = await read([bytes(whole)]);
    expect(answer).toEqual(expected);
    expect(text).toBe(expected.message.content);
    expect([started, finished]).toEqual([1, 1]);
  });

  test("gives the same answer byte by byte", async () => {
    const { answer, text } = await read([...bytes(whole)].map((byte) => Uint8Array.of(byte)));
    expect(answer).toEqual(expected);
    expect(text).toBe(expected.message.content);
  });

  test("gives the same answer however it is split", async () => {
    const all = bytes(whole);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(all.length), { maxLength: 40 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((left, right) => left - right), all.length];
        const pieces = places.slice(1).map((end, index) => all.subarray(places[index], end));
        const { answer, text } = await read(pieces);
        expect(answer).toEqual(expected);
        expect(text).toBe(expected.message.content);
      }),
      { numRuns: 300 },
    );
  });

  test("that is cut anywhere before its finish reason is refused", async () => {
    const all = bytes(whole);
    const end = bytes(whole.slice(0, whole.indexOf('"finish_reason":"tool_calls"'))).length;
    await fc.assert(
      fc.asyncProperty(fc.nat(end), async (length) => {
        await expect(read([all.subarray(0, length)])).rejects.toSatisfy(
          (error) =>
            ProviderError.isInstance(error) &&
            (error.code === "incomplete-stream" || error.code === "protocol"),
        );
      }),
    );
  });

  test("that ends without its last blank line is whole", async () => {
    const text = `${event(delta({ content: "a" }))}data: ${JSON.stringify(delta({}, "stop"))}`;
    expect((await read([bytes(text)])).answer.finish).toBe("stop");
  });

  test("with [DONE] and no finish reason is whole, and its finish unknown", async () => {
    const text = `${event(delta({ content: "a" }))}data: [DONE]\n\n`;
    expect((await read([bytes(text)])).answer).toMatchObject({ finish: "unknown" });
  });

  test("without blank lines between its events is read line by line", async () => {
    const lines = [delta({ content: "a" }), delta({ content: "b" }, "stop")];
    const text = `${lines.map((line) => `data: ${JSON.stringify(line)}\n`).join("")}data: [DONE]\n`;
    expect((await read([bytes(text)])).answer.message.content).toBe("ab");
  });

  test("takes the last of many counts of usage", async () => {
    const counted = (tokens: number, finish: string | null) => ({
      ...delta({ content: "a" }, finish),
      usage: { prompt_tokens: 5, completion_tokens: tokens },
    });
    const text = event(counted(1, null)) + event(counted(2, "stop"));
    expect((await read([bytes(text)])).answer.usage?.outputTokens).toBe(2);
  });

  test("that breaks after its finish reason does no harm, before it does", async () => {
    const broken = new ProviderError({ code: "connection", message: "reset" });
    const text = event(delta({ content: "a" }));
    await expect(read([bytes(text)], broken)).rejects.toMatchObject({ code: "incomplete-stream" });
    await expect(read([], broken)).rejects.toBe(broken);
    const done = text + event(delta({}, "stop"));
    expect((await read([bytes(done)], broken)).answer.message.content).toBe("a");
  });

  test("that holds an error fails by what the error says", async () => {
    const error = { error: { message: "slow down", type: "rate_limit_error" } };
    await expect(
      read([bytes(event(delta({ content: "a" })) + event(error))]),
    ).rejects.toMatchObject({ code: "rate-limit", message: expect.stringContaining("slow down") });
  });

  test("that holds no JSON, or no event at all, breaks the protocol", async () => {
    await expect(read([bytes("data: {oops\n\n")])).rejects.toMatchObject({ code: "protocol" });
    await expect(read([bytes("")])).rejects.toMatchObject({ code: "protocol" });
    await expect(read([bytes(": nothing\n\n")])).rejects.toMatchObject({ code: "protocol" });
  });
});
