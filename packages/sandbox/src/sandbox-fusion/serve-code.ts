import {
  type ExecResult,
  type FileTree,
  type Sandbox,
  type SandboxProvider,
} from "@agent-gym/core";

import type {
  CommandRunResult,
  FusionLanguage,
  RunCodeRequest,
  RunCodeResponse,
} from "./fusion-api.ts";

/** Languages that are served, and how their program is run. */
const commands: Partial<
  Record<FusionLanguage, { readonly file: string; readonly argv: readonly string[] }>
> = {
  python: { file: "main.py", argv: ["python3", "main.py"] },
  pytest: { file: "test_main.py", argv: ["python3", "-m", "pytest", "test_main.py"] },
  bash: { file: "main.sh", argv: ["/bin/bash", "main.sh"] },
  nodejs: { file: "main.js", argv: ["node", "main.js"] },
  typescript: { file: "main.ts", argv: ["node", "main.ts"] },
};

export interface ServeOptions {
  readonly sandboxes: SandboxProvider;
  readonly signal: AbortSignal;
}

/** Runs one program in a sandbox of its own. */
export async function serveCode(
  request: RunCodeRequest,
  { sandboxes, signal }: ServeOptions,
): Promise<RunCodeResponse> {
  const command = commands[request.language];
  if (command === undefined) {
    return sandboxError(`exception on running code: ${request.language} is not served here`);
  }
  const seconds = request.run_timeout ?? 10;
  const memory = request.memory_limit_MB ?? -1;
  const wallMs = Math.max(1, Math.ceil(seconds * 1_000));
  try {
    await using sandbox = await sandboxes.create(
      {
        files: { ...filesOf(request.files), [command.file]: { data: request.code } },
        limits: {
          wallMs,
          cpuMs: wallMs * 4,
          outputBytes: 16 * 2 ** 20,
          ...(memory > 0 ? { memoryBytes: Math.ceil(memory) * 2 ** 20 } : {}),
        },
        requires: ["python"],
      },
      signal,
    );
    const result = await sandbox.exec(command.argv, {
      ...(request.stdin == null ? {} : { stdin: request.stdin }),
      signal,
    });
    if (result.status === "sandbox-error" || result.status === "aborted") {
      return sandboxError(`exception on running code: ${result.detail ?? result.stderr}`);
    }
    const run = runResult(result);
    return {
      status: run.status === "Finished" && run.return_code === 0 ? "Success" : "Failed",
      message: "",
      compile_result: null,
      run_result: run,
      executor_pod_name: null,
      files: await fetchFiles(sandbox, request.fetch_files ?? []),
    };
  } catch (error) {
    signal.throwIfAborted();
    return sandboxError(
      `exception on running code: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function sandboxError(message: string): RunCodeResponse {
  return {
    status: "SandboxError",
    message,
    compile_result: null,
    run_result: null,
    executor_pod_name: null,
    files: {},
  };
}

function runResult(result: ExecResult): CommandRunResult {
  const said = { stdout: result.stdout, stderr: result.stderr };
  const execution_time = result.milliseconds / 1_000;
  if (result.status === "timeout") {
    return { status: "TimeLimitExceeded", execution_time, return_code: null, ...said };
  }
  // What was killed for another limit looks as a shell tells of it.
  return { status: "Finished", execution_time, return_code: result.exitCode ?? 137, ...said };
}

/** Files of a request: those without content are left out. */
export function filesOf(files: RunCodeRequest["files"] = {}): FileTree {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, data]) =>
      data === null || path.includes("IGNORE_THIS_FILE")
        ? []
        : [[path, { data: new Uint8Array(Buffer.from(data, "base64")) }]],
    ),
  );
}

/** Those that are there; the others are left out, as SandboxFusion does. */
export async function fetchFiles(
  sandbox: Sandbox,
  paths: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const path of paths) {
    try {
      found[path] = Buffer.from(await sandbox.files.read(path)).toString("base64");
    } catch {
      // It is not there, or no regular file.
    }
  }
  return found;
}
