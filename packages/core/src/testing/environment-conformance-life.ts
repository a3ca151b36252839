import { textAction, type Action } from "../action/action.ts";
import type { Environment } from "../environment/environment.ts";
import type { Task } from "../task/task.ts";
import { check } from "./check.ts";
import { sampleActions, usualScripts } from "./conformance-scripts.ts";
import type { EnvironmentCase, EnvironmentTrial } from "./environment-conformance-case.ts";
import { forEachTask, settles } from "./environment-trial.ts";
import { heldResources } from "./watch-host.ts";

/** How environments end, are stopped and closed. */
export const lifeCases: readonly EnvironmentCase[] = [
  {
    name: "no step is taken after the end",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const [name, script] of usualScripts(trial, task)) {
          const environment = await trial.create(task);
          const start = await environment.reset({ seed: trial.seed, signal: never() });
          const turns = script(start);
          let turn = turns.next();
          for (let step = 0; step < 200 && turn.done !== true; step += 1) {
            const transition = await environment.step(turn.value, { signal: never() });
            if (transition.terminated === true || transition.truncated === true) {
              await refusesSteps(environment, `${name}, after the end`);
              break;
            }
            turn = turns.next(transition.observation);
          }
          await environment.close();
          await refusesSteps(environment, `${name}, after close`);
        }
      });
    },
  },
  {
    name: "a step that is told to stop does, and leaves nothing running",
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        for (const action of await actionsToStop(trial, task)) {
          const environment = await trial.create(task);
          await environment.reset({ seed: trial.seed, signal: never() });
          const controller = new AbortController();
          const what = `a step with ${action.calls.map(({ name }) => name).join(", ") || "a text"} that was told to stop`;
          const step = environment.step(action, { signal: controller.signal });
          // So that it is under way, where it takes any time.
          await new Promise((resolve) => void setTimeout(resolve, 20));
          controller.abort(new Error("stop"));
          await settles(what, trial.settleMs, step);
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
    run: async (trial) => {
      await forEachTask(trial, async (task) => {
        const unused = await trial.create(task);
        await closes(unused, "before reset", trial);
        const used = await trial.create(task);
        await used.reset({ seed: trial.seed, signal: never() });
        await closes(used, "after reset", trial);
        const stepped = await trial.create(task);
        await stepped.reset({ seed: trial.seed, signal: never() });
        await stepped.step(textAction("Done."), { signal: never() });
        await closes(stepped, "after a step", trial);
      });
    },
  },
  {
    name: "an episode leaves no sandbox, process or server behind",
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
        for (let waited = 0; heldResources() > before && waited < trial.settleMs; waited += 50) {
          await new Promise((resolve) => void setTimeout(resolve, 50));
        }
        const more = heldResources() - before;
        check(more <= 0, `its episodes left ${more} processes or servers`);
      });
    },
  },
];

function never(): AbortSignal {
  return new AbortController().signal;
}

async function refusesSteps(environment: Environment, when: string): Promise<void> {
  const taken = await environment.step(textAction("More."), { signal: never() }).then(
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
  const start = await environment.reset({ seed: trial.seed, signal: never() });
  await environment.close();
  const first = trial.definition.scripts(task, trial.options).solution?.(start).next();
  return [
    ...(first === undefined || first.done === true ? [] : [first.value]),
    ...sampleActions(start, { text: "a", number: 1, all: true }),
    ...trial.endless(task),
  ];
}
