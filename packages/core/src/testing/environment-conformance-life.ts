import { textAction, type Action } from "../action/action.ts";
import type { Environment } from "../environment/environment.ts";
import type { Task } from "../task/task.ts";
import { foldTranscript } from "../trajectory/fold-transcript.ts";
import { check } from "./check.ts";
import { sampleActions, sayNothing, usualScripts } from "./conformance-scripts.ts";
import type { EnvironmentCase, EnvironmentTrial } from "./environment-conformance-case.ts";
import { forEachTask, settles } from "./environment-trial.ts";
import { heldResources, lingering } from "./watch-host.ts";

/** How environments end, are stopped and closed. */
export const lifeCases: readonly EnvironmentCase[] = [
  {
    name: "no step is taken after the end",
    remedy:
      "make the definition with defineEnvironment, which refuses them, or let step throw once the episode is over",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const environment = await trial.create(task);
          const start = await environment.reset({ seed: trial.seed, signal: trial.signal });
          const turns = script(start);
          let turn = turns.next();
          for (let step = 0; step < 200 && turn.done !== true; step += 1) {
            const transition = await environment.step(turn.value, { signal: trial.signal });
            if (transition.terminated === true || transition.truncated === true) {
              await refusesSteps(environment, `${name}, after the end`, trial);
              break;
            }
            turn = turns.next(transition.observation);
          }
          await environment.close();
          await refusesSteps(environment, `${name}, after close`, trial);
        }
      });
    },
  },
  {
    name: "a step that is told to stop does, and leaves nothing running",
    remedy: "hand the signal on to whatever a step waits for",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const action of await actionsToStop(trial, task)) {
          const environment = await trial.create(task);
          await environment.reset({ seed: trial.seed, signal: trial.signal });
          const what = `a step with ${action.calls.map(({ name }) => name).join(", ") || "a text"} that was told to stop`;
          await stops(what, trial, (signal) => environment.step(action, { signal }));
          await settles("close after it", trial.settleMs, environment.close());
          check(
            trial.openSandboxes().length === 0,
            `${what} left sandboxes: ${trial.openSandboxes().join(", ")}`,
          );
        }
      });
    },
  },
  {
    name: "a reset that is told to stop does, and leaves nothing running",
    remedy: "hand the signal on to whatever reset waits for",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const environment = await trial.create(task);
        const controller = new AbortController();
        const reset = environment.reset({ seed: trial.seed, signal: controller.signal });
        controller.abort(new Error("stop"));
        await settles("a reset that was told to stop", trial.settleMs, reset);
        await settles("close after it", trial.settleMs, environment.close());
        check(
          trial.openSandboxes().length === 0,
          `it left sandboxes: ${trial.openSandboxes().join(", ")}`,
        );
      });
    },
  },
  {
    name: "close never throws, at any time and however often",
    remedy: "let close free what is there and forget it, also before reset and the second time",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const unused = await trial.create(task);
        await closes(unused, "before reset", trial);
        const used = await trial.create(task);
        await used.reset({ seed: trial.seed, signal: trial.signal });
        await closes(used, "after reset", trial);
        const stepped = await trial.create(task);
        await stepped.reset({ seed: trial.seed, signal: trial.signal });
        await stepped.step(textAction("Done."), { signal: trial.signal });
        await closes(stepped, "after a step", trial);
      });
    },
  },
  {
    name: "an episode leaves no sandbox, process or server behind",
    remedy: "end in close whatever the episode started",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const round = async (): Promise<void> => {
          const cancelled = AbortSignal.abort();
          for (const [name, script] of usualScripts(trial, task)) {
            for (const how of [{}, { turns: 1 }, { signal: cancelled }]) {
              const { leaked } = await trial.play(task, script, how);
              check(leaked.length === 0, `${name} left sandboxes: ${leaked.join(", ")}`);
            }
          }
        };
        // What a package keeps for all episodes is there after the first.
        await round();
        const before = heldResources();
        await round();
        await eventually(() => heldResources() <= before, trial.settleMs);
        const more = heldResources() - before;
        check(more <= 0, `its episodes left ${more} processes or servers`);
      });
    },
  },
  {
    name: "an episode leaves no timer, watcher or listener behind",
    remedy: "clear timers, close watchers and take off listeners of the process in close",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const round = async (): Promise<void> => {
          for (const [, script] of usualScripts(trial, task)) await trial.play(task, script);
        };
        await round();
        let before = lingering();
        let growing = Object.keys(before);
        // What grows once may be a package's own; what grows every time is an episode's.
        for (let rounds = 0; rounds < 2 && growing.length > 0; rounds += 1) {
          const known = before;
          const grown = (kind: string): boolean => (lingering()[kind] ?? 0) > (known[kind] ?? 0);
          await round();
          await eventually(() => !growing.some(grown), trial.settleMs);
          growing = growing.filter(grown);
          before = lingering();
        }
        check(growing.length === 0, `with every episode there are more ${growing.join(", ")}`);
      });
    },
  },
  {
    name: "evidence and grading that are told to stop do",
    remedy: "hand the signal on to whatever evidence and grade wait for",
    run: async (trial) => {
      const ending = { status: "completed" } as const;
      await forEachTask(trial, async (task) => {
        const { events } = await trial.play(task, sayNothing);
        const environment = await trial.create(task);
        await environment.reset({ seed: trial.seed, signal: trial.signal });
        await stops("evidence that was told to stop", trial, async (signal) =>
          environment.evidence?.({ ending, signal }),
        );
        await settles("close after it", trial.settleMs, environment.close());
        const transcript = foldTranscript(events);
        if (transcript === undefined) return;
        const other = await trial.create(task);
        await other.reset({ seed: trial.seed, signal: trial.signal });
        const evidence = await other.evidence?.({ ending, signal: trial.signal });
        await settles("close after evidence", trial.settleMs, other.close());
        const { definition, options } = trial;
        const episode = {
          task,
          evidence: evidence ?? { data: null },
          transcript,
          ending,
          stepRewards: [],
        };
        await stops("a grading that was told to stop", trial, (signal) =>
          definition.grade(episode, options, { ...trial.context(task), signal }),
        );
      });
    },
  },
];

