import { spawn } from "node:child_process";
import { once } from "node:events";

import type { ChatRequest } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { createChatModel, RateLimiter } from "../src/index.ts";
import { startScriptedServer } from "../src/testing/index.ts";

const request: ChatRequest = { messages: [{ role: "user", content: "Hello." }] };
const never = new AbortController().signal;

describe.each([
  ["plain", false],
  ["streamed", true],
])("a %s answer", (_, stream) => {
  test("comes with its thought, calls, usage, times and the model's name", async () => {
    await using server = await startScriptedServer({
      reply: () => ({
        text: "Grüße, 世界",
        reasoning: "hm",
        toolCalls: [
          { name: "look", arguments: { at: "it" } },
          { name: "wait", arguments: "" },
        ],
        usage: {
          prompt_tokens: 100,
          completion_tokens: 20,
          prompt_tokens_details: { cached_tokens: 60 },
        },
        latencyMs: 5,
        chunkSize: 3,
      }),
    });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      stream,
      price: { input: 1, cachedInput: 0.5, output: 2 },
    });
    const result = await model.complete(request, { signal: never });
    expect(result).toEqual({
      message: {
        role: "assistant",
        content: "Grüße, 世界",
        reasoning: "hm",
        toolCalls: [
          { id: "call_0_0", name: "look", arguments: '{"at":"it"}' },
          { id: "call_0_1", name: "wait", arguments: "" },
        ],
      },
      finish: "tool-calls",
      usage: {
        inputTokens: 100,
        cachedTokens: 60,
        outputTokens: 20,
        reasoningTokens: 0,
        cost: 0.00011,
      },
      milliseconds: {
        queued: expect.any(Number),
        ...(stream ? { firstToken: expect.any(Number) as number } : {}),
        total: expect.any(Number),
      },
      model: "m",
    });
    const { queued, total, firstToken = total } = result.milliseconds;
    expect(queued).toBeGreaterThanOrEqual(0);
    expect(firstToken).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(firstToken);
  });

  test("without usage has an estimate that says so, and no cost", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "Hi.", usage: null }) });
    await using model = createChatModel({ url: server.url, model: "m", stream });
    const { usage } = await model.complete(request, { signal: never });
    expect(usage).toMatchObject({ inputTokens: 2, outputTokens: 1, cost: null, estimated: true });
  });

  test("with thoughts spelled the newer way has them, and they go back so", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "a", reasoning: "hm", reasoningField: "reasoning" }),
    });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      stream,
      replayReasoning: "always",
    });
    const { message } = await model.complete(request, { signal: never });
    expect(message.reasoning).toBe("hm");
    await model.complete({ messages: [...request.messages, message] }, { signal: never });
    expect(server.requests[1]?.body).toMatchObject({
      messages: [{}, { role: "assistant", content: "a", reasoning: "hm" }],
    });
  });
});

