import type { ChatRequest, ProviderErrorCode } from "@agent-gym/core";
import { ProviderError } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { createChatModel } from "../src/index.ts";
import type { ChatModelOptions } from "../src/index.ts";
import { startScriptedServer } from "../src/testing/index.ts";
import type { ScriptedFaultName, ScriptedReply } from "../src/testing/index.ts";
import { startRawServer } from "./raw-server.ts";

const request: ChatRequest = { messages: [{ role: "user", content: "Hello." }] };
const never = new AbortController().signal;
const impatient = { firstTokenMs: 150, idleMs: 150, totalMs: 400 };

async function fail(url: string, options: Partial<ChatModelOptions> = {}): Promise<ProviderError> {
  await using model = createChatModel({ url, model: "m", retries: 0, ...options });
  const error = await model.complete(request, { signal: never }).then(
    () => new Error("It did not fail."),
    (thrown: unknown) => thrown,
  );
  expect(error).toSatisfy(ProviderError.isInstance);
  return error as ProviderError;
}

async function failFor(
  reply: ScriptedReply,
  options: Partial<ChatModelOptions> = {},
): Promise<ProviderError> {
  await using server = await startScriptedServer({ reply: () => reply });
  return await fail(server.url, options);
}

describe("a server's fault becomes an error of its class", () => {
  test.each<[ScriptedFaultName, ProviderErrorCode, ProviderErrorCode]>([
    ["reset", "connection", "connection"],
    ["stall", "total-timeout", "first-token-timeout"],
    ["stall-body", "idle-timeout", "first-token-timeout"],
    ["stall-middle", "idle-timeout", "idle-timeout"],
    ["reset-middle", "connection", "incomplete-stream"],
    ["cut", "protocol", "incomplete-stream"],
    ["error-middle", "server", "server"],
    ["error-in-200", "server", "server"],
    ["html", "protocol", "protocol"],
    ["empty", "protocol", "protocol"],
    ["invalid-json", "protocol", "protocol"],
    ["redirect", "not-found", "not-found"],
  ])("%s: plain %s, streamed %s", async (fault, plain, streamed) => {
    const options = { timeouts: impatient };
    expect(await failFor({ fault }, options)).toMatchObject({ code: plain });
    expect(await failFor({ fault }, { ...options, stream: true })).toMatchObject({
      code: streamed,
    });
  });

  test.each<[number, string, ProviderErrorCode]>([
    [400, '{"error":{"message":"maximum context length is 10 tokens"}}', "context-length"],
    [401, '{"error":{"message":"wrong key"}}', "authentication"],
    [402, "", "payment"],
    [403, "", "authentication"],
    [404, '{"error":{"message":"no such model"}}', "not-found"],
    [404, "<!doctype html><title>Not Found</title>", "not-found"],
    [413, "", "context-length"],
    [429, "", "rate-limit"],
    [500, "", "server"],
    [503, "", "overloaded"],
    [529, "", "overloaded"],
  ])("status %i %s: %s", async (status, body, code) => {
    for (const stream of [false, true]) {
      expect(await failFor({ status, body }, { stream })).toMatchObject({ code, status });
    }
  });

  test("a refused connection, with what to check", async () => {
    const server = await startRawServer();
    await server[Symbol.asyncDispose]();
    const error = await fail(`http://127.0.0.1:${server.port}`);
    expect(error).toMatchObject({ code: "connection", status: undefined });
    expect(error.message).toBe(
      `http://127.0.0.1:${server.port}/v1 refuses the connection: is the server running, and is this its port?`,
    );
  });

  test("a host that does not exist", async () => {
    // A label that is too long is refused without asking the network.
    const error = await fail(`http://${"a".repeat(64)}.invalid/v1`);
    expect(error.code).toBe("connection");
    expect(error.message).toContain("host name is not known");
  });

  test("a connection that never stands: here one that waits for TLS", async () => {
    await using server = await startRawServer();
    const error = await fail(`https://127.0.0.1:${server.port}`, { timeouts: { connectMs: 200 } });
    expect(error.code).toBe("connect-timeout");
  });

  test("a server that speaks no HTTP", async () => {
    await using server = await startRawServer((socket) => socket.write("220 mail ready\r\n"));
    expect((await fail(`http://127.0.0.1:${server.port}`)).code).toBe("protocol");
  });

  test("an answer that is larger than agreed", async () => {
    const reply = { text: "x".repeat(10_000) };
    for (const stream of [false, true]) {
      const error = await failFor(reply, { stream, maxResponseBytes: 5_000 });
      expect(error.code).toBe("protocol");
      expect(error.message).toContain("more than 5000 bytes");
    }
  });

  test.each(["insufficient_system_resource", "abort"])("finish reason %s", async (finish) => {
    const code = finish === "abort" ? "server" : "overloaded";
    expect(await failFor({ text: "half", finish })).toMatchObject({ code });
  });

  test("comments keep a connection alive, but are no token", async () => {
    const beats = Array.from({ length: 20 }, () => [": busy\n\n", 25]).flat();
    const headers = { "content-type": "text/event-stream" };
    const options = { stream: true, timeouts: { firstTokenMs: 200, idleMs: 100 } };
    const error = await failFor({ status: 200, headers, body: beats }, options);
    expect(error.code).toBe("first-token-timeout");
  });

  test("a whole answer whose connection is never ended is an answer", async () => {
    const event = 'data: {"choices":[{"delta":{"content":"all"},"finish_reason":"stop"}]}\n\n';
    await using server = await startScriptedServer({
      reply: () => ({
        status: 200,
        headers: { "content-type": "text/event-stream" },
        body: [event, 60_000],
      }),
    });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      stream: true,
      retries: 0,
      timeouts: { idleMs: 100 },
    });
    const { message } = await model.complete(request, { signal: never });
    expect(message.content).toBe("all");
  });
});

