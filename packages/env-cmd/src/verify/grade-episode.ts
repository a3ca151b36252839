import type { EpisodeContext, GradeInput, Json, TypedTask, Verdict } from "@agent-gym/core";

import type { CmdOptions } from "../cmd-options.ts";
import { type CmdEvidence, workspaceToJudge } from "../evidence/cmd-evidence.ts";
import { dropOutwardLinks } from "../evidence/drop-outward-links.ts";
import type { CmdTask } from "../task/cmd-task.ts";
import { checkCommand, type JudgeContext } from "./check-command.ts";
import { checkFiles } from "./check-files.ts";
import { type CheckResult, type Finding, shortened } from "./check-result.ts";
import { runPythonVerifier } from "./run-python-verifier.ts";

/**
 * Judges an episode by what was collected of it: puts the task's inputs back, then checks files as
 * data and runs commands and scripts in fresh sandboxes. The reward is 1 when every check passes,
 * else 0; the score `checks` is the share that passed.
 *
 * @throws VerifierError when a `verify` script can't tell.
 * @throws SandboxError when a sandbox fails.
 */
export async function gradeEpisode(
  { task: { input: task }, evidence }: GradeInput<TypedTask<CmdTask>, CmdEvidence>,
  { verifySeconds }: CmdOptions,
  { sandboxes, signal }: EpisodeContext & { readonly signal: AbortSignal },
): Promise<Verdict> {
  const files = workspaceToJudge(evidence, task.mutable);
  const { inputsModified, skipped } = evidence.data;
  const judge: JudgeContext = {
    sandboxes,
    limits: { ...task.limits, wallMs: verifySeconds * 1000 },
    signal,
  };
  const runnable = dropOutwardLinks(files);
  const results: CheckResult[] = [];
  for (const check of task.checks) {
    const finding =
      check.kind === "command"
        ? await checkCommand(check, runnable, judge)
        : checkFiles(check, { files, inputsModified });
    results.push(result(finding, check));
  }
  if (task.verify !== undefined) {
    const finding = await runPythonVerifier(task.verify, runnable, judge);
    results.push(result(finding, { kind: "verify" }));
  }
  const passed = results.filter((one) => one.passed).length;
  const details: Json = { checks: results, inputsModified, skipped };
  return {
    reward: passed === results.length ? 1 : 0,
    scores: { checks: passed / results.length },
    details,
  };
}

function result(
  { passed, expected, found }: Finding,
  check: { readonly kind: string; readonly name?: string; readonly path?: string },
): CheckResult {
  return {
    kind: check.kind,
    ...(check.name === undefined ? {} : { name: check.name }),
    ...(check.path === undefined ? {} : { path: check.path }),
    passed,
    expected: shortened(expected),
    found: shortened(found),
  };
}
