import type { Json, JsonObject, Verdict } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { names, lastLineIs } from "../src/judge/read-answer.ts";
import { play, sampleTask, type Played } from "./play.ts";

/** The checks of a verdict that failed, by kind. */
function failed({ details }: Verdict): readonly JsonObject[] {
  const { checks } = details as unknown as { readonly checks: readonly JsonObject[] };
  return checks.filter(({ passed }) => passed === false);
}

async function change(episode: Played, id: string, body: JsonObject): Promise<void> {
  const path = `/bookings/${id}`;
  const { headers } = await episode.send({ method: "GET", path });
  const ifMatch = { "If-Match": headers["etag"] ?? "" };
  const { status } = await episode.send({ method: "PATCH", path, body, headers: ifMatch });
  expect(status).toBe(200);
}

async function post(episode: Played, path: string, body: JsonObject = {}): Promise<Json> {
  const { headers } = await episode.send({ method: "GET", path: path.replace(/\/cancel$/, "") });
  const ifMatch = path.endsWith("/cancel") ? { "If-Match": headers["etag"] ?? "" } : {};
  return (await episode.send({ method: "POST", path, body, headers: ifMatch })).body;
}

test("what was asked for in part is worth its share, and the details say what is missing", async () => {
  await using episode = await play(sampleTask("zh-hand-over"), { burst: 0 });
  await change(episode, "b-208", { held_by: "p-3" });
  await change(episode, "b-220", { held_by: "p-3" });
  const { verdict, success } = await episode.say("已经转了。");
  expect(success).toBe(false);
  expect(verdict).toMatchObject({ reward: 2 / 3, scores: { asked: 2 / 3, unchanged: 1 } });
  expect(failed(verdict)).toEqual([
    {
      kind: "booking",
      name: "b-221",
      passed: false,
      expected: { held_by: "p-3" },
      found: { held_by: "p-9" },
    },
  ]);
});

test("another field of the right booking, changed as well, is worth nothing", async () => {
  await using episode = await play(sampleTask("more-visitors"));
  await change(episode, "b-107", { headcount: 9, notes: "Coffee for nine.", title: "Visit" });
  const { verdict } = await episode.say("Done.");
  expect(verdict).toMatchObject({ reward: 0, scores: { asked: 1, unchanged: 0 } });
  expect(failed(verdict)).toMatchObject([
    { kind: "unchanged", found: ['b-107: title "Supplier visit" → "Visit"'] },
  ]);
});

test("a booking too many and one that is gone are told", async () => {
  await using episode = await play(sampleTask("find-the-room"), { burst: 0 });
  const made = {
    title: "Chess",
    space: "r-6",
    held_by: "p-1",
    starts_at: "2026-03-13T18:00",
    ends_at: "2026-03-13T19:00",
    headcount: 2,
  };
  await post(episode, "/bookings", made);
  const path = "/bookings/b-130";
  const { headers } = await episode.send({ method: "GET", path });
  await episode.send({ method: "DELETE", path, headers: { "If-Match": headers["etag"] ?? "" } });
  const { verdict } = await episode.say("Elm");
  expect(verdict).toMatchObject({ reward: 0, scores: { asked: 1, unchanged: 0 } });
  expect(failed(verdict)).toMatchObject([{ found: ["b-130: deleted", 'b-134: made, "Chess"'] }]);
});

test("a request that was forbidden counts even when it was refused", async () => {
  await using episode = await play(sampleTask("cancel-an-interview"));
  await post(episode, "/bookings/b-111/cancel");
  await episode.send({ method: "DELETE", path: "/bookings/b-999" });
  const { verdict } = await episode.say("Done.");
  expect(verdict).toMatchObject({ reward: 0, scores: { asked: 1, unchanged: 1, conduct: 0 } });
  expect(failed(verdict)).toMatchObject([{ kind: "no-request", found: ["/bookings/b-999"] }]);
});