/** Tells some work to stop when it is under way, where it takes any time. */
async function stops(
  what: string,
  { settleMs }: EnvironmentTrial,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const controller = new AbortController();
  // It may fail before anybody waits for it.
  const working = work(controller.signal).catch(() => {});
  await new Promise((resolve) => void setTimeout(resolve, 20));
  controller.abort(new Error("stop"));
  await settles(what, settleMs, working);
}

/** Waits until something holds, or what was told to stop had its time. */
async function eventually(holds: () => boolean, milliseconds: number): Promise<void> {
  for (let waited = 0; !holds() && waited < milliseconds; waited += 50) {
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

async function refusesSteps(
  environment: Environment,
  when: string,
  { signal }: EnvironmentTrial,
): Promise<void> {
  const taken = await environment.step(textAction("More."), { signal }).then(
    () => true,
    () => false,
  );
  check(!taken, `${when}: a step was taken, and should have been refused`);
}

async function closes(
  environment: Environment,
  when: string,
  trial: EnvironmentTrial,
): Promise<void> {
  const close = async (how: string): Promise<void> => {
    let failure: unknown;
    const closing = environment
      .close()
      .catch((error: unknown) => void (failure = error ?? "nothing"));
    await settles(`close ${when}`, trial.settleMs, closing);
    check(failure === undefined, `close ${when}${how} threw: ${String(failure)}`);
  };
  await Promise.all([close(""), close(", twice at once")]);
  await close(", again");
  check(
    trial.openSandboxes().length === 0,
    `close ${when} left sandboxes: ${trial.openSandboxes().join(", ")}`,
  );
}

async function actionsToStop(trial: EnvironmentTrial, task: Task): Promise<readonly Action[]> {
  const environment = await trial.create(task);
  const start = await environment.reset({ seed: trial.seed, signal: trial.signal });
  await environment.close();
  const first = trial.definition.scripts(task, trial.options).solution?.(start).next();
  return [
    ...(first === undefined || first.done === true ? [] : [first.value]),
    ...sampleActions(start, { text: "a", number: 1, all: true }),
    ...trial.endless(task),
  ];
}
