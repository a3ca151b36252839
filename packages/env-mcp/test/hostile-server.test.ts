import { fileURLToPath } from "node:url";

import {
  callAction,
  createTasks,
  fromJsonSchema,
  openSession,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { expect, test } from "vitest";

import { defineMcpEnvironment } from "../src/index.ts";

test("a server's hostile schemas and broken results are answers, and hold nobody up", async () => {
  const definition = defineMcpEnvironment({
    name: "hostile",
    version: "1",
    description: "Whatever it is.",
    task: fromJsonSchema({ type: "object" }),
    server: {
      trusted: true,
      command: process.execPath,
      args: [fileURLToPath(new URL("./fixtures/hostile-server.mjs", import.meta.url))],
      env: {},
    },
    prompt: () => "Go.",
    reward: ({ calls }) => (calls.every(({ isError }) => isError) ? 0 : 1),
  });
  const [task] = await createTasks([{}]);
  if (task === undefined) throw new Error("There is no task.");
  const events: TrajectoryEvent[] = [];
  await using session = await openSession({
    definition,
    task,
    emit: (event) => void events.push(event),
  });
  const doubled = await session.episode?.step(
    callAction({ name: "doubles", arguments: { a: "a" } }),
  );
  expect(doubled?.observation.results).toMatchObject([{ content: "done" }]);
  const broken = await session.episode?.step(
    callAction({ name: "broken", arguments: { a: `${"a".repeat(60)}!` } }),
  );
  expect(broken?.observation.results).toMatchObject([{ isError: true }]);
  expect(await session.finish()).toMatchObject({ verdict: { reward: 1 } });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "mcp-schemas-left-out", data: { tools: ["doubles"] } }),
  );
});
