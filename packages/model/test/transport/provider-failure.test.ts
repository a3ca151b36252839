import { describe, expect, test } from "vitest";

import { errorInBody, refusalError, serverWords } from "../../src/transport/provider-failure.ts";

const context = { endpoint: "http://host/v1", hasKey: true, mask: (text: string) => text };
const openAi = (message: string, rest: object = {}) =>
  JSON.stringify({ error: { message, ...rest } });

describe("a refusal", () => {
  test.each([
    [400, openAi("temperature must be below 2"), "bad-request"],
    [422, '{"detail":[{"loc":["body","stop"],"msg":"Field required"}]}', "bad-request"],
    [
      400,
      openAi("This model's maximum context length is 4096 tokens. However, you requested 9000."),
      "context-length",
    ],
    [400, openAi("too long", { code: "context_length_exceeded" }), "context-length"],
    [400, openAi("the request exceeds the available context size"), "context-length"],
    [500, openAi("prompt is too long: 300000 tokens > 200000 maximum"), "context-length"],
    [413, "<html><title>413 Request Entity Too Large</title></html>", "context-length"],
    [400, openAi("Content Exists Risk"), "content-filter"],
    [400, openAi("API key not valid. Please pass a valid API key."), "authentication"],
    [400, openAi("The model `gpt-9` does not exist"), "not-found"],
    [401, openAi("Incorrect API key provided"), "authentication"],
    [403, "", "authentication"],
    [402, openAi("Insufficient Balance"), "payment"],
    [404, "<html><head><title>404 Not Found</title></head></html>", "not-found"],
    [404, openAi("The model `x` does not exist"), "not-found"],
    [302, "", "not-found"],
    [501, "<title>Error response</title>", "not-found"],
    [408, "", "server"],
    [429, openAi("Rate limit reached"), "rate-limit"],
    [429, openAi("You exceeded your current quota", { code: "insufficient_quota" }), "payment"],
    [500, "", "server"],
    [502, "<html>Bad Gateway</html>", "server"],
    [503, openAi("Loading model"), "overloaded"],
    [529, openAi("Overloaded"), "overloaded"],
  ] as const)("of status %i saying %s is %s", (status, body, code) => {
    const error = refusalError({ status, body }, context);
    expect(error).toMatchObject({ code, status, boundary: "provider" });
    expect(error.message).toContain("http://host/v1 answered");
    expect(error.message).not.toContain("\n");
  });

  test("says where it redirects to, without what stands in the query", () => {
    const error = refusalError({ status: 302, body: "", location: "/login?token=x" }, context);
    expect(error.message).toMatch(/redirects to \/login, which is not followed/);
  });

  test("says whether there was a key", () => {
    const without = refusalError({ status: 401, body: "" }, { ...context, hasKey: false });
    expect(without.message).toContain("needs a key, and none was given");
    expect(refusalError({ status: 401, body: "" }, context).message).toContain("was refused");
  });
});

describe("an error in an answer of status 200", () => {
  test.each([
    [{ error: { message: "m", code: 429 } }, "rate-limit"],
    [{ error: { message: "m", type: "overloaded_error" } }, "overloaded"],
    [{ error: { message: "m", type: "invalid_request_error" } }, "bad-request"],
    [{ error: { message: "m", type: "authentication_error" } }, "authentication"],
    [{ error: "m" }, "server"],
    [{ object: "error", message: "m", code: 400 }, "bad-request"],
  ])("%j is %s", (body, code) => {
    const error = errorInBody(body, context);
    expect(error).toMatchObject({ code, status: 200 });
    expect(error?.message).toMatch(/answered with an error \(m/);
  });

  test.each([{}, { error: null }, { error: "" }, { choices: [], error: null }])(
    "%j is none",
    (body) => {
      expect(errorInBody(body, context)).toBeUndefined();
    },
  );
});

test.each([
  ['{"error":{"message":"a\\n b","code":"c"}}', "a b, c"],
  ['{"error":"plain"}', "plain"],
  ['{"message":"vllm"}', "vllm"],
  ['{"detail":"Not Found"}', "Not Found"],
  ['{"detail":[{"loc":["body","x"],"msg":"bad"}]}', "body.x: bad"],
  ["<!doctype html><title> Sign in </title>", 'a web page, "Sign in"'],
  ["<html>", "a web page"],
  ["just text", "just text"],
  ["", ""],
])("of %s the words are %s", (body, words) => {
  expect(serverWords(body)).toBe(words);
});

test("long words are cut", () => {
  expect(serverWords("x".repeat(9999)).length).toBeLessThan(310);
});
