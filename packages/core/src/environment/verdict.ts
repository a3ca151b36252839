import type { Json } from "../json/json.ts";
import type { Boundary } from "./ending.ts";

/** Named parts of a verdict; `null` where a part could not be judged. */
export type Scores = Readonly<Record<string, number | null>>;

/**
 * What an episode was worth. `reward: null` means that nobody could judge, and says why; it is never
 * a zero in disguise.
 */
export type Verdict =
  | {
      /** Within the definition's range. */
      readonly reward: number;
      /** Defaults to reward ≥ the definition's success threshold. */
      readonly success?: boolean;
      /**
       * More numbers by name, besides the reward; they are averaged over episodes, never added to
       * it.
       */
      readonly scores?: Scores;
      /**
       * What a person needs to understand the reward. An object whose `checks` are a list of
       * `{ kind, name?, path?, passed, expected, found }` is shown check by check, and the first that
       * failed as the reason; anything else is shown as JSON.
       */
      readonly details?: Json;
    }
  | {
      readonly reward: null;
      /** Where the judging broke. */
      readonly boundary: Boundary;
      /** Why nobody could judge, in one line for people. */
      readonly reason: string;
      /** Numbers by name that could be told all the same. */
      readonly scores?: Scores;
      /** What was found before it broke. */
      readonly details?: Json;
    };
