import { createTasks, InvalidTaskError, type JsonObject } from "@agent-gym/core";
import { expect, test } from "vitest";

import { environment } from "../src/index.ts";
import { sampleTask } from "./play.ts";

const office = sampleTask("find-the-room")["service"] as unknown as {
  readonly bookings: readonly JsonObject[];
};
const booking = (fields: JsonObject): JsonObject => ({ ...office.bookings[0], ...fields });
const say = { say: "Done." };

test.each<[string, JsonObject, RegExp]>([
  [
    "a booking that is so already",
    { checks: [{ kind: "booking", id: "b-101", equals: { headcount: 14 } }] },
    /checks\.0: it holds already/,
  ],
  [
    "a booking that a colleague will make so",
    {
      checks: [{ kind: "booking", id: "b-101", equals: { headcount: 9 } }],
      meanwhile: [{ id: "b-101", set: { headcount: 9 } }],
    },
    /checks\.0: it holds already/,
  ],
  [
    "nothing that is asked for",
    { checks: [{ kind: "no-request", method: "DELETE" }] },
    /doing nothing would solve it/,
  ],
  ["no check at all", { checks: [] }, /checks/],
  ["a field with a slip in its name", { meanwhil: [] }, /meanwhil/],
  [
    "a booking that there is not",
    { checks: [{ kind: "no-booking", id: "b-999" }] },
    /checks\.0: there is no booking b-999/,
  ],
  [
    "a check of no field",
    { checks: [{ kind: "booking", id: "b-101", equals: {} }] },
    /names no field/,
  ],
  [
    "a field that there is not",
    { checks: [{ kind: "booking", id: "b-101", equals: { room: "r-1" } }] },
    /room/,
  ],
  [
    "two new bookings that one could be taken for",
    {
      checks: [
        { kind: "new-booking", equals: { space: "r-1" } },
        { kind: "new-booking", equals: { headcount: 3 } },
      ],
    },
    /checks\.1: one booking could be this one and that of checks\.0/,
  ],
  [
    "mentions that forbid nothing",
    { checks: [{ kind: "mentions", all: ["Oak"], none: [] }] },
    /checks\.0\.none/,
  ],
  [
    "a colleague's change of nothing",
    { meanwhile: [{ id: "b-999", set: { notes: "x" } }] },
    /meanwhile\.0: there is no booking b-999/,
  ],
  ["a solution without a word", { solution: [{ method: "GET", path: "/rooms" }] }, /say something/],
  ["a solution that speaks twice", { solution: [say, say] }, /solution\.0: .* stands last/],
  [
    "a solution that names what it did not save",
    { solution: [{ method: "GET", path: "/bookings/{{id}}" }, say] },
    /solution\.0: no step before it saves \{\{id\}\}/,
  ],
  ["a solution that leaves the service", { solution: [{ method: "GET", path: "x" }, say] }, /path/],
  ["a token that no header can hold", { access: { token: "a\r\nb" } }, /access/],
])("a task is refused for %s", async (_, fields, problem) => {
  await refused(sampleTask("find-the-room", fields), problem);
});

test.each<[string, JsonObject[], RegExp]>([
  ["the same id twice", [booking({}), booking({})], /b-101 is there twice/],
  ["a room that there is not", [booking({ space: "r-99" })], /There is no room r-99/],
  ["more people than seats", [booking({ headcount: 99 })], /16 seats, and 99 people come/],
  ["one room for two", [booking({}), booking({ id: "b-2" })], /b-2 takes the room of b-101/],
])("a service is refused for %s", async (_, bookings, problem) => {
  await refused(sampleTask("find-the-room", { service: { ...office, bookings } }), problem);
});

async function refused(data: JsonObject, problem: RegExp): Promise<void> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("There is no task.");
  const check = (): void => environment.check(task);
  expect(check).toThrow(InvalidTaskError);
  expect(check).toThrow(problem);
}
