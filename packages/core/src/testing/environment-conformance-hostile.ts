import { callAction, textAction, type Action } from "../action/action.ts";
import type { Start } from "../environment/environment.ts";
import { check } from "./check.ts";
import { playing, sampleActions } from "./conformance-scripts.ts";
import type { EnvironmentCase, EnvironmentTrial } from "./environment-conformance-case.ts";
import { forEachTask } from "./environment-trial.ts";
import { brokenBy } from "./play-recorded.ts";
import { watchHost } from "./watch-host.ts";

const hostileTexts: Readonly<Record<string, string>> = {
  "1 MB of text": "x".repeat(1_000_000),
  "NUL bytes": "a\0b\0",
  "lone surrogates": "\uD800 a \uDFFF",
  "paths and prototypes": "../../__proto__",
  "the name of a prototype": "__proto__",
  "the name of a constructor": "constructor",
};

/** What an agent may do to an environment, and what must come of it. */
export const hostileCases: readonly EnvironmentCase[] = [
  {
    name: "a tool that throws is a result",
    remedy:
      "answer with isError what can't be done; what a tool of a class of your own throws breaks the episode, and what a callback throws that nobody waits for breaks the process",
    run: async (trial) => {
      await survives(trial, "legal calls", (start) => {
        const fillings = [-1, 0, 1, 2 ** 31].flatMap((number) =>
          ["", "a", "no such thing"].flatMap((text) =>
            [true, false].map((all) => ({ text, number, all })),
          ),
        );
        const actions = fillings.flatMap((filling) => sampleActions(start, filling));
        return [...new Map(actions.map((action) => [JSON.stringify(action), action])).values()];
      });
    },
  },
  {
    name: "hostile actions are answered, and never crash the host",
    remedy: "check what an agent wrote before it is used as a key, a path, a size or a command",
    run: async (trial) => {
      for (const [what, text] of Object.entries(hostileTexts)) {
        await survives(trial, `${what} in calls`, (start) =>
          sampleActions(start, { text, number: 1, all: true }),
        );
        await survives(trial, `${what} as an answer`, () => [
          { ...textAction(text), reasoning: text },
        ]);
      }
      await survives(trial, "calls that are none", () => [
        callAction({ name: "no_such_tool", arguments: {} }),
        { ...textAction(""), malformed: [{ id: "1", source: "{", problem: "cut off" }] },
        { ...textAction("cut"), incomplete: true },
      ]);
      await survives(trial, "100 calls at once", (start) => {
        const [first] = sampleActions(start, { text: "a", number: 1, all: false });
        const [call] = first?.calls ?? [];
        if (call === undefined) return [];
        return [
          {
            ...textAction(""),
            calls: Array.from({ length: 100 }, (_, index) => ({ ...call, id: `${index}` })),
          },
        ];
      });
    },
  },
  {
    name: "the actions that its author names are answered, and never crash the host",
    remedy: "let the environment answer these actions instead of failing",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        await survives({ ...trial, tasks: [task] }, "the author's actions", () =>
          trial.actions(task),
        );
      });
    },
  },
];

/** Plays each action in an episode of its own: one that ends it would keep the rest from being tried. */
async function survives(
  trial: EnvironmentTrial,
  what: string,
  actions: (start: Start) => readonly Action[],
): Promise<void> {
  await forEachTask(trial, async (task) => {
    let faults: readonly string[] = [];
    const escaped = await watchHost(async () => {
      let count = 1;
      for (let index = 0; index < count; index += 1) {
        const script = playing((start) => {
          const all = actions(start);
          count = all.length;
          return all.slice(index, index + 1);
        });
        const played = await trial.play(task, script);
        const fault = brokenBy(played);
        if (fault === undefined) continue;
        const action = played.events.find((event) => event.type === "action")?.action;
        const calls = action?.calls.map(({ name, source }) => `${name} ${source.slice(0, 100)}`);
        faults = [...faults, `${calls?.join(", ") ?? "nothing"}: ${fault}`];
      }
    });
    check(escaped.length === 0, `${what} crashed the host: ${escaped.join("; ")}`);
    check(faults.length === 0, `${what}: ${faults.join("; ")}`);
  });
}
