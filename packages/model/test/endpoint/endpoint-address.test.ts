import { UsageError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { readEndpointAddress } from "../../src/endpoint/endpoint-address.ts";

test.each([
  ["http://127.0.0.1:8000", "http://127.0.0.1:8000/v1"],
  ["http://127.0.0.1:8000/", "http://127.0.0.1:8000/v1"],
  ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"],
  [" http://127.0.0.1:8000/v1// ", "http://127.0.0.1:8000/v1"],
  ["http://host/v1/chat/completions", "http://host/v1"],
  ["http://host/chat/completions", "http://host/v1"],
  ["https://host/v1/responses/", "https://host/v1"],
  ["https://host/api/v1", "https://host/api/v1"],
  ["https://host/v1beta/openai/", "https://host/v1beta/openai"],
])("%s is the endpoint %s", (url, base) => {
  expect(readEndpointAddress(url).base).toBe(base);
});

test("the query goes with every request, and is not shown", () => {
  expect(readEndpointAddress("https://host/openai?api-version=1")).toEqual({
    base: "https://host/openai",
    host: "host",
    query: { "api-version": "1" },
  });
});

test.each([
  ["localhost:8000", "write http://localhost:8000"],
  ["127.0.0.1:8000/v1", "write http://127.0.0.1:8000/v1"],
  ["ftp://host/v1", "must begin with http://"],
  ["", "must begin with http://"],
  ["http://", "can't be read"],
  ["http://me:password@host/v1", "give the key as the key"],
])("%j is refused in one line", (url, hint) => {
  let error: unknown;
  try {
    readEndpointAddress(url);
  } catch (caught) {
    error = caught;
  }
  expect(UsageError.isInstance(error)).toBe(true);
  expect((error as Error).message).toContain(hint);
  expect((error as Error).message).not.toContain("password@");
});
