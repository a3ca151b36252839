import { ProviderError } from "@agent-gym/core";
import type { ChatMessage, ChatRequest } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { ContextWatch } from "../../src/context/context-watch.ts";
import { createChatModel } from "../../src/index.ts";
import { startScriptedServer } from "../../src/testing/index.ts";

const scope = { episode: "a/0", role: "agent", ordinal: 0 };
const say = (content: string): ChatMessage => ({ role: "user", content });
const reply = (content: string, reasoning?: string): ChatMessage => ({
  role: "assistant",
  content,
  ...(reasoning === undefined ? {} : { reasoning }),
});
const first = [say("Find the bug in this program. ".repeat(40))];
const grown = [...first, reply("I look at it."), say("Go on.")];
const counted = (inputTokens: number, cachedTokens = 0) => ({
  inputTokens,
  outputTokens: 5,
  cachedTokens,
  reasoningTokens: 0,
});

/** Plays calls of one episode; gives the error of the last one, if there is one. */
function watch(
  ...calls: readonly (readonly [ChatRequest, number | undefined, object?])[]
): unknown {
  const contexts = new ContextWatch("http://127.0.0.1:1/v1");
  const check = ([request, tokens, rest]: (typeof calls)[number]): void =>
    contexts.check(request, {
      scope,
      usage: tokens === undefined ? undefined : counted(tokens),
      model: "m",
      ...rest,
    });
  for (const call of calls.slice(0, -1)) check(call);
  try {
    check(calls.at(-1) as (typeof calls)[number]);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("a prompt that grew and counts fewer tokens was cut, and the error names the setting", () => {
  const error = watch([{ messages: first }, 300], [{ messages: grown }, 250]);
  expect(error).toSatisfy(ProviderError.isInstance);
  expect(error).toMatchObject({ code: "context-cut", retryable: false, fatal: false });
  expect((error as Error).message).toMatch(/250 tokens .* 300: .*num_ctx.*--max-model-len/);
});

test("a prompt is compared with the one before it, not with the first", () => {
  const longer = [...grown, reply("Here."), say("And now?")];
  const calls = [
    [{ messages: first }, 250],
    [{ messages: grown }, 300],
    [{ messages: longer }, 280],
  ] as const;
  expect(watch(...calls)).toMatchObject({ code: "context-cut" });
});

describe("no alarm is raised", () => {
  const thought = "Let me see. ".repeat(60);
  const tool = { name: "look", description: "", parameters: {} };
  const image = { type: "image" as const, mediaType: "image/png", data: "AAAA" };
  test.each<[string, ...(readonly [ChatRequest, number | undefined, object?])[]]>([
    [
      "by a prompt that grew, and its count",
      [{ messages: first }, 300],
      [{ messages: grown }, 320],
    ],
    ["by a prompt of its own", [{ messages: grown }, 300], [{ messages: first }, 250]],
    [
      "by a prompt whose earlier messages were shortened",
      [{ messages: grown }, 300],
      [{ messages: [say("Summary."), ...grown.slice(1), say("Go on.")] }, 100],
    ],
    ["by other tools", [{ messages: first, tools: [tool] }, 300], [{ messages: grown }, 250]],
    [
      "by another schema",
      [{ messages: first, responseSchema: { type: "object" } }, 300],
      [{ messages: grown }, 250],
    ],
    [
      "by another model, which counts in its own way",
      [{ messages: first }, 300, { model: "one" }],
      [{ messages: grown }, 250, { model: "two" }],
    ],
    [
      "by thoughts that the chat template leaves out",
      [{ messages: [...first, reply("a", thought)] }, 500],
      [{ messages: [...first, reply("a", thought), say("Go on.")] }, 320],
    ],
    [
      "by thoughts in the text",
      [{ messages: [...first, reply(`<think>${thought}</think>a`)] }, 500],
      [{ messages: [...first, reply(`<think>${thought}</think>a`), say("Go on.")] }, 320],
    ],
    [
      "by a count of the new messages alone, without those in the cache",
      [{ messages: first }, 300],
      [{ messages: grown }, 9],
    ],
    [
      "by a count without cached tokens that are told beside it",
      [{ messages: first }, 300],
      [{ messages: grown }, 60, { usage: counted(60, 260) }],
    ],
    [
      "by pictures",
      [{ messages: [...first, { role: "user", content: [image] }] }, 900],
      [{ messages: [...first, { role: "user", content: [image] }, say("Go on.")] }, 400],
    ],
    ["where nothing was counted", [{ messages: first }, 300], [{ messages: grown }, undefined]],
    [
      "by another episode or role",
      [{ messages: first }, 300],
      [{ messages: grown }, 250, { scope: { ...scope, role: "user" } }],
    ],
    [
      "without a scope",
      [{ messages: first }, 300, { scope: undefined }],
      [{ messages: grown }, 250, { scope: undefined }],
    ],
  ])("%s", (_, ...calls) => {
    expect(watch(...calls)).toBeUndefined();
  });
});

test("many episodes do not fill the memory, and a late cut is still seen", () => {
  const contexts = new ContextWatch("http://127.0.0.1:1/v1");
  const check = (episode: string, request: ChatRequest, tokens: number): void =>
    contexts.check(request, {
      scope: { ...scope, episode },
      usage: counted(tokens),
      model: "m",
    });
  for (let number = 0; number < 10_000; number += 1) {
    check(`${number}`, { messages: first }, 300);
  }
  expect(() => check("9999", { messages: grown }, 250)).toThrow("silently cuts");
  expect(() => check("0", { messages: grown }, 250)).not.toThrow();
});

test.each([false, true])("a chat model ends the call, streamed: %s", async (stream) => {
  await using server = await startScriptedServer({
    reply: ({ index }) => ({
      text: "ok",
      usage: { prompt_tokens: 300 - 50 * index, completion_tokens: 1 },
    }),
  });
  await using model = createChatModel({ url: server.url, model: "m", stream });
  const { signal } = new AbortController();
  await model.complete({ messages: first }, { signal, scope });
  const later = { signal, scope: { ...scope, ordinal: 1 } };
  await expect(model.complete({ messages: grown }, later)).rejects.toMatchObject({
    code: "context-cut",
  });
  expect(server.requests).toHaveLength(2);
});
