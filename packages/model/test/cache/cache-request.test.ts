import type { ChatRequest } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { cacheKey, toCacheRequest } from "../../src/cache/cache-request.ts";
import type { CacheableModel } from "../../src/index.ts";
import { createChatModel } from "../../src/index.ts";

const model = (settings?: CacheableModel["settings"]): CacheableModel => ({
  id: "m",
  complete: () => Promise.reject(new Error("unused")),
  ...(settings === undefined ? {} : { settings }),
});
const key = (request: ChatRequest, asked = model()): string =>
  cacheKey(toCacheRequest(request, asked));
const request: ChatRequest = {
  messages: [{ role: "user", content: "Hello." }],
  sampling: { temperature: 0, seed: 1 },
};

describe("a request's key", () => {
  test("is the same for what asks the same", () => {
    const same: ChatRequest = {
      sampling: { seed: 1, temperature: 0 },
      messages: [{ content: "Hello.", role: "user" }],
      tools: [],
      stop: [],
    };
    expect(key(same)).toBe(key(request));
    expect(key(request)).toMatch(/^[0-9a-f]{64}$/);
    const { sampling, ...rest } = request;
    expect(key(rest, model({ sampling: sampling ?? {}, body: {} }))).toBe(key(request));
  });

  test.each<[string, ChatRequest, CacheableModel?]>([
    ["message", { ...request, messages: [{ role: "user", content: "Hello!" }] }],
    ["tools", { ...request, tools: [{ name: "a", description: "", parameters: {} }] }],
    ["sampling", { ...request, sampling: { temperature: 0, seed: 2 } }],
    ["stop", { ...request, stop: ["x"] }],
    ["schema", { ...request, responseSchema: {} }],
    ["model", request, { ...model(), id: "n" }],
    ["body", request, model({ sampling: {}, body: { top_k: 1 } })],
  ])("is another for another %s", (_, other, asked) => {
    expect(key(other, asked)).not.toBe(key(request));
  });

  test("knows nothing of addresses, keys and headers", () => {
    const [one, other] = [
      { url: "http://one/v1", key: "sk-0123456789abcdef", headers: { "x-api": "secret-of-mine" } },
      { url: "https://other?key=0123456789abcdef", stream: true },
    ].map((options) => createChatModel({ model: "m", ...options }));
    expect(key(request, one)).toBe(key(request, other));
    expect(key(request, one)).toBe(key(request));
  });

  test("leaves the values of secret fields of a body out", () => {
    const body = (secret: string) =>
      model({ sampling: {}, body: { api_key: secret, inner: [{ Authorization: secret }] } });
    expect(key(request, body("a"))).toBe(key(request, body("b")));
    expect(JSON.stringify(toCacheRequest(request, body("hush")))).not.toContain("hush");
    const limit = model({ sampling: {}, body: { max_tokens: 5 } });
    expect(toCacheRequest(request, limit).rest["body"]).toEqual({ max_tokens: 5 });
  });
});
