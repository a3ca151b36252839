import { ProviderError } from "@agent-gym/core";
import type { AssistantMessage, ChatRequest, JsonObject, ProviderErrorCode } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { createChatModel, spendingBudget } from "../src/index.ts";
import type { ChatModelOptions } from "../src/index.ts";
import { startScriptedServer } from "../src/testing/index.ts";
import type { ScriptedFaultName, ScriptedReply } from "../src/testing/index.ts";

const { signal } = new AbortController();
const request: ChatRequest = { messages: [{ role: "user", content: "Hello." }] };
const api = "responses" as const;
const look = {
  name: "look",
  description: "Looks.",
  parameters: { type: "object", properties: { at: { type: "string" } } },
};

describe.each([
  ["plain", false],
  ["streamed", true],
])("a %s answer of the Responses API", (_, stream) => {
  test("comes with its thought, calls, usage and the model's name", async () => {
    await using server = await startScriptedServer({
      reply: () => ({
        text: "Grüße, 世界",
        reasoning: "I greet.",
        toolCalls: [
          { name: "look", arguments: { at: "it" } },
          { name: "look", arguments: "{" },
        ],
        usage: {
          input_tokens: 100,
          input_tokens_details: { cached_tokens: 60 },
          output_tokens: 20,
          output_tokens_details: { reasoning_tokens: 7 },
        },
        chunkSize: 3,
      }),
    });
    await using model = createChatModel({
      url: `${server.url}/responses`,
      model: "m",
      api,
      stream,
      price: { input: 1, cachedInput: 0.5, output: 2 },
    });
    const texts: string[] = [];
    const onDelta = (text: string): void => void texts.push(text);
    const result = await model.complete(request, { signal, onDelta });
    expect(result).toMatchObject({
      message: {
        role: "assistant",
        content: "Grüße, 世界",
        reasoning: "I greet.",
        toolCalls: [
          { id: "call_0_0", name: "look", arguments: '{"at":"it"}' },
          { id: "call_0_1", name: "look", arguments: "{" },
        ],
      },
      finish: "tool-calls",
      usage: {
        inputTokens: 100,
        cachedTokens: 60,
        outputTokens: 20,
        reasoningTokens: 7,
        cost: 0.00011,
      },
      model: "m",
    });
    if (stream) expect(texts.join("")).toBe("Grüße, 世界");
    expect(server.requests[0]).toMatchObject({ path: "/v1/responses", stream });
  });

  test.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content_filter", "filter"],
  ])("that ends by %s says %s", async (finish, said) => {
    await using server = await startScriptedServer({ reply: () => ({ text: "a", finish }) });
    await using model = createChatModel({ url: server.url, model: "m", api, stream });
    expect((await model.complete(request, { signal })).finish).toBe(said);
  });

  test("ends where a stop sequence begins, though the API knows none", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "One.\nEND and more" }),
    });
    await using model = createChatModel({ url: server.url, model: "m", api, stream });
    const result = await model.complete({ ...request, stop: ["###", "END"] }, { signal });
    expect(result).toMatchObject({ message: { content: "One.\n" }, finish: "stop" });
    expect(server.requests[0]?.body).not.toHaveProperty("stop");
  });

  test("has its thoughts sent back with the calls that they led to", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) =>
        index === 0
          ? { reasoning: "I must look.", toolCalls: [{ name: "look", arguments: { at: "it" } }] }
          : { text: "Nothing there." },
    });
    await using model = createChatModel({ url: server.url, model: "m", api, stream });
    const first = await model.complete({ ...request, tools: [look] }, { signal });
    const message = structuredClone<AssistantMessage>(first.message);
    const result = {
      role: "tool",
      toolCallId: "call_0_0",
      name: "look",
      content: "empty",
    } as const;
    const messages = [...request.messages, message, result];
    await model.complete({ messages, tools: [look] }, { signal });
    expect(server.requests[1]?.body["input"]).toEqual([
      { role: "user", content: "Hello." },
      {
        id: "rs_0",
        type: "reasoning",
        summary: [{ type: "summary_text", text: "I must look." }],
        encrypted_content: Buffer.from("I must look.").toString("base64"),
      },
      { type: "function_call", call_id: "call_0_0", name: "look", arguments: '{"at":"it"}' },
      { type: "function_call_output", call_id: "call_0_0", output: "empty" },
    ]);
    expect(server.requests[1]?.messages.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
    ]);
  });

  test.each<[ScriptedFaultName, ProviderErrorCode, ProviderErrorCode]>([
    ["reset", "connection", "connection"],
    ["stall-middle", "idle-timeout", "idle-timeout"],
    ["reset-middle", "connection", "incomplete-stream"],
    ["cut", "protocol", "incomplete-stream"],
    ["error-middle", "server", "server"],
    ["error-in-200", "server", "server"],
    ["html", "protocol", "protocol"],
    ["empty", "protocol", "protocol"],
    ["invalid-json", "protocol", "protocol"],
  ])("that meets the fault %s is an error", async (fault, plain, streamed) => {
    const error = await fail({ fault }, { stream, timeouts: { idleMs: 150, firstTokenMs: 150 } });
    expect(error.code).toBe(stream ? streamed : plain);
  });

  test.each<[JsonObject, ProviderErrorCode]>([
    [{ code: "rate_limit_exceeded", message: "Slow down." }, "rate-limit"],
    [{ code: "context_length_exceeded", message: "Too long." }, "context-length"],
    [{ code: "server_error", message: "Broken." }, "server"],
  ])("that failed with %j is an error of its kind", async (failed, code) => {
    const response = { status: "failed", error: failed, output: [] };
    const events = [
      { type: "response.created", response: { status: "in_progress", output: [] } },
      { type: "response.failed", response },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const reply: ScriptedReply = stream
      ? { status: 200, headers: { "content-type": "text/event-stream" }, body: events }
      : { status: 200, body: response };
    const error = await fail(reply, { stream });
    expect(error.code).toBe(code);
    expect(error.message).toContain(failed["message"]);
  });
});

