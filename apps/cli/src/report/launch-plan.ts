import type { ModelSeat } from "../models/model-seat.ts";
import type { LeftOut } from "../models/seat-tasks.ts";

/** What a run is about to do, as its reporters tell it. Holds no secret. */
export interface LaunchPlan {
  readonly environment: { readonly name: string; readonly version: string };
  readonly tasks: {
    readonly count: number;
    /** As a person calls the place they come from. */
    readonly source: string;
  };
  /** Tasks that were asked for, and that no model is there for. */
  readonly leftOut: readonly LeftOut[];
  readonly attempts: number;
  readonly concurrency: number;
  readonly agent: string;
  /** The agent's; absent when it asks none. */
  readonly model?: ModelSeat;
  /** Those that play the environment's own roles. */
  readonly environmentModels: readonly ModelSeat[];
  /** Absent when no task uses one. */
  readonly sandbox?: {
    readonly kind: string;
    readonly version: string;
    /** For people: what it is, and why others were passed over. */
    readonly line: string;
  };
  /** Settings that differ from the defaults, each in a few words. */
  readonly settings: readonly string[];
}