describe("a chat model", () => {
  test("hands a stream's text over as it comes", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "abcdef", reasoning: "not this", chunkSize: 2 }),
    });
    await using model = createChatModel({ url: server.url, model: "m", stream: true });
    const texts: string[] = [];
    await model.complete(request, { signal: never, onDelta: (text) => texts.push(text) });
    expect(texts).toEqual(["ab", "cd", "ef"]);
  });

  test("reads a plain answer of a server that can't stream, and a stream that nobody asked for", async () => {
    await using server = await startScriptedServer({
      reply: ({ stream }) =>
        stream
          ? { status: 200, body: { choices: [{ message: { content: "plain" } }] } }
          : {
              status: 200,
              headers: { "content-type": "text/event-stream; charset=utf-8" },
              body: 'data: {"choices":[{"delta":{"content":"stream"},"finish_reason":"stop"}]}\n\n',
            },
    });
    await using streaming = createChatModel({ url: server.url, model: "m", stream: true });
    await using plain = createChatModel({ url: server.url, model: "m" });
    const answers = await Promise.all(
      [streaming, plain].map((model) => model.complete(request, { signal: never })),
    );
    expect(answers.map(({ message }) => message.content)).toEqual(["plain", "stream"]);
  });

  test("sends its key as a bearer token, its headers, and nothing of the SDK's own", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "" }) });
    await using model = createChatModel({
      url: `${server.url}?version=1`,
      model: "m",
      key: " sk-test \n",
      headers: { "x-title": "gym" },
    });
    await model.complete(request, { signal: never });
    const { host, connection, ...headers } = server.requests[0]?.headers ?? {};
    expect([host, connection]).not.toContain(undefined);
    expect(headers).toEqual({
      accept: "application/json",
      authorization: "Bearer sk-test",
      "content-length": expect.any(String),
      "content-type": "application/json",
      "user-agent": "agent-gym",
      "x-title": "gym",
    });
  });

  test("sends no authorization without a key, whatever the SDK finds around it", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "" }) });
    const kept = { ...process.env };
    try {
      process.env["OPENAI_API_KEY"] = "sk-of-someone-else";
      process.env["OPENAI_ORG_ID"] = "org";
      process.env["OPENAI_CUSTOM_HEADERS"] = "x-custom: 1";
      await using model = createChatModel({ url: server.url, model: "m" });
      await model.complete(request, { signal: never });
    } finally {
      process.env = kept;
    }
    const names = Object.keys(server.requests[0]?.headers ?? {});
    expect(names).not.toContain("authorization");
    expect(names).not.toContain("openai-organization");
    expect(names).not.toContain("x-custom");
  });

  test("learns from a refusal how the server wants to be asked, once for all calls", async () => {
    await using server = await startScriptedServer({
      reply: ({ body }) =>
        "stream_options" in body
          ? { status: 400, body: { error: { message: "unknown field stream_options" } } }
          : { text: "fine" },
    });
    await using model = createChatModel({ url: server.url, model: "m", stream: true, retries: 0 });
    const first = await model.complete(request, { signal: never });
    expect(first.usage.estimated).toBe(true);
    await model.complete(request, { signal: never });
    expect(server.requests.map(({ body }) => "stream_options" in body)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("does not ask for ever when the refused field is forced on it", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ status: 400, body: { error: { message: "unknown field stream_options" } } }),
    });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      stream: true,
      body: { stream_options: { include_usage: true } },
    });
    await expect(model.complete(request, { signal: never })).rejects.toMatchObject({
      code: "bad-request",
    });
    expect(server.requests).toHaveLength(1);
  });

  test("makes so many calls at a time as it has connections, and says how long one waited", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "", latencyMs: 20 }) });
    await using model = createChatModel({ url: server.url, model: "m", connections: 2 });
    const results = await Promise.all(
      Array.from({ length: 8 }, () => model.complete(request, { signal: never })),
    );
    expect(server.peak).toBe(2);
    expect(Math.max(...results.map((result) => result.milliseconds.queued))).toBeGreaterThan(20);
  });

  test("has 64 calls share one signal without a warning", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "", latencyMs: 400 }) });
    await using model = createChatModel({ url: server.url, model: "m", connections: 64 });
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warn);
    try {
      await Promise.all(
        Array.from({ length: 64 }, () => model.complete(request, { signal: never })),
      );
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off("warning", warn);
    }
    expect(server.peak).toBe(64);
    expect(warnings).toEqual([]);
  });

  test("ends the calls that are under way when it is closed, and takes no more", async () => {
    await using server = await startScriptedServer({ reply: () => ({ fault: "stall" }) });
    const model = createChatModel({ url: server.url, model: "m" });
    const call = model.complete(request, { signal: never });
    const ended = expect(call).rejects.toSatisfy(UsageError.isInstance);
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await model[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
    await ended;
    await expect(model.complete(request, { signal: never })).rejects.toThrow("was closed");
  });

  test.each([
    [{ url: "localhost:1", model: "m" }, "http://localhost:1"],
    [{ url: "http://host", model: " " }, "name the model"],
    [{ url: "http://host", model: "m", key: "a b" }, "can't be sent"],
    [{ url: "http://host", model: "m", retries: -1 }, "retries must be 0 or more"],
    [{ url: "http://host", model: "m", connections: 0 }, "connections must be 1 or more"],
    [
      { url: "http://host", model: "m", connections: 1, limiter: new RateLimiter() },
      "either connections or a limiter",
    ],
  ])("refuses %j at once", (options, hint) => {
    expect(() => createChatModel(options)).toThrow(hint);
  });

  test("loads its HTTP client with the first call, not before", async () => {
    const script = `
      import { createRequire } from "node:module";
      const loaded = () =>
        Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("undici"));
      const { createChatModel } = await import(process.argv[1]);
      const model = createChatModel({ url: "http://127.0.0.1:1", model: "m", retries: 0 });
      const before = loaded();
      await model.complete({ messages: [] }, { signal: AbortSignal.timeout(20_000) }).catch(() => {});
      console.log(before, loaded());
    `;
    const entry = new URL("../src/index.ts", import.meta.url).href;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script, entry]);
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    await once(child, "close");
    expect(output.trim()).toBe("false true");
  });
});
