import { ProviderError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { mayBeBilled } from "../../src/budget/may-be-billed.ts";
import { connectionError } from "../../src/transport/connection-failure.ts";

const context = { endpoint: "http://host/v1", hasKey: false, mask: (text: string) => text };
const connection = (code: string) =>
  connectionError(Object.assign(new Error(code), { code }), context);

test.each([
  [connection("ECONNREFUSED"), false],
  [connection("ENOTFOUND"), false],
  [connection("UND_ERR_CONNECT_TIMEOUT"), false],
  [connection("ECONNRESET"), true],
  [connection("UND_ERR_SOCKET"), true],
  [new ProviderError({ code: "rate-limit", message: "", status: 429 }), false],
  [new ProviderError({ code: "bad-request", message: "", status: 400 }), false],
  [new ProviderError({ code: "overloaded", message: "", status: 503 }), false],
  [new ProviderError({ code: "server", message: "", status: 500 }), true],
  [new ProviderError({ code: "server", message: "", status: 504 }), true],
  [new ProviderError({ code: "server", message: "", status: 408 }), true],
  [new ProviderError({ code: "protocol", message: "", status: 200 }), true],
  [new ProviderError({ code: "idle-timeout", message: "" }), true],
  [new Error("aborted"), true],
])("%s: %s", (error, billed) => {
  expect(mayBeBilled(error)).toBe(billed);
});
