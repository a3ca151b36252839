import { defineTool, type ToolDefinition } from "@agent-gym/core";
import { z } from "zod";

import type { Cells } from "./cells/cells.ts";
import { describeCell, type DescribeOptions } from "./output/describe-cell.ts";

/** What the tool works with. */
export interface CellDesk extends DescribeOptions {
  readonly cells: Cells;
}

/** Runs Python and shows what it prints. */
export const runPythonCode: ToolDefinition<CellDesk, { readonly code: string }> = defineTool({
  name: "run_python_code",
  description:
    "Run Python code and see what it prints, the value of its last expression, and errors.",
  input: z.object({ code: z.string().describe("The Python code to run") }),
  run: async ({ code }, { state, signal }) =>
    describeCell(await state.cells.run(code, { signal }), state),
});
