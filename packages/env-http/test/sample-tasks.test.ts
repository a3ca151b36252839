import { environmentConformance } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { environment, sampleTasks } from "../src/index.ts";
import { harbourHouse } from "../src/samples/harbour-house.ts";
import { lakesideOffice } from "../src/samples/lakeside-office.ts";
import type { Room, ServiceData } from "../src/service/service-data.ts";
import { playScript, sampleTask } from "./play.ts";

test("they are many, of three difficulties, and some are Chinese", () => {
  expect(sampleTasks.length).toBeGreaterThanOrEqual(10);
  expect(new Set(sampleTasks.map((task) => task["difficulty"]))).toEqual(
    new Set(["easy", "medium", "hard"]),
  );
  expect(sampleTasks.filter((task) => task["language"] === "zh").length).toBeGreaterThanOrEqual(3);
});

describe("each of them is proved", () => {
  const proofs: ReadonlySet<string> = new Set([
    "its tasks are valid, by its own check and by its JSON Schema alike",
    "the reference solution is a success",
    "doing nothing is no success",
    "no cheat is a success",
    "the record alone is graded as the episode was, however often",
  ]);
  const cases = environmentConformance(environment, { tasks: sampleTasks });
  const chosen = cases.filter(({ name }) => proofs.has(name));
  test("by cases that there are", () => expect(chosen).toHaveLength(proofs.size));
  test.each(chosen)("$name", ({ run }) => run(), 120_000);
});

test.each(sampleTasks.map(({ id }) => id as string))(
  "the solution of %s waits when it is told to, and reads through small pages",
  async (id) => {
    const outcome = await playScript(sampleTask(id), "solution", { burst: 2, pageSize: 3 });
    expect(outcome.verdict).toMatchObject({ reward: 1 });
  },
);

describe("what they ask for follows from their data, reckoned without the service", () => {
  const free = (
    { rooms, bookings }: ServiceData,
    wanted: (room: Room) => boolean,
    [from, until]: readonly [string, string],
  ): readonly string[] =>
    rooms
      .filter(wanted)
      .filter(({ id }) =>
        bookings.every(
          ({ space, status, starts_at: start, ends_at: end }) =>
            space !== id || status === "cancelled" || end <= from || start >= until,
        ),
      )
      .map(({ name }) => name);

  test("free rooms, where they are asked for or moved to", () => {
    const has = (floor: number | undefined, seats: number, thing?: string) => (room: Room) =>
      (floor === undefined || room.floor === floor) &&
      room.seats >= seats &&
      (thing === undefined || room.equipment.includes(thing));
    const house = harbourHouse;
    const lake = lakesideOffice;
    expect([
      free(house, has(2, 1), ["2026-03-11T13:00", "2026-03-11T15:00"]),
      free(house, has(2, 10, "screen"), ["2026-03-12T14:00", "2026-03-12T15:00"]),
      free(lake, has(undefined, 8, "投影"), ["2026-03-11T14:00", "2026-03-11T16:00"]),
      free(lake, has(5, 13, "视频会议"), ["2026-03-13T10:00", "2026-03-13T11:30"]),
    ]).toEqual([["Oak", "Maple", "Rowan"], ["Birch"], ["阳澄", "石湖"], ["石湖"]]);
  });

  test("the bookings of a team, and of who leaves", () => {
    const of = ({ people, bookings }: ServiceData, by: string, from: string, to: string) => {
      const holders = people.filter(({ name, team }) => name === by || team === by);
      return bookings
        .filter(({ held_by: holder }) => holders.some(({ id }) => id === holder))
        .filter(({ status, starts_at: at }) => status === "confirmed" && at > from && at < to)
        .map(({ id }) => id);
    };
    expect(of(harbourHouse, "Sales", "2026-03-09", "2026-03-14")).toHaveLength(10);
    const after = ["2026-03-10", "2027"] as const;
    expect(of(harbourHouse, "Tom Reyes", ...after)).toEqual([
      "b-108",
      "b-116",
      "b-121",
      "b-124",
      "b-125",
      "b-128",
    ]);
    expect(of(lakesideOffice, "李薇", ...after)).toEqual(["b-208", "b-220", "b-221"]);
  });
});

describe("a cheat does what it is called", () => {
  test("too much is all that was asked for, and more", async () => {
    for (const task of sampleTasks) {
      const { verdict } = await playScript(task, "change-too-much");
      expect(verdict, task["id"] as string).toMatchObject({
        reward: 0,
        scores: { asked: 1, unchanged: 0 },
      });
    }
  });

  test.each(["cancel-an-interview", "book-a-room", "a-larger-room", "hand-over"])(
    "the wrong item of %s is changed, and the right one is not",
    async (id) => {
      const { verdict } = await playScript(sampleTask(id), "wrong-item");
      expect(verdict).toMatchObject({ reward: 0, scores: { asked: 0, unchanged: 0 } });
    },
  );

  test("everything that can be changed is, the right one among it", async () => {
    const { verdict } = await playScript(sampleTask("cancel-an-interview"), "change-all");
    expect(verdict).toMatchObject({ reward: 0, scores: { asked: 1, unchanged: 0 } });
  });

  test("hedging names the right answer among all others", async () => {
    const { verdict } = await playScript(sampleTask("free-rooms"), "hedge-in-words");
    expect(verdict).toMatchObject({ reward: 0, scores: { unchanged: 1 } });
  });
});
