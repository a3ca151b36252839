import { readFile } from "node:fs/promises";

import {
  type Action,
  type AgentDefinition,
  type ChatModel,
  createTasks,
  type EnvironmentDefinition,
  type EpisodeOutcome,
  type JsonObject,
  openSession,
  parseTaskFile,
  scriptAgent,
  type SessionOptions,
  type Task,
  type TrajectoryEvent,
} from "@agent-gym/core";

import { nlpEnvironment } from "../src/index.ts";

/** The models of the roles that an episode may ask for. */
export type Models = Readonly<Record<string, ChatModel>>;

export interface Played {
  readonly outcome: EpisodeOutcome;
  readonly events: readonly TrajectoryEvent[];
}

interface PlayOptions extends Partial<Omit<SessionOptions, "model">> {
  readonly definition?: EnvironmentDefinition;
  readonly models?: Models;
}

/** The sample tasks of the repository. */
export async function sampleTasks(): Promise<readonly Task[]> {
  const file = new URL("../../../data/nlp.json", import.meta.url);
  return createTasks(parseTaskFile(await readFile(file, "utf8"), "nlp.json"));
}

/** A task out of data. */
export async function taskOf(data: JsonObject): Promise<Task> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("There is no task.");
  return task;
}

/** Lets a script of the task play it, as the oracle or a cheat. */
export function playScript(task: Task, script: string, options: PlayOptions = {}): Promise<Played> {
  return play(task, scriptAgent(script, script), { ...options, script });
}

/** Lets an agent do one action after another, and then stop. */
export function playActions(
  task: Task,
  actions: readonly Action[],
  options: PlayOptions = {},
): Promise<Played> {
  const agent: Pick<AgentDefinition, "play"> = {
    play: async (episode) => {
      for (const action of actions) if (!episode.over) await episode.step(action);
    },
  };
  return play(task, agent, options);
}

async function play(
  task: Task,
  agent: Pick<AgentDefinition, "play">,
  { definition = nlpEnvironment, models = {}, ...options }: PlayOptions,
): Promise<Played> {
  // A test of a task that can't even start would show nothing.
  definition.check(task);
  const events: TrajectoryEvent[] = [];
  await using session = await openSession({
    definition,
    task,
    emit: (event) => void events.push(structuredClone(event)),
    model: (role) => {
      const model = models[role];
      if (model === undefined) throw new Error(`A model was asked for: ${role}.`);
      return model;
    },
    ...options,
  });
  // What ended the episode is told by its outcome.
  if (session.episode !== undefined) await agent.play(session.episode).catch(session.fail);
  return { outcome: await session.finish(), events };
}

/** The notes of one kind. */
export function notesOf(events: readonly TrajectoryEvent[], kind: string): readonly JsonObject[] {
  return events.flatMap((event) =>
    event.type === "note" && event.kind === kind ? [event.data] : [],
  );
}