describe("a failed attempt", () => {
  test("is made again, and told of in the answer", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) => (index < 2 ? { status: 503, body: "loading" } : { text: "ready" }),
    });
    await using model = createChatModel({ url: server.url, model: "m" });
    const result = await model.complete(request, { signal: never });
    expect(result.message.content).toBe("ready");
    expect(result.retries).toEqual(
      [0, 1].map(() => ({
        code: "overloaded",
        message: expect.stringContaining("answered 503 (loading)"),
        waitedMs: expect.any(Number),
      })),
    );
  });

  test("is not made again where that can't help", async () => {
    await using server = await startScriptedServer({ reply: () => ({ status: 401 }) });
    expect((await fail(server.url, { retries: 5 })).fatal).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test("says in the end how often it was made", async () => {
    await using server = await startScriptedServer({ reply: () => ({ status: 500 }) });
    const error = await fail(server.url, { retries: 2 });
    expect(error.message).toMatch(/the server failed \(tried 3 times\)\.$/);
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ])("waits as long as the server asks in %s", async (_, retryAfter) => {
    const times: number[] = [];
    await using server = await startScriptedServer({
      reply: ({ index }) => {
        times.push(performance.now());
        return index === 0
          ? { status: 429, headers: { "retry-after": retryAfter() } }
          : { text: "ok" };
      },
    });
    await using model = createChatModel({ url: server.url, model: "m" });
    const { retries } = await model.complete(request, { signal: never });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
    expect(retries?.[0]?.waitedMs).toBeGreaterThan(0);
  });

  test("is given up at once when the server asks for more time than there is", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ status: 429, headers: { "retry-after": "120" } }),
    });
    const error = await fail(server.url, { retries: 4, timeouts: { totalMs: 60_000 } });
    expect(error).toMatchObject({ code: "rate-limit", retryAfterMs: 120_000 });
    expect(error.message).toContain("it asks to wait 120 s");
    expect(server.requests).toHaveLength(1);
  });

  test("does not outlive the time of the whole call", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) => (index === 0 ? { status: 500 } : { fault: "stall" }),
    });
    const error = await fail(server.url, { retries: 9, timeouts: { totalMs: 1_000 } });
    expect(error.code).toBe("total-timeout");
  });

  test("is made again though text came, unless that was handed over", async () => {
    const start = () =>
      startScriptedServer({
        reply: ({ index }) => (index === 0 ? { fault: "cut" } : { text: "whole" }),
      });
    await using first = await start();
    await using quiet = createChatModel({ url: first.url, model: "m", stream: true });
    const { message, retries } = await quiet.complete(request, { signal: never });
    expect(message.content).toBe("whole");
    expect(retries).toMatchObject([{ code: "incomplete-stream" }]);

    await using second = await start();
    await using told = createChatModel({ url: second.url, model: "m", stream: true });
    const texts: string[] = [];
    const call = told.complete(request, { signal: never, onDelta: (text) => texts.push(text) });
    await expect(call).rejects.toMatchObject({ code: "incomplete-stream" });
    expect(texts).not.toEqual([]);
    expect(second.requests).toHaveLength(1);
  });

  test("after a connection that broke finds a new one", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) => (index === 0 ? { fault: "reset" } : { text: "back" }),
    });
    await using model = createChatModel({ url: server.url, model: "m" });
    expect((await model.complete(request, { signal: never })).message.content).toBe("back");
  });
});

describe("an abort", () => {
  const reason = new Error("The user went away.");

  test("before the call sends nothing", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "" }) });
    await using model = createChatModel({ url: server.url, model: "m" });
    await expect(model.complete(request, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ["before the head", { fault: "stall" }],
    ["before the body", { fault: "stall-body" }],
    ["in the middle of the body", { fault: "stall-middle" }],
    ["in the body of an error", { status: 500, body: ["half", 60_000] }],
    ["while waiting to try again", { status: 503, headers: { "retry-after": "60" } }],
  ] as const)("%s rejects with its reason, plain and streamed", async (_, reply) => {
    for (const stream of [false, true]) {
      await using server = await startScriptedServer({ reply: () => reply });
      await using model = createChatModel({ url: server.url, model: "m", stream });
      const controller = new AbortController();
      const call = model.complete(request, { signal: controller.signal });
      const rejected = expect(call).rejects.toBe(reason);
      while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 30));
      controller.abort(reason);
      await rejected;
    }
  });

  test("in the middle of a stream never passes for a short answer", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "word ".repeat(200), chunkSize: 5, chunkDelayMs: 2 }),
    });
    await using model = createChatModel({ url: server.url, model: "m", stream: true });
    const controller = new AbortController();
    let pieces = 0;
    const onDelta = (): void => {
      pieces += 1;
      if (pieces === 3) controller.abort(reason);
    };
    await expect(model.complete(request, { signal: controller.signal, onDelta })).rejects.toBe(
      reason,
    );
  });

  test("what onDelta throws ends the call as it is", async () => {
    await using server = await startScriptedServer({ reply: () => ({ text: "word" }) });
    await using model = createChatModel({ url: server.url, model: "m", stream: true });
    const onDelta = (): void => {
      throw reason;
    };
    await expect(model.complete(request, { signal: never, onDelta })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });
});
