import { inspect } from "node:util";

import { ProviderError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { createChatModel } from "../src/index.ts";
import { startScriptedServer } from "../src/testing/index.ts";
import type { ScriptedReply } from "../src/testing/index.ts";

const key = "sk-proj-Zm9vYmFyYmF6cXV4/0123456789+AbCdEf==";
const headerSecret = "tenant-0123456789abcdef";
const messages = [{ role: "user" as const, content: "Hello." }];

// A server that tells all that it knows.
const echo = (status: number, headers: Record<string, string> = {}): ScriptedReply => ({
  status,
  headers: { ...headers, "x-echo": key },
  body: {
    error: {
      message: `Your key ${key} (${key.slice(0, 20)}***) of ${headerSecret} is wrong; ${JSON.stringify(key)}, ${encodeURIComponent(key)}`,
    },
  },
});

test.each<[string, ScriptedReply]>([
  ["refusal", echo(401)],
  ["bad request", echo(400)],
  ["failure", echo(500)],
  ["good answer", echo(200)],
  ["redirect", echo(302, { location: `/login?key=${key}` })],
  [
    "web page",
    { status: 200, headers: { "content-type": "text/html" }, body: `<title>${key}</title>` },
  ],
  ["text", { status: 502, body: `${"x".repeat(290)}${key}` }],
  ["reset", { fault: "reset" }],
  [
    "event",
    { status: 200, headers: { "content-type": "text/event-stream" }, body: `data: ${key}\n\n` },
  ],
])("a %s shows neither key nor header, wherever one looks", async (_, reply) => {
  await using server = await startScriptedServer({ reply: () => reply });
  for (const stream of [false, true]) {
    await using model = createChatModel({
      url: server.url,
      model: "m",
      key,
      headers: { "x-tenant": headerSecret },
      stream,
      retries: 1,
    });
    const signal = AbortSignal.timeout(20_000);
    const error: unknown = await model.complete({ messages }, { signal }).catch((thrown) => thrown);
    expect(ProviderError.isInstance(error)).toBe(true);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${key}` });
    for (const shown of everything(error)) {
      expect(shown).not.toContain(key);
      expect(shown).not.toContain(key.slice(0, 14));
      expect(shown).not.toContain(encodeURIComponent(key));
      expect(shown).not.toContain(headerSecret);
    }
    expect(inspect(model, { depth: 20, showHidden: true })).not.toContain(key);
  }
});

/** All that a log could show of an error. */
function everything(error: unknown): readonly string[] {
  const texts: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    texts.push(
      current.message,
      current.stack ?? "",
      JSON.stringify(current),
      JSON.stringify(current, Object.getOwnPropertyNames(current)),
      inspect(current, { depth: 20, showHidden: true }),
    );
  }
  return texts;
}
