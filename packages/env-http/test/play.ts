import {
  callAction,
  contentText,
  createTasks,
  type EpisodeOutcome,
  type JsonObject,
  openSession,
  type Session,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";

import { environment, sampleTasks } from "../src/index.ts";
import type { BookingEvidence } from "../src/judge/judge-bookings.ts";
import type { ServiceAnswer } from "../src/request/send-request.ts";

/** A sample task, with some fields of it replaced. */
export function sampleTask(id: string, fields: JsonObject = {}): JsonObject {
  const found = sampleTasks.find((task) => task["id"] === id);
  if (found === undefined) throw new Error(`There is no sample task ${id}.`);
  return { ...found, ...fields };
}

/** An episode that a test plays by hand. */
export interface Played extends AsyncDisposable {
  readonly session: Session;
  /** Sends a request with the token, logging in first where that is needed. */
  readonly send: (request: JsonObject) => Promise<ServiceAnswer>;
  /** Calls a tool, and gives what it said. */
  readonly call: (name: string, args: JsonObject) => Promise<string>;
  /** Says the last message, and ends the episode. */
  readonly say: (text: string) => Promise<EpisodeOutcome & { readonly evidence: BookingEvidence }>;
}

export async function play(
  data: JsonObject,
  options: JsonObject = {},
  signal?: AbortSignal,
): Promise<Played> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("There is no task.");
  const events: TrajectoryEvent[] = [];
  const session = await openSession({
    emit: (event) => void events.push(event),
    definition: environment,
    task,
    options: environment.parseOptions(options),
    ...(signal === undefined ? {} : { signal }),
  });
  const call = async (name: string, args: JsonObject): Promise<string> => {
    const transition = await session.episode?.step(callAction({ name, arguments: args }));
    return contentText(transition?.observation.results?.[0]?.content ?? "");
  };
  const access = data["access"] as { readonly token?: string };
  let { token } = access;
  const send = async (request: JsonObject): Promise<ServiceAnswer> => {
    if (token === undefined) {
      const login = { method: "POST", path: "/sessions", body: data["access"] ?? null };
      const said = JSON.parse(await call("http_request", login)) as { body: { token: string } };
      ({ token } = said.body);
    }
    const headers = { Authorization: `Bearer ${token}`, ...(request["headers"] as JsonObject) };
    return JSON.parse(await call("http_request", { ...request, headers })) as ServiceAnswer;
  };
  return {
    session,
    call,
    send,
    say: async (text) => {
      await session.episode?.step(textAction(text));
      const outcome = await session.finish();
      const event = events.find(({ type }) => type === "evidence");
      const { data: evidence } = event as unknown as { readonly data: BookingEvidence };
      return { ...outcome, evidence };
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Plays the solution of a task, or one of its cheats. */
export async function playScript(
  data: JsonObject,
  name: string,
  options: JsonObject = {},
): Promise<EpisodeOutcome> {
  await using episode = await play(data, options);
  const [task] = await createTasks([data]);
  if (task === undefined || episode.session.episode === undefined) throw new Error("No episode.");
  const { solution, cheats = {} } = environment.scripts(task, environment.parseOptions(options));
  const script = name === "solution" ? solution : cheats[name];
  if (script === undefined) throw new Error(`There is no script ${name}.`);
  const turns = script(episode.session.episode.start);
  let turn = turns.next();
  while (turn.done !== true && !episode.session.episode.over) {
    const { observation } = await episode.session.episode.step(turn.value);
    turn = turns.next(observation);
  }
  return await episode.session.finish();
}
