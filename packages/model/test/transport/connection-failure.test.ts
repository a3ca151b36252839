import { expect, test } from "vitest";

import { connectionError } from "../../src/transport/connection-failure.ts";

const context = {
  endpoint: "https://host/v1",
  hasKey: true,
  mask: (text: string) => text.replaceAll("hidden", "[secret]"),
};
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

test.each([
  ["ECONNREFUSED", "connection", "refuses the connection"],
  ["ENOTFOUND", "connection", "host name is not known"],
  ["EAI_AGAIN", "connection", "host name is not known"],
  ["ENETUNREACH", "connection", "no way to its host"],
  ["UND_ERR_CONNECT_TIMEOUT", "connect-timeout", "did not take the connection in time"],
  ["ETIMEDOUT", "connect-timeout", "did not take the connection in time"],
  ["ECONNRESET", "connection", "broke off the connection"],
  ["UND_ERR_SOCKET", "connection", "broke off the connection"],
  ["HPE_INVALID_CONSTANT", "protocol", "does not speak HTTP"],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "connection",
    "can't be reached safely (SELF_SIGNED_CERT_IN_CHAIN)",
  ],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "connection", "is it an http:// address?"],
  ["ESOMETHING", "connection", "can't be reached (ESOMETHING)"],
])("%s is %s, and says what it means", (code, expected, words) => {
  const error = connectionError(coded(code), context);
  expect(error).toMatchObject({ code: expected, retryable: true, status: undefined });
  expect(error.message).toContain(words);
});

test("a host with many addresses fails by what the first of them says", () => {
  const error = new AggregateError([coded("ECONNREFUSED"), coded("ETIMEDOUT")]);
  expect(connectionError(error, context).message).toContain("refuses the connection");
});

test("an error without a code is told in its own words, without secrets", () => {
  const { message } = connectionError(new Error("bad port,\n hidden"), context);
  expect(message).toBe("https://host/v1 can't be reached (bad port, [secret]).");
  expect(connectionError(new Error(""), context).message).toContain("no reason was given");
});

test("of a cause only name, code and message are kept, without secrets", () => {
  const cause = Object.assign(coded("ECONNRESET", "read hidden"), { request: { key: "hidden" } });
  expect(connectionError(cause, context).cause).toEqual(
    new Error("Error: ECONNRESET: read [secret]"),
  );
});
