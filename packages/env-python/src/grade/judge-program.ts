import type { EpisodeContext, FileTree } from "@agent-gym/core";

import type { PythonTask } from "../task/python-task.ts";
import { toFileTree } from "../task/task-files.ts";
import { runHiddenTests } from "./hidden-tests/run-hidden-tests.ts";
import type { AnswerJudgement } from "./judgement.ts";
import { lastCodeBlock } from "./last-code-block.ts";

/**
 * Judges the program in the last Python block of what the agent said, or the file `solution.py` that
 * it left where it said none.
 */
export async function judgeProgram(
  task: PythonTask,
  found: {
    readonly said: string | undefined;
    readonly files: FileTree;
    readonly testSeconds: number;
  },
  context: Pick<EpisodeContext, "sandboxes"> & { readonly signal: AbortSignal },
): Promise<AnswerJudgement> {
  const program = programOf(found.said, found.files);
  if (program === undefined) {
    const reason = "there is no program: no Python block in the answer, and no solution.py";
    return { correct: false, details: { found: null, reason }, scores: { tests: 0 } };
  }
  const results = await runHiddenTests(
    program,
    {
      tests: task.tests ?? "",
      files: toFileTree(task.files),
      limits: task.limits ?? {},
      testSeconds: found.testSeconds,
    },
    context,
  );
  const passed = results.filter((one) => one.passed).length;
  return {
    correct: results.length > 0 && passed === results.length,
    details: { tests: results.map((one) => ({ ...one })) },
    scores: { tests: results.length === 0 ? 0 : passed / results.length },
  };
}

function programOf(said: string | undefined, files: FileTree): string | undefined {
  const block = lastCodeBlock(said ?? "", ["python", "py", "python3"]);
  if (block !== undefined && block.trim() !== "") return block;
  const file = files["solution.py"];
  if (file === undefined || !("data" in file)) return undefined;
  return typeof file.data === "string" ? file.data : new TextDecoder().decode(file.data);
}
