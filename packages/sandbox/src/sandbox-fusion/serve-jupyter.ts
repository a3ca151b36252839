import type { Interpreter, SandboxProvider } from "@agent-gym/core";

import type { CellRunResult, RunJupyterRequest, RunJupyterResponse } from "./fusion-api.ts";
import { fetchFiles, filesOf } from "./serve-code.ts";

type CellResult = Awaited<ReturnType<Interpreter["run"]>>;

/** Runs cells one after another in one interpreter; an error in one does not stop those behind it. */
export async function serveJupyter(
  request: RunJupyterRequest,
  { sandboxes, signal }: { readonly sandboxes: SandboxProvider; readonly signal: AbortSignal },
): Promise<RunJupyterResponse> {
  const totalMs = Math.ceil((request.total_timeout ?? 45) * 1_000);
  const cellMs = (request.cell_timeout ?? 0) * 1_000;
  const memory = request.memory_limit_MB ?? -1;
  const end = performance.now() + totalMs;
  try {
    await using sandbox = await sandboxes.create(
      {
        files: filesOf(request.files),
        limits: {
          wallMs: Math.max(1, totalMs),
          outputBytes: 16 * 2 ** 20,
          ...(memory > 0 ? { memoryBytes: Math.ceil(memory) * 2 ** 20 } : {}),
        },
        requires: ["stateful-python"],
      },
      signal,
    );
    const interpreter = await sandbox.interpreter?.("python", { signal });
    if (interpreter === undefined) return failed("SandboxError", "there is no interpreter here");
    const cells: CellRunResult[] = [];
    for (const code of request.cells) {
      const left = end - performance.now();
      if (left <= 0) return failed("Failed", "", totalMs);
      const wallMs = Math.max(1, cellMs > 0 ? Math.min(left, cellMs) : left);
      const result = await interpreter.run(code, { wallMs, signal });
      signal.throwIfAborted();
      if (result.status === "sandbox-error") {
        return failed("SandboxError", result.detail ?? "the sandbox failed");
      }
      // All of the time is over, not only this cell's.
      if (result.status === "timeout" && end - performance.now() <= 0) {
        return failed("Failed", "", totalMs);
      }
      cells.push(cellResult(result));
    }
    return {
      status: "Success",
      message: "",
      driver: {
        status: "Finished",
        execution_time: (totalMs - (end - performance.now())) / 1_000,
        return_code: 0,
        stdout: "",
        stderr: "",
      },
      cells,
      executor_pod_name: null,
      files: await fetchFiles(sandbox, request.fetch_files ?? []),
    };
  } catch (error) {
    signal.throwIfAborted();
    return failed("SandboxError", error instanceof Error ? error.message : String(error));
  }
}

function failed(
  status: "Failed" | "SandboxError",
  message: string,
  totalMs?: number,
): RunJupyterResponse {
  const driver =
    totalMs === undefined
      ? null
      : ({
          status: "TimeLimitExceeded",
          execution_time: totalMs / 1_000,
          return_code: null,
          stdout: "",
          stderr: "",
        } as const);
  return { status, message, driver, cells: [], executor_pod_name: null, files: {} };
}

function cellResult(result: CellResult): CellRunResult {
  const { stdout, value } = result;
  const display = value === undefined ? [] : [{ "text/plain": value }];
  if (result.status !== "exited") {
    const evalue = result.detail ?? result.status;
    const ename = result.status === "timeout" ? "KeyboardInterrupt" : "DeadKernelError";
    const error = [{ ename, evalue, traceback: [`${ename}: ${evalue}`] }];
    return { stdout, stderr: result.stderr, display, error };
  }
  if (result.exitCode === 0) return { stdout, stderr: result.stderr, display, error: [] };
  const { before, traceback } = splitTraceback(result.stderr);
  const last = traceback.at(-1) ?? `SystemExit: ${result.exitCode}`;
  const [, ename = "SystemExit", evalue = ""] = /^(?:[\w.]*\.)?(\w+)(?:: (.*))?$/s.exec(last) ?? [];
  return { stdout, stderr: before, display, error: [{ ename, evalue, traceback }] };
}

/** The exception at the end of what a cell wrote, apart from what it wrote itself. */
function splitTraceback(stderr: string): {
  readonly before: string;
  readonly traceback: readonly string[];
} {
  const lines = stderr.replace(/\n$/, "").split("\n");
  const start = lines.findLastIndex((line) =>
    line.startsWith("Traceback (most recent call last):"),
  );
  // A syntax error has no such line, but a place.
  const first =
    start >= 0 ? start : lines.findLastIndex((line) => /^ {2}File "<cell \d+>"/.test(line));
  if (first < 0) return { before: stderr, traceback: [] };
  const before = lines.slice(0, first).map((line) => `${line}\n`);
  return { before: before.join(""), traceback: lines.slice(first) };
}
