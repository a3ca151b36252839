import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import type { ServiceRequest } from "../src/request/request-schema.ts";
import { readRequest, sendRequest } from "../src/request/send-request.ts";
import { play, sampleTask } from "./play.ts";

const task = sampleTask("find-the-room");

describe("a request that could go elsewhere, or be more than one, is answered and not sent", () => {
  test.each<[string, JsonObject]>([
    ["a whole address", { path: "http://192.0.2.1/rooms" }],
    ["an address without a scheme", { path: "//192.0.2.1/rooms" }],
    ["a user before a host", { path: "@192.0.2.1/rooms" }],
    ["a port", { path: ":80/rooms" }],
    ["no path", { path: "" }],
    ["a star", { path: "*" }],
    ["backslashes", { path: "/\\192.0.2.1\\rooms" }],
    ["a way up", { path: "/rooms/../bookings" }],
    ["a way up in disguise", { path: "/rooms/%2e%2E/bookings" }],
    ["a line end in the path", { path: "/rooms HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n" }],
    ["a NUL byte in the path", { path: "/rooms\0" }],
    ["a path that is too long", { path: `/${"x".repeat(5000)}` }],
    ["a path that is too long once it is spelt out", { path: `/${"湖".repeat(1000)}` }],
    ["a line end in a header", { path: "/rooms", headers: { "X-A": "a\r\nHost: 192.0.2.1" } }],
    ["a line end in a header's name", { path: "/rooms", headers: { "X\r\nHost": "192.0.2.1" } }],
    ["another host", { path: "/rooms", headers: { hOsT: "192.0.2.1" } }],
    ["a length of its own", { path: "/rooms", headers: { "Content-Length": "0" } }],
    ["chunks", { path: "/rooms", headers: { "Transfer-Encoding": "chunked" } }],
    ["another protocol", { path: "/rooms", headers: { Upgrade: "websocket" } }],
    ["headers that are too long", { path: "/rooms", headers: { "X-A": "x".repeat(9000) } }],
    ["a header twice", { path: "/rooms", headers: { "X-A": "1", "x-a": "2" } }],
    ["a body that is too long", { path: "/rooms", body: "x".repeat(300_000) }],
  ])("%s", async (_, request) => {
    await using episode = await play(task);
    const said = await episode.call("http_request", { method: "POST", ...request });
    expect(said).toMatch(/^Not sent: (?:path|headers|body): /);
    const { evidence, verdict } = await episode.say("");
    expect(evidence.requests).toEqual([]);
    expect(verdict).toMatchObject({ reward: 0 });
  });
});

test("the body of a request is never taken for another request", async () => {
  await using episode = await play(task);
  const hidden = "DELETE /bookings/b-101 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
  for (const method of ["GET", "DELETE", "HEAD", "OPTIONS", "POST"]) {
    await episode.call("http_request", { method, path: "/rooms", body: hidden });
  }
  const { evidence } = await episode.say("");
  expect(evidence.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /rooms",
    "DELETE /rooms",
    "HEAD /rooms",
    "OPTIONS /rooms",
    "POST /rooms",
  ]);
});

test("odd paths and bodies are answered by the service, never with 500", async () => {
  await using episode = await play(task, { burst: 0 });
  const odd: JsonObject[] = [
    { method: "GET", path: "/rooms/%E0%A4%A" },
    { method: "GET", path: "/bookings?q=%ff&from=%00" },
    { method: "GET", path: "/rooms/|^{}'\"<>`" },
    { method: "GET", path: "/@192.0.2.1/" },
    { method: "GET", path: "/rooms/__proto__?__proto__=1" },
    { method: "GET", path: "/bookings?cursor=AAAA&limit=9" },
    { method: "GET", path: "/bookings?cursor=%F0%9F%98%80" },
    { method: "POST", path: "/bookings", body: '{"__proto__":{"title":"x"}}' },
    { method: "POST", path: "/bookings", body: "[".repeat(50_000) },
    { method: "POST", path: "/sessions", body: { user: [], password: {} } },
    { method: "OPTIONS", path: "/rooms" },
    { method: "DELETE", path: "/rooms/r-1", body: "x" },
  ];
  for (const request of odd) {
    const { status } = await episode.send(request);
    expect(status, JSON.stringify(request).slice(0, 80)).toBeLessThan(500);
  }
});

test("an answer that is too long is cut, and says so", async () => {
  await using episode = await play(task, { longestAnswer: 300 });
  const { body, cut } = await episode.send({ method: "GET", path: "/bookings" });
  expect(body).toHaveLength(300);
  expect(cut).toMatch(/first 300 characters/);
});

test("requests have an end, and waiting does not bring more", async () => {
  await using episode = await play(task, { requests: 2 });
  const request = { method: "GET", path: "/openapi.json" };
  await episode.call("http_request", request);
  await episode.call("http_request", request);
  await episode.call("wait", { seconds: 3600 });
  expect(await episode.call("http_request", request)).toMatch(/all 2 requests .* used up/);
  expect((await episode.say("")).evidence.requests).toHaveLength(2);
});

test("a redirect is an answer, and not followed", async () => {
  let followed = 0;
  const elsewhere = createServer((_, response) => {
    followed += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  const location = `http://127.0.0.1:${portOf(elsewhere)}/`;
  const here = createServer((_, response) => {
    response.writeHead(302, { location }).end();
  }).listen(0, "127.0.0.1");
  await once(here, "listening");
  const written: ServiceRequest = { method: "GET", path: "/" };
  const request = readRequest(written);
  if ("problem" in request) throw new Error(request.problem);
  const signal = AbortSignal.timeout(20_000);
  const answer = await sendRequest(request, portOf(here), { longestAnswer: 1000, signal });
  expect(answer).toMatchObject({ status: 302, headers: { location } });
  expect(followed).toBe(0);
  here.close();
  elsewhere.close();
});

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}
