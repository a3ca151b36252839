import { type ScriptedReply, startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import {
  checkEndpoint,
  type CheckedEndpoint,
  type CheckEndpointOptions,
} from "../../src/endpoint/check-endpoint.ts";

const refusal: ScriptedReply = { status: 401, body: { error: { message: "Wrong key." } } };

async function check(
  { url }: { readonly url: string },
  { key, ...over }: Partial<CheckEndpointOptions> & { readonly key?: string } = {},
): Promise<CheckedEndpoint> {
  return checkEndpoint(
    { url, urlSource: "--agent-url", ...(key === undefined ? {} : { key }) },
    {
      model: "m",
      flag: "--model",
      stream: false,
      body: {},
      ask: "first",
      signal: new AbortController().signal,
      ...over,
    },
  );
}

describe("before a run", () => {
  test("a wrong key is told at once where the list of models is open to all", async () => {
    await using server = await startScriptedServer({ reply: () => refusal, models: ["m"] });
    await expect(check(server, { key: "sk-wrong" })).rejects.toThrow("Wrong key.");
    expect(server.requests.map(({ body }) => body["max_tokens"])).toEqual([1]);
  });

  test("nothing is asked where the list of models is kept from those without a key", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "p" }),
      models: ["m"],
      key: "sk-good",
    });
    expect(await check(server, { key: "sk-good" })).toEqual({ model: "m" });
    expect(server.requests).toEqual([]);
  });

  test("an endpoint that is busy is no fault; one that fails is told, and the run goes on", async () => {
    let status = 429;
    await using server = await startScriptedServer({ reply: () => ({ status }), models: ["m"] });
    expect(await check(server)).toEqual({ model: "m" });
    status = 500;
    expect(await check(server)).toMatchObject({
      notice: expect.stringContaining("A first question of one token was not answered: ") as string,
    });
  });

  test("a model that answers though it is not listed is told in one line", async () => {
    await using server = await startScriptedServer({
      reply: () => ({ text: "p" }),
      models: ["fake-1"],
    });
    expect(await check(server, { model: "my-model" })).toEqual({
      model: "my-model",
      notice: "The endpoint lists fake-1, not my-model; it answered all the same.",
    });
  });

  test("a listed model is not asked where that is not wanted, nor any where it must not be", async () => {
    await using server = await startScriptedServer({ reply: () => refusal, models: ["m"] });
    expect(await check(server, { ask: "unlisted" })).toEqual({ model: "m" });
    expect(await check(server, { ask: "never", model: "other" })).toEqual({ model: "other" });
    await expect(check(server, { ask: "unlisted", model: "other" })).rejects.toThrow("Wrong key.");
  });
});
