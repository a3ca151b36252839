import { readFileSync } from "node:fs";

import {
  callAction,
  contentText,
  createTasks,
  type EpisodeOutcome,
  type JsonObject,
  openSession,
  parseTaskFile,
  type SandboxProvider,
  type Script,
  type Task,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";

import { pythonEnvironment } from "../src/index.ts";

/** One task out of its data. */
export async function taskOf(data: JsonObject): Promise<Task> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("no task");
  return task;
}

/** The tasks of a file of the repository. */
export async function readTasks(file: URL): Promise<readonly Task[]> {
  return createTasks(parseTaskFile(readFileSync(file, "utf8"), file.pathname));
}

/** How an episode went. */
export interface Played extends EpisodeOutcome {
  /** What each tool call was answered. */
  readonly answers: readonly string[];
  readonly events: readonly TrajectoryEvent[];
}

/** What an agent does that does nothing. */
export const nothing: Script = function* () {
  yield textAction("");
};

/** Runs cells, one a turn, then says something. */
export function cells(codes: readonly string[], answer: string): Script {
  return function* () {
    for (const code of codes) {
      yield callAction({ name: "run_python_code", arguments: { code } });
    }
    yield textAction(answer);
  };
}

/** Plays a script in a session. */
export async function play(
  task: Task,
  script: Script,
  sandboxes: SandboxProvider,
  options: JsonObject = {},
): Promise<Played> {
  const events: TrajectoryEvent[] = [];
  await using session = await openSession({
    definition: pythonEnvironment,
    task,
    sandboxes,
    options: pythonEnvironment.parseOptions(options),
    emit: (event) => void events.push(event),
  });
  const answers: string[] = [];
  const { episode } = session;
  if (episode !== undefined) {
    const turns = script(episode.start);
    let turn = turns.next();
    while (turn.done !== true && !episode.over) {
      const { observation } = await episode.step(turn.value);
      for (const { content } of observation.results ?? []) answers.push(contentText(content));
      turn = turns.next(observation);
    }
  }
  return { ...(await session.finish()), answers, events };
}
