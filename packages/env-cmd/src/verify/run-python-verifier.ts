import { randomUUID } from "node:crypto";

import { type ExecResult, type FileTree, type Json, VerifierError } from "@agent-gym/core";

import { cutMiddle } from "../output/cut-middle.ts";
import { brokenSandbox } from "../output/describe-run.ts";
import { pythonText } from "../python/python-text.ts";
import type { JudgeContext } from "./check-command.ts";
import type { Finding } from "./check-result.ts";

/**
 * Isolated (`-I`: no variables, no user's modules, the workspace is not on the module path), without
 * `site` and its hooks (`-S`), leaving no byte code (`-B`), with the program on standard input.
 */
const interpreter = ["python3", "-I", "-S", "-B", "-"];

/**
 * Runs a task's `verify` script on the files, in a fresh sandbox, and reads the `success` that it
 * sets. A verdict counts only if the interpreter ended well and wrote exactly one line, which carries
 * a word that was made up for this run: what the script prints goes to stderr.
 *
 * @throws VerifierError when the script crashes, hangs, or does not set `success`.
 */
export async function runPythonVerifier(
  script: string,
  files: FileTree,
  { sandboxes, limits, signal }: JudgeContext,
): Promise<Finding> {
  const nonce = randomUUID();
  await using sandbox = await sandboxes.create(
    { files, limits, requires: ["python"], readOnly: true },
    signal,
  );
  const result = await sandbox.exec(interpreter, {
    stdin: verifierProgram(script, nonce),
    as: "harness",
    signal,
  });
  signal.throwIfAborted();
  if (result.status === "sandbox-error") throw brokenSandbox(result);
  const { success, detail } = readVerdict(result, nonce);
  return {
    passed: success,
    expected: { success: true },
    found: { success, ...(detail === undefined ? {} : { detail }) },
  };
}

function verifierProgram(script: string, nonce: string): string {
  return `
import json, os, sys

def judge(source, nonce):
    verdict = sys.stdout
    sys.stdout = sys.stderr
    scope = {"__name__": "__main__", "__workspace__": os.getcwd(), "os": os}
    try:
        exec(compile(source, "verify.py", "exec"), scope)
    finally:
        sys.stdout = verdict
    if "success" not in scope:
        sys.stderr.write("The script ended without setting success.\\n")
        sys.exit(1)
    answer = {"nonce": nonce, "success": bool(scope["success"])}
    if scope.get("detail") is not None:
        answer["detail"] = str(scope["detail"])[:2000]
    verdict.write(json.dumps(answer) + "\\n")
    verdict.flush()

source = ${pythonText(script)}
nonce = ${pythonText(nonce)}
judge(source, nonce)
`;
}

function readVerdict(
  result: ExecResult,
  nonce: string,
): { readonly success: boolean; readonly detail?: string } {
  const { status, exitCode, stdout, stderr } = result;
  const details: Json = {
    status,
    exitCode,
    stdout: cutMiddle(stdout, 2_000),
    stderr: cutMiddle(stderr, 4_000),
  };
  if (status !== "exited") {
    throw new VerifierError(`The verify script did not end: ${status}.`, { details });
  }
  const lastWords = stderr.trim().split("\n").at(-1) ?? "";
  if (exitCode !== 0) {
    const said = lastWords === "" ? "" : `: ${lastWords}`;
    throw new VerifierError(`The verify script ended with exit code ${exitCode}${said}`, {
      details,
    });
  }
  const verdict = parseLine(stdout);
  if (verdict?.["nonce"] !== nonce || typeof verdict["success"] !== "boolean") {
    throw new VerifierError("The verify script gave no verdict that can be trusted.", { details });
  }
  const { success, detail } = verdict;
  return { success, ...(typeof detail === "string" ? { detail } : {}) };
}

function parseLine(stdout: string): Record<string, unknown> | undefined {
  const line = stdout.replace(/\r?\n$/, "");
  if (line.includes("\n")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
