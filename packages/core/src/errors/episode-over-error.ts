import type { Ending } from "../environment/ending.ts";
import { AgentGymError, isErrorOfKind } from "./agent-gym-error.ts";

/** The episode has ended: no further step or model call is taken. An agent that meets it returns. */
export class EpisodeOverError extends AgentGymError {
  static override readonly kind: string = "EpisodeOverError";
  /** How the episode ended. */
  readonly ending: Ending;

  constructor(ending: Ending) {
    super({ code: "episode-over", message: `The episode is over: ${ending.status}.` });
    this.ending = ending;
  }

  static override isInstance(this: void, value: unknown): value is EpisodeOverError {
    return isErrorOfKind(value, EpisodeOverError.kind);
  }
}
