import type { Json, JsonObject } from "@agent-gym/core";

import type { WorldTransaction } from "../world/world-transaction.ts";

/**
 * A tool in code. It gets valid arguments with their defaults, and a transaction that is committed
 * when it returns; throw a `ToolRefusal` to tell the agent why not, and nothing is done.
 */
export type CodeTool = (
  args: JsonObject,
  context: {
    readonly world: WorldTransaction;
    /** The date and time in the world, if the task names one. */
    readonly now: string | undefined;
    readonly signal: AbortSignal;
  },
) => Json | Promise<Json>;
