import { createTasks, type TrajectoryEvent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { expect, test } from "vitest";

import { randomAgent, runEpisode } from "../../src/index.ts";

async function played(seed: number): Promise<readonly TrajectoryEvent[]> {
  const [task] = await createTasks([{ target: 3 }]);
  if (task === undefined) throw new Error("no task");
  const events: TrajectoryEvent[] = [];
  await runEpisode({
    definition: counterEnvironment,
    task,
    agent: randomAgent,
    samplingSeed: seed,
    emit: (event) => events.push(event),
  });
  return events;
}

const calls = (events: readonly TrajectoryEvent[]): readonly unknown[] =>
  events.flatMap((event) =>
    event.type === "action" ? event.action.calls.map((call) => call.arguments) : [],
  );

test("calls tools with valid arguments and then speaks, as its seed says", async () => {
  const events = await played(1);
  const actions = events.flatMap((event) => (event.type === "action" ? [event.action] : []));
  expect(actions).toHaveLength(9);
  expect(actions.at(-1)).toMatchObject({ calls: [] });
  const results = events.flatMap((event) =>
    event.type === "step" ? (event.observation.results ?? []) : [],
  );
  expect(results.length).toBeGreaterThanOrEqual(8);
  expect(results.filter(({ isError }) => isError === true)).toEqual([]);
  expect(calls(await played(1))).toEqual(calls(events));
  expect(calls(await played(2))).not.toEqual(calls(events));
});
