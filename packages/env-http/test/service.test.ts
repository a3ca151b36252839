import type { JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { play, sampleTask } from "./play.ts";

const task = sampleTask("find-the-room");
const free = {
  title: "Chess",
  space: "r-6",
  held_by: "p-1",
  starts_at: "2026-03-13T18:00",
  ends_at: "2026-03-13T19:00",
  headcount: 2,
};

test("it describes itself to anybody, and shows the rest only to who has the token", async () => {
  await using episode = await play(task);
  const description = JSON.parse(
    await episode.call("http_request", { method: "GET", path: "/openapi.json" }),
  ) as { body: { paths: object } };
  expect(Object.keys(description.body.paths)).toContain("/bookings/{id}/cancel");
  for (const headers of [{}, { Authorization: "Bearer wrong" }, { Authorization: "Basic x" }]) {
    const answer = await episode.call("http_request", { method: "GET", path: "/rooms", headers });
    expect(JSON.parse(answer)).toMatchObject({
      status: 401,
      headers: { "www-authenticate": "Bearer", "content-type": "application/problem+json" },
    });
  }
  expect(await episode.send({ method: "GET", path: "/rooms" })).toMatchObject({ status: 200 });
});

test("a token is had by logging in, with the right password alone", async () => {
  const access = { user: "dana", password: "heron" };
  await using episode = await play({ ...task, access });
  for (const body of [
    { user: "dana", password: "crane" },
    { user: "tom", password: "heron" },
  ]) {
    const said = await episode.call("http_request", { method: "POST", path: "/sessions", body });
    expect(JSON.parse(said)).toMatchObject({ status: 401 });
  }
  expect(await episode.send({ method: "GET", path: "/people/p-1" })).toMatchObject({
    body: { name: "Dana Fox" },
  });
});

test("a list comes in pages, each with the path of the next", async () => {
  await using episode = await play(task);
  const ids: string[] = [];
  let path: string | null = "/bookings?status=confirmed";
  while (path !== null) {
    const { body } = await episode.send({ method: "GET", path });
    const page = body as unknown as { items: { id: string }[]; total: number; next: string | null };
    expect(page.items.length).toBeLessThanOrEqual(10);
    expect(page.total).toBe(31);
    ids.push(...page.items.map(({ id }) => id));
    path = page.next;
  }
  expect(new Set(ids).size).toBe(31);
});

test.each([
  ["/bookings?held_by=p-2&to=2026-03-09", ["b-102", "b-103"]],
  ["/bookings?space=r-4&from=2026-03-12&to=2026-03-12", ["b-119"]],
  ["/bookings?from=2026-03-11T13:00&to=2026-03-11T15:00", ["b-112", "b-116"]],
  ["/bookings?q=norvik", ["b-108", "b-116"]],
  ["/bookings?status=cancelled", ["b-115", "b-131"]],
  ["/rooms?floor=2&min_seats=10&equipment=screen", ["r-2", "r-4"]],
  ["/people?team=finance", ["p-6", "p-7"]],
  ["/people?q=tom", ["p-2", "p-12"]],
])("%s finds %j", async (path, ids) => {
  await using episode = await play(task);
  const { body } = await episode.send({ method: "GET", path });
  expect((body as unknown as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual(ids);
});

describe("what it refuses", () => {
  test.each<[string, JsonObject, number, object]>([
    ["what is not there", { method: "GET", path: "/bookings/b-999" }, 404, {}],
    ["a place that it has not", { method: "GET", path: "/meetings" }, 404, {}],
    ["a method that a place has not", { method: "PUT", path: "/bookings/b-101" }, 405, {}],
    [
      "a room that is taken then",
      {
        method: "POST",
        path: "/bookings",
        body: { ...free, starts_at: "2026-03-13T11:15", ends_at: "2026-03-13T12:00" },
      },
      409,
      { conflicts_with: ["b-124"] },
    ],
    [
      "the field that one expects",
      { method: "POST", path: "/bookings", body: { ...free, room: "r-6" } },
      422,
      {},
    ],
    [
      "more people than seats",
      { method: "POST", path: "/bookings", body: { ...free, headcount: 5 } },
      422,
      { errors: [{ pointer: "/headcount", detail: "Ash has 4 seats, and 5 people come." }] },
    ],
    [
      "an end before the beginning",
      { method: "POST", path: "/bookings", body: { ...free, ends_at: "2026-03-13T18:00" } },
      422,
      { errors: [{ pointer: "/ends_at", detail: "It ends before it begins." }] },
    ],
    [
      "a day that there is not",
      {
        method: "POST",
        path: "/bookings",
        body: { ...free, starts_at: "2026-02-30T10:00", ends_at: "2026-02-30T11:00" },
      },
      422,
      {},
    ],
    ["a filter that there is not", { method: "GET", path: "/bookings?room=r-1" }, 422, {}],
    ["a body that is no JSON", { method: "POST", path: "/bookings", body: "{" }, 400, {}],
    [
      "a body of another kind",
      {
        method: "POST",
        path: "/bookings",
        body: "a=b",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      },
      415,
      {},
    ],
    [
      "a body that is too long",
      { method: "POST", path: "/bookings", body: { ...free, notes: "x".repeat(70_000) } },
      413,
      {},
    ],
  ])("%s", async (_, request, status, body) => {
    await using episode = await play(task);
    const answer = await episode.send(request);
    expect(answer).toMatchObject({
      status,
      headers: { "content-type": "application/problem+json" },
      body: { status, detail: expect.any(String), title: expect.any(String), ...body },
    });
  });
});

test("a booking changes only for who has seen it as it is", async () => {
  await using episode = await play(task);
  const path = "/bookings/b-101";
  const change = { method: "PATCH", path, body: { headcount: 12 } };
  expect(await episode.send(change)).toMatchObject({ status: 428 });
  const { headers } = await episode.send({ method: "GET", path });
  const matched = { ...change, headers: { "If-Match": headers["etag"] ?? "" } };
  const changed = await episode.send(matched);
  expect(changed).toMatchObject({ status: 200, body: { headcount: 12 } });
  expect(await episode.send(matched)).toMatchObject({ status: 412 });
  const any = { ...change, headers: { "If-Match": "*" } };
  expect(await episode.send(any)).toMatchObject({ status: 412 });
  const again = { "If-Match": changed.headers["etag"] ?? "" };
  expect(await episode.send({ method: "DELETE", path, headers: again })).toMatchObject({
    status: 204,
    body: null,
  });
  expect(await episode.send({ method: "GET", path })).toMatchObject({ status: 404 });
});

test("a cancelled booking keeps no room, and can't be changed any more", async () => {
  await using episode = await play(task);
  const path = "/bookings/b-124";
  const { headers } = await episode.send({ method: "GET", path });
  const cancelled = await episode.send({
    method: "POST",
    path: `${path}/cancel`,
    headers: { "If-Match": headers["etag"] ?? "" },
  });
  expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled" } });
  const again = { "If-Match": cancelled.headers["etag"] ?? "" };
  for (const request of [
    { method: "POST", path: `${path}/cancel`, headers: again },
    { method: "PATCH", path, headers: again, body: { headcount: 1 } },
  ]) {
    expect(await episode.send(request)).toMatchObject({ status: 409 });
  }
  const body = { ...free, starts_at: "2026-03-13T11:00", ends_at: "2026-03-13T11:30" };
  expect(await episode.send({ method: "POST", path: "/bookings", body })).toMatchObject({
    status: 201,
    headers: { location: "/bookings/b-134" },
  });
});

test("after too many requests in a row it answers 429 until its client has waited", async () => {
  await using episode = await play(task, { burst: 3 });
  const request = { method: "GET", path: "/rooms/r-1" };
  for (let sent = 0; sent < 3; sent += 1) {
    expect(await episode.send(request)).toMatchObject({ status: 200 });
  }
  for (let sent = 0; sent < 3; sent += 1) {
    expect(await episode.send(request)).toMatchObject({
      status: 429,
      headers: { "retry-after": "30" },
    });
  }
  await episode.call("wait", { seconds: 20 });
  expect(await episode.send(request)).toMatchObject({ headers: { "retry-after": "10" } });
  await episode.call("wait", { seconds: 10 });
  expect(await episode.send(request)).toMatchObject({ status: 200 });
});

test("a colleague's change comes after the first reading, and makes it stale", async () => {
  await using episode = await play(sampleTask("add-to-a-note"));
  const path = "/bookings/b-123";
  const { headers, body } = await episode.send({ method: "GET", path });
  expect(body).toMatchObject({ notes: "Catering ordered for 10." });
  const change = { method: "PATCH", path, body: { notes: "Mine." } };
  expect(
    await episode.send({ ...change, headers: { "If-Match": headers["etag"] ?? "" } }),
  ).toMatchObject({ status: 412 });
  const again = await episode.send({ method: "GET", path });
  expect(again.body).toMatchObject({ notes: "Catering ordered for 12." });
  expect(
    await episode.send({ ...change, headers: { "If-Match": again.headers["etag"] ?? "" } }),
  ).toMatchObject({ status: 200 });
});
