import {
  callAction,
  type Action,
  type Json,
  type RecordedEvent,
  textAction,
} from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { shortfallOf } from "../../src/index.ts";

const add = callAction({ name: "add", arguments: {} });
const unknown = callAction({ name: "launch", arguments: {} });
const unreadable: Action = {
  ...textAction(""),
  malformed: [{ id: "1", source: "<call", problem: "The call never ends." }],
};
const cutOff: Action = { ...textAction("I think"), incomplete: true };

/** The events of an episode with a tool `add`, in which an agent acted so. */
function episode(
  actions: readonly Action[],
  {
    details = null,
    tools = ["add"],
    isError = false,
  }: {
    readonly details?: Json;
    readonly tools?: readonly string[];
    readonly isError?: boolean;
  } = {},
): readonly RecordedEvent[] {
  const events = [
    {
      type: "reset",
      tools: tools.map((name) => ({ name, description: "", parameters: {} })),
      observation: { message: "Go." },
      milliseconds: 1,
    },
    ...actions.flatMap((action) => [
      { type: "action", action },
      {
        type: "step",
        observation: {
          results: action.calls.map(({ id, name }) => ({ callId: id, name, content: "", isError })),
        },
      },
    ]),
    { type: "verdict", verdict: { reward: 0, details }, gradedBy: "test@1" },
  ];
  return events.map((event, i) => ({ i, t: i, ...event })) as unknown as readonly RecordedEvent[];
}

const wrong = {
  checks: [{ kind: "number-equals", path: "n.txt", passed: false, expected: 5, found: "4" }],
};

describe("what kept a judged episode from success is", () => {
  test.each<[string, readonly RecordedEvent[], string, string]>([
    ["that it did nothing", episode([]), "nothing-done", "it did nothing"],
    [
      "that it was cut off",
      episode([add, cutOff], { details: wrong }),
      "cut-off",
      "its last reply was cut off by its token limit",
    ],
    ["silence", episode([textAction(" ")]), "nothing-said", "it said nothing and called nothing"],
    [
      "an unreadable call",
      episode([unreadable, textAction("Done.")], { details: wrong }),
      "unreadable-calls",
      "its only call could not be read: The call never ends.",
    ],
    [
      "a call that was cut off",
      episode([{ ...unreadable, incomplete: true }, textAction("Done.")]),
      "cut-off",
      "its only call was cut off by the token limit of a reply",
    ],
    [
      "several of them",
      episode([unreadable, unreadable]),
      "unreadable-calls",
      "none of its 2 calls could be read: The call never ends.",
    ],
    [
      "a tool that is not there",
      episode([unknown, textAction("Done.")]),
      "unknown-tools",
      "it called only tools that are not there: launch",
    ],
    [
      "that it called no tool, and what that led to",
      episode([textAction("It is 4.")], { details: wrong }),
      "no-call",
      'it called no tool; number-equals n.txt: expected 5, found "4"',
    ],
    [
      "that every answer was an error",
      episode([add, add], { isError: true }),
      "failed-calls",
      "each of its 2 calls was answered with an error",
    ],
    [
      "the first check that failed",
      episode([add, textAction("Done.")], { details: wrong }),
      "verdict",
      'number-equals n.txt: expected 5, found "4"',
    ],
    [
      "a file that is missing, in words",
      episode([add], {
        details: {
          checks: [{ path: "n.txt", passed: false, expected: 5, found: { missing: true } }],
        },
      }),
      "verdict",
      "n.txt: expected 5, found no such file",
    ],
    [
      "what details of another shape expected and found",
      episode([textAction("4")], { tools: [], details: { expected: 5, found: 4 } }),
      "verdict",
      "expected 5, found 4",
    ],
    [
      "the reason that they give",
      episode([textAction("4")], { tools: [], details: { reason: "there is no program" } }),
      "verdict",
      "there is no program",
    ],
    ["nothing more than the reward", episode([add, textAction("Done.")]), "reward", "not solved"],
    ["an empty last reply", episode([add, textAction("")]), "reward", "its last reply was empty"],
  ])("%s", (_, events, kind, text) => {
    expect(shortfallOf(events)).toEqual({ kind, text });
  });

  test("one short line, however much the agent wrote", () => {
    const { text } = shortfallOf(
      episode([callAction({ name: "x\n".repeat(9000), arguments: {} }), textAction("Done.")]),
    );
    expect(text.length).toBeLessThan(200);
    expect(text).not.toContain("\n");
  });
});
