import assert from "node:assert/strict";
import { test } from "node:test";

import { callAction, createTasks, openSession } from "@agent-gym/core";

import { environment, sampleTasks } from "../src/index.ts";

void test("a move is an option, and a whole number", () => {
  assert.deepEqual(environment.parseOptions({}), { moves: 50 });
  assert.throws(() => environment.parseOptions({ moves: "many" }), /moves/);
});

void test("a parcel that nobody asked for must not be moved", async () => {
  const [task] = await createTasks(sampleTasks);
  assert.ok(task);
  await using session = await openSession({ definition: environment, task });
  const move = (parcel: string, shelf: string) =>
    callAction({ name: "move_parcel", arguments: { parcel, shelf } });
  await session.episode?.step(move("lamp", "A"));
  await session.episode?.step(move("chair", "A"));
  const { verdict } = await session.finish();
  assert.deepEqual(verdict, { reward: 0, details: { wrong: ["chair"] } });
});
