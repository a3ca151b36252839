import type { RecordedFault } from "./roles/role-fault.ts";
import type { UserAct } from "./task/user-fields.ts";
import type { Tables } from "./world/world-state.ts";

/** What an episode leaves behind for its judge, besides its transcript. */
export interface NlpEvidence {
  /** The world as it was at the end. */
  readonly tables: Tables;
  /** Ids of the facts that the user told. */
  readonly told: readonly string[];
  /** Stages that were reached → the user's turn in which that was seen. */
  readonly stages: Readonly<Record<string, number>>;
  /** How the user left; `null` when it did not. */
  readonly act: Exclude<UserAct, "continue"> | null;
  /** What the roles' models did wrong. */
  readonly faults: readonly RecordedFault[];
}