async function fail(
  reply: ScriptedReply,
  options: Partial<ChatModelOptions>,
): Promise<ProviderError> {
  await using server = await startScriptedServer({ reply: () => reply });
  await using model = createChatModel({ url: server.url, model: "m", api, retries: 0, ...options });
  const error = await model.complete(request, { signal }).then(
    () => new Error("It did not fail."),
    (thrown: unknown) => thrown,
  );
  expect(error).toSatisfy(ProviderError.isInstance);
  return error as ProviderError;
}

describe("the Responses API", () => {
  test("is asked to store nothing, in its own words", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "{}" }) });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      api,
      sampling: { max_tokens: 9, reasoning_effort: "low", temperature: 0, seed: 7 },
      body: { user: "me" },
    });
    const image = { type: "image" as const, mediaType: "image/png", data: "AAAA" };
    await model.complete(
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: [{ type: "text", text: "See:" }, image] },
          { role: "assistant", content: "I see." },
        ],
        tools: [look],
        responseSchema: { type: "object" },
      },
      { signal },
    );
    expect(server.requests[0]?.body).toEqual({
      model: "m",
      input: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "input_text", text: "See:" },
            { type: "input_image", image_url: "data:image/png;base64,AAAA" },
          ],
        },
        { role: "assistant", content: "I see." },
      ],
      tools: [{ type: "function", ...look, strict: false }],
      max_output_tokens: 9,
      reasoning: { effort: "low" },
      seed: 7,
      temperature: 0,
      text: {
        format: { type: "json_schema", name: "answer", schema: { type: "object" }, strict: false },
      },
      store: false,
      include: ["reasoning.encrypted_content"],
      user: "me",
    });
  });

  test("is asked anew without what a model or server refuses", async () => {
    const refusals: readonly (readonly [string, string])[] = [
      ["include", "Encrypted content is not supported with this model."],
      ["seed", "Unknown parameter: 'seed'."],
      ["text", "text.format of type json_schema is not supported"],
    ];
    await using server = await startScriptedServer({
      reply: ({ body }) => {
        const refused = refusals.find(([field]) =>
          field === "text"
            ? JSON.stringify(body["text"] ?? "").includes("json_schema")
            : field in body,
        );
        return refused === undefined
          ? { text: "{}" }
          : { status: 400, body: { error: { message: refused[1] } } };
      },
    });
    await using model = createChatModel({ url: server.url, model: "m", api, retries: 0 });
    const asked = { ...request, sampling: { seed: 1 }, responseSchema: { type: "object" } };
    await model.complete(asked, { signal });
    await model.complete(asked, { signal });
    expect(server.requests).toHaveLength(5);
    expect(server.requests[4]?.body).toMatchObject({ text: { format: { type: "json_object" } } });
    expect(JSON.stringify(server.requests[4]?.body["input"])).toContain("one json object");
  });

  test("keeps within a budget", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "a", usage: { input_tokens: 50, output_tokens: 5 } }),
    });
    const budget = spendingBudget({ maxCost: 0.01 });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      api,
      budget,
      price: { input: 1, output: 1 },
      sampling: { max_tokens: 100 },
    });
    await model.complete(request, { signal });
    expect(budget.spent).toBeCloseTo(0.000055, 12);
  });

  test("is read though the last event holds no output, or calls are told in pieces alone", async () => {
    const events = [
      { type: "response.reasoning_text.delta", output_index: 0, delta: "h" },
      { type: "response.reasoning_text.delta", output_index: 0, delta: "m" },
      { type: "response.output_text.delta", output_index: 1, delta: "Look:" },
      {
        type: "response.output_item.added",
        output_index: 2,
        item: { type: "function_call", call_id: "c", name: "look", arguments: "" },
      },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: '{"at"' },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: ":1}" },
      { type: "response.something.new", output_index: 3 },
      { type: "response.completed", response: { status: "completed", output: [] } },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    await using server = await startScriptedServer({
      reply: () => ({
        status: 200,
        headers: { "content-type": "text/event-stream" },
        body: events,
      }),
    });
    await using model = createChatModel({ url: server.url, model: "m", api, stream: true });
    expect((await model.complete(request, { signal })).message).toEqual({
      role: "assistant",
      content: "Look:",
      reasoning: "hm",
      toolCalls: [{ id: "c", name: "look", arguments: '{"at":1}' }],
    });
  });

  test("that works on an answer in the background gives none", async () => {
    const reply = { status: 200, body: { status: "in_progress", output: [] } };
    expect(await fail(reply, {})).toMatchObject({ code: "protocol" });
  });
});
