import {
  callAction,
  createTasks,
  type EnvironmentDefinition,
  fromJsonSchema,
  gradeRecord,
  openSession,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { sandboxProvider } from "@agent-gym/sandbox";
import { describe, expect, test } from "vitest";

import { defineMcpEnvironment, type McpServer } from "../src/index.ts";
import { sandboxedNotes, trustedNotes } from "./notes-environment.ts";

const bubblewrap = await sandboxProvider("bubblewrap");
const probe = await bubblewrap.probe(["spawn", "python"]);
const task = { id: "milk", note: "buy milk" };
// The server calls it add-note, which no trainer takes as a name.
const keep = (text: string) => callAction({ name: "add_note", arguments: { text } });

/** Keep a note, and no other; the tool that ends its own server is not for the agent. */
function notes(server: McpServer): EnvironmentDefinition {
  return defineMcpEnvironment<{ readonly note: string }>({
    name: "notes",
    version: "1",
    description: "Keep a note.",
    task: fromJsonSchema({
      type: "object",
      properties: { note: { type: "string", minLength: 1 } },
      required: ["note"],
    }),
    server,
    offers: (name) => name === "add-note" || name === "fail",
    tasks: async function* () {
      yield task;
    },
    prompt: ({ input }) => `Keep this note, and no other: ${input.note}`,
    inspect: async (call) => JSON.parse((await call("state")).text) as string[],
    reward: ({ task: { input }, state, calls }) =>
      JSON.stringify(state) === JSON.stringify([input.note]) && calls.length === 1 ? 1 : 0,
    scripts: ({ input }) => ({
      *solution() {
        yield keep(input.note);
        yield textAction("It is kept.");
      },
      cheats: {
        *claim() {
          yield textAction("It is kept.");
        },
        *everything() {
          yield keep(input.note);
          yield keep("and more");
        },
      },
    }),
  });
}

const places = [
  { place: "trusted", server: trustedNotes, options: {}, why: undefined },
  {
    place: "in bubblewrap",
    server: sandboxedNotes,
    options: { sandboxes: bubblewrap },
    why: probe.ok ? undefined : probe.reason,
  },
];

describe.for(places)("an environment of an MCP server, $place", ({ server, options, why }) => {
  const definition = notes(server);
  const cases = environmentConformance(definition, {
    tasks: [task],
    ...options,
    // The agent is not offered it, and the server has it: a call that takes ten minutes.
    endless: () => [callAction({ name: "hang", arguments: {} })],
  });

  test.for(cases)("$name", { timeout: 120_000 }, async ({ run }, context) => {
    context.skip(why !== undefined, why);
    await run();
  });

  test.for([
    ["a success", [keep("buy milk")], 1],
    ["a failure", [keep("buy milk"), keep("sell milk")], 0],
    ["a call that the server refuses", [callAction({ name: "fail", arguments: {} })], 0],
  ] as const)("%s is worth the same when its record alone is judged", async (played, context) => {
    context.skip(why !== undefined, why);
    const [, actions, reward] = played;
    const [one] = await createTasks([task]);
    if (one === undefined) throw new Error("There is no task.");
    const events: TrajectoryEvent[] = [];
    const settings = { definition, task: one, ...options };
    await using session = await openSession({
      ...settings,
      emit: (event) => void events.push(event),
    });
    for (const action of actions) await session.episode?.step(action);
    const { verdict } = await session.finish();
    expect(verdict).toEqual({ reward });
    // No server, no sandbox, nothing of the episode: what a file of events would give.
    const again = await gradeRecord({
      definition: notes({ trusted: true, command: "no-such-program-here" }),
      task: structuredClone(one),
      events: JSON.parse(JSON.stringify(events)) as TrajectoryEvent[],
      readFile: () => Promise.reject(new Error("There are no files.")),
    });
    expect(again.verdict).toEqual(verdict);
  });
});
