/** What a run is about to do, as its reporters tell it. Holds no secret. */
export interface LaunchPlan {
  readonly environment: { readonly name: string; readonly version: string };
  readonly tasks: {
    readonly count: number;
    /** As a person calls the place they come from. */
    readonly source: string;
  };
  readonly attempts: number;
  readonly concurrency: number;
  readonly agent: string;
  /** Absent when nobody asks a model. */
  readonly model?: {
    readonly name: string;
    /** The endpoint's address, without anything secret. */
    readonly url: string;
    /** Where the key came from, as in `OPENAI_API_KEY`; absent when none is sent. */
    readonly keySource?: string;
  };
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
