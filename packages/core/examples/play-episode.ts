import { callAction, createTasks, type EpisodeOutcome, openSession } from "@agent-gym/core";

import { environment } from "./number-guess.ts";

/** Plays one episode by hand: completed, with a reward of 1. */
export async function playEpisode(): Promise<EpisodeOutcome> {
  const [task] = await createTasks([{ secret: 42 }]);
  if (task === undefined) throw new Error("There is no task.");
  await using session = await openSession({ definition: environment, task });
  await session.episode?.step(callAction({ name: "guess", arguments: { number: 42 } }));
  return await session.finish();
}
