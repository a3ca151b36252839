import { defineTool, type ToolDefinition } from "@agent-gym/core";
import { z } from "zod";

import { describeRun } from "../output/describe-run.ts";
import type { Workbench } from "./workbench.ts";

/** Runs a command in bash; directory and exported variables last. */
export const executeShell: ToolDefinition<Workbench, { readonly command: string }> = defineTool({
  name: "execute_shell",
  description:
    "Run a command in bash. The current directory and exported variables last from one command to the next.",
  input: z.object({ command: z.string().describe("The command, or a script of several lines") }),
  run: async ({ command }, { state, signal }) => {
    const problem = state.shell.problem(command);
    if (problem !== undefined) return { content: problem, isError: true };
    return describeRun(await state.shell.run(command, { wallMs: state.wallMs, signal }), state);
  },
});
