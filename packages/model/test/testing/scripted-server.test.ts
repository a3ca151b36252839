import { describe, expect, test } from "vitest";

import { startScriptedServer } from "../../src/testing/index.ts";

async function ask(url: string, body: object): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

describe("the scripted server", () => {
  test("answers plainly, and keeps what it was asked", async () => {
    await using server = await startScriptedServer({
      reply: ({ messages }) => ({
        text: `You said ${messages.at(-1)?.content}`,
        toolCalls: [{ name: "look", arguments: { at: "it" } }],
      }),
    });
    const messages = [{ role: "user", content: [{ type: "text", text: "hello" }] }];
    const answer = (await (await ask(server.url, { model: "m", messages })).json()) as never;
    expect(answer).toMatchObject({
      model: "m",
      choices: [
        {
          message: {
            content: "You said hello",
            tool_calls: [{ id: "call_0_0", function: { name: "look", arguments: '{"at":"it"}' } }],
          },
          finish_reason: "tool_calls",
        },
      ],
    });
    expect(server.requests).toMatchObject([{ index: 0, stream: false, body: { messages } }]);
  });

  test("streams the same answer in pieces and ends with [DONE]", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "one two three", chunkSize: 4 }),
    });
    const text = await (await ask(server.url, { model: "m", messages: [], stream: true })).text();
    const events = text.split("\n\n").filter((line) => line !== "");
    expect(events.at(-1)).toBe("data: [DONE]");
    const said = events
      .slice(0, -1)
      .map((event) => JSON.parse(event.slice(6)) as { choices: { delta: { content?: string } }[] })
      .map((event) => event.choices[0]?.delta.content ?? "")
      .join("");
    expect(said).toBe("one two three");
  });

  test("asks for its key, lists its models, and knows no other path", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "" }),
      key: "secret",
      models: ["a", "b"],
    });
    expect((await fetch(`${server.url}/models`)).status).toBe(401);
    const headers = { authorization: "Bearer secret" };
    const listed = await (await fetch(`${server.url}/models`, { headers })).json();
    expect(listed).toMatchObject({ data: [{ id: "a" }, { id: "b" }] });
    expect((await fetch(`${server.url}/nothing`, { headers })).status).toBe(404);
  });

  test("turns what its script throws into a status 500", async () => {
    await using server = await startScriptedServer({
      reply: () => {
        throw new Error("no line for this");
      },
    });
    const response = await ask(server.url, { messages: [] });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("no line for this");
  });

  test("closes although a request is stalled, and may be closed twice", async () => {
    const server = await startScriptedServer({ reply: () => ({ fault: "stall" }) });
    const stalled = ask(server.url, { messages: [] });
    stalled.catch(() => {});
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    await server.close();
    await expect(stalled).rejects.toThrow();
  });

  test("cuts a stream in the middle without a finish reason", async () => {
    await using server = await startScriptedServer({ reply: () => ({ fault: "cut" }) });
    const text = await (await ask(server.url, { messages: [], stream: true })).text();
    expect(text).toContain('"content":"This sentence');
    expect(text).not.toContain("[DONE]");
    expect(text).not.toContain('"finish_reason":"stop"');
  });
});