test.each([
  ["/bookings/b-12", 1],
  ["/bookings/b-1", 0],
  ["/bookings/%62%2D1", 0],
  ["/bookings/b-1?x=y", 0],
  ["/bookings/b-1/cancel", 0],
])("of what is forbidden at b-1, DELETE %s makes conduct %i", async (path, conduct) => {
  const checks = [
    { kind: "no-request", method: "DELETE", path: "/bookings/b-1" },
    { kind: "answer", is: ["Elm"] },
  ];
  await using episode = await play(sampleTask("find-the-room", { checks }));
  await episode.send({ method: "DELETE", path });
  expect((await episode.say("Elm")).verdict).toMatchObject({
    reward: conduct,
    scores: { conduct },
  });
});

test("deleting a booking is not cancelling it", async () => {
  await using episode = await play(sampleTask("zh-cancel-an-interview", { checks: cancelled() }));
  const path = "/bookings/b-216";
  const { headers } = await episode.send({ method: "GET", path });
  await episode.send({ method: "DELETE", path, headers: { "If-Match": headers["etag"] ?? "" } });
  const { verdict } = await episode.say("取消了。");
  expect(verdict).toMatchObject({ reward: 0 });
  expect(failed(verdict)).toMatchObject([
    { kind: "booking", found: "it is gone" },
    { kind: "unchanged" },
  ]);
});

function cancelled(): Json {
  return [{ kind: "booking", id: "b-216", equals: { status: "cancelled" } }];
}

test("a booking may have to be gone", async () => {
  const checks = [{ kind: "no-booking", id: "b-216" }];
  await using episode = await play(sampleTask("zh-cancel-an-interview", { checks }));
  const path = "/bookings/b-216";
  const { headers } = await episode.send({ method: "GET", path });
  await episode.send({ method: "DELETE", path, headers: { "If-Match": headers["etag"] ?? "" } });
  expect((await episode.say("删除了。")).verdict).toMatchObject({ reward: 1 });
});

test("a new booking counts once its id is told, where that is asked for", async () => {
  const task = sampleTask("book-a-room");
  const [check] = task["checks"] as unknown as { readonly equals: JsonObject }[];
  const { status: _, ...body } = check?.equals ?? {};
  for (const [said, reward] of [
    ["Booked.", 0],
    ["Booked as b-1340.", 0],
    ["Booked as b-134.", 1],
  ] as const) {
    await using episode = await play(task);
    await episode.send({ method: "POST", path: "/bookings", body });
    expect((await episode.say(said)).verdict, said).toMatchObject({ reward });
  }
});

test("what others changed meanwhile is not held against the agent, and writing over it is", async () => {
  const task = sampleTask("add-to-a-note");
  await using reader = await play(task);
  await reader.send({ method: "GET", path: "/bookings/b-123" });
  expect((await reader.say("")).verdict).toMatchObject({ scores: { asked: 0, unchanged: 1 } });
  await using careless = await play(task);
  await careless.send({ method: "GET", path: "/bookings/b-123" });
  await change(careless, "b-123", { notes: "Catering ordered for 10. Bring printed slides." });
  expect((await careless.say("Done.")).verdict).toMatchObject({ reward: 0 });
});

test("calling while it speaks is no last message", async () => {
  await using episode = await play(sampleTask("find-the-room"));
  await episode.call("wait", { seconds: 1 });
  expect((await episode.session.finish()).verdict).toMatchObject({ reward: 0 });
});

describe("an answer", () => {
  test.each([
    ["Elm", true],
    ["It is this one:\n**Elm**", true],
    ["Answer: “elm”.\n\n", true],
    ["答案：Elm。", true],
    ["Elm or Cedar", false],
    ["Elm\nor Cedar", false],
    ["", false],
  ])("%j is Elm: %s", (text, expected) => {
    expect(lastLineIs(text, ["Elm"])).toBe(expected);
  });

  test.each([
    ["Oak, Maple", "Oak", true],
    ["Oaks", "Oak", false],
    ["b-120 and b-12.", "b-12", true],
    ["b-120", "b-12", false],
    ["在阳澄和石湖。", "阳澄", true],
    ["ＯＡＫ", "Oak", true],
    ["anything", "", false],
  ])("%j names %s: %s", (text, phrase, expected) => {
    expect(names(text, phrase)).toBe(expected);
  });
});
