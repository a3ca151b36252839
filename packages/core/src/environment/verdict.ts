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
      readonly scores?: Scores;
      /** What a person needs to understand the reward: each check, what it expected and found. */
      readonly details?: Json;
    }
  | {
      readonly reward: null;
      readonly boundary: Boundary;
      readonly reason: string;
      readonly scores?: Scores;
      readonly details?: Json;
    };
