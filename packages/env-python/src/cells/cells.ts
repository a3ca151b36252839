import type { ExecResult } from "@agent-gym/core";

/** How a cell ended, and the value of its last expression, if it has one. */
export type CellResult = ExecResult & { readonly value?: string };

/** What runs an agent's code, cell by cell. */
export interface Cells {
  readonly run: (code: string, options: { readonly signal: AbortSignal }) => Promise<CellResult>;
}
