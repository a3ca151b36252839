import {
  callAction,
  contentText,
  createTasks,
  type EpisodeOutcome,
  type JsonObject,
  openSession,
  type Script,
  type Session,
  type Task,
  textAction,
} from "@agent-gym/core";

import { environment } from "../src/index.ts";

/** Two tables, of which one refers to the other. */
export const smallDatabase = `
CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, shelf INTEGER REFERENCES shelves (id), price REAL);
INSERT INTO shelves VALUES (1, 'north'), (2, 'south');
INSERT INTO books VALUES (1, 'Ada', 1, 5.0), (2, 'Bo', 1, 7.25), (3, '茶', 2, NULL);
`;

/** A task that asks for one book to be moved. */
export const moveTask: JsonObject = {
  id: "move",
  query: "Move Bo to the south shelf.",
  database: smallDatabase,
  checks: [
    { kind: "rows", name: "moved", table: "books", where: { id: 2, shelf: 2 } },
    {
      kind: "unchanged",
      name: "else",
      except: [{ table: "books", where: { id: 2 }, columns: ["shelf"] }],
    },
  ],
  solution: { sql: ["UPDATE books SET shelf = 2 WHERE id = 2"] },
};

export async function taskOf(data: JsonObject): Promise<Task> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("There is no task.");
  return task;
}

/** A session of a task, and a function that runs SQL in it and gives what the agent reads. */
export async function openTask(
  data: JsonObject,
  options: JsonObject = {},
): Promise<{
  readonly session: Session;
  readonly call: (
    name: string,
    args: JsonObject,
  ) => Promise<{ readonly text: string; readonly isError: boolean }>;
  readonly sql: (sql: string) => Promise<string>;
}> {
  const task = await taskOf(data);
  const session = await openSession({
    definition: environment,
    task,
    options: environment.parseOptions(options),
  });
  const call = async (
    name: string,
    args: JsonObject,
  ): Promise<{ readonly text: string; readonly isError: boolean }> => {
    const transition = await session.episode?.step(callAction({ name, arguments: args }));
    const [result] = transition?.observation.results ?? [];
    return { text: contentText(result?.content ?? ""), isError: result?.isError === true };
  };
  return { session, call, sql: async (sql) => (await call("run_sql", { sql })).text };
}

/** Says something last, and lets the episode be judged. */
export async function finish(session: Session, said = "Done."): Promise<EpisodeOutcome> {
  if (session.episode?.over !== true) await session.episode?.step(textAction(said));
  return await session.finish();
}

/** Plays a script to its end. */
export async function playScript(task: Task, script: Script): Promise<EpisodeOutcome> {
  await using session = await openSession({ definition: environment, task });
  const { episode } = session;
  if (episode === undefined) return await session.finish();
  const turns = script(episode.start);
  for (let turn = turns.next(); turn.done !== true;) {
    const { observation } = await episode.step(turn.value);
    turn = turns.next(observation);
  }
  return await session.finish();
}
