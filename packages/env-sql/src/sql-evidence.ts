import type { DatabaseContent } from "./database/relation.ts";

/** What an episode leaves for the judge. */
export interface SqlEvidence {
  /** The database as the task made it. */
  readonly before: DatabaseContent;
  /** As the agent left it; `null` when what it left can't be read. */
  readonly after: DatabaseContent | null;
  /** Why it can't. */
  readonly problem?: string;
}
