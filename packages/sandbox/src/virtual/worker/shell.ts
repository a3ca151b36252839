import type * as justBashModule from "just-bash";
import type { Bash, CustomCommand } from "just-bash";

import { workdir } from "../../files/sandbox-path.ts";
import type { ExecReply, FileChanges, ShellSettings, WorkerRequest } from "./protocol.ts";
import { createWorkspaceFs } from "./workspace-fs.ts";
import type { WorkspaceFs } from "./workspace-fs.ts";

type JustBash = typeof justBashModule;
type ExecRequest = Extract<WorkerRequest, { type: "exec" }>;

/** More than any honest script needs; what stops the others is the deadline, from outside. */
const plenty = 1_000_000_000;
const timeoutExitCode = 124;

/** A just-bash shell over a workspace of its own. */
export class Shell {
  readonly #bash: Bash;
  readonly #fs: WorkspaceFs;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(bash: Bash, fs: WorkspaceFs, env: Readonly<Record<string, string>>) {
    this.#bash = bash;
    this.#fs = fs;
    this.#env = env;
  }

  static async start(
    justBash: JustBash,
    settings: ShellSettings,
    customCommands: CustomCommand[],
  ): Promise<Shell> {
    const { limits } = settings;
    const fs = createWorkspaceFs(justBash.InMemoryFs, {
      diskBytes: limits.diskBytes,
      fileBytes: limits.fileBytes,
      readOnly: settings.readOnly,
    });
    fs.mkdirSync(workdir, { recursive: true });
    fs.mkdirSync("/tmp", { recursive: true });
    await fs.chmod("/tmp", 0o1777);
    const bash = new justBash.Bash({
      fs,
      cwd: workdir,
      env: { ...settings.env },
      python: true,
      customCommands,
      executionLimitProfile: "hardened",
      executionLimits: {
        maxExecDepth: Math.min(limits.processes, 32),
        maxCommandCount: plenty,
        maxLoopIterations: plenty,
        maxAwkIterations: plenty,
        maxSedIterations: plenty,
        maxJqIterations: plenty,
        maxWorkUnits: plenty,
        maxTraversalWork: plenty,
        maxExecutionTimeMs: limits.wallMs,
        maxPythonTimeoutMs: Math.min(limits.wallMs, limits.cpuMs),
        maxSqliteTimeoutMs: Math.min(limits.wallMs, limits.cpuMs),
        maxOutputSize: Math.max(limits.outputBytes * 2, 32 * 1024 * 1024),
        maxStringLength: Math.min(limits.memoryBytes >> 2, 64 * 1024 * 1024),
        maxLiveBytes: limits.memoryBytes,
        maxFileSystemBytes: limits.diskBytes,
      },
    });
    await fs.apply({ entries: settings.entries, removed: [] });
    fs.seal();
    return new Shell(bash, fs, settings.env);
  }

  async change(changes: FileChanges): Promise<void> {
    await this.#fs.apply(changes);
  }

  async exec(request: ExecRequest): Promise<ExecReply> {
    const deadline = AbortSignal.timeout(request.wallMs);
    const missing = await this.#missingDirectory(request.cwd);
    const script =
      typeof request.command === "string" ? request.command : request.command.map(quote).join(" ");
    const result =
      missing ??
      (await this.#bash.exec(script, {
        cwd: request.cwd,
        env: { ...this.#env, ...request.env, PWD: request.cwd },
        replaceEnv: true,
        rawScript: true,
        stdin: Buffer.from(request.stdin).toString("latin1"),
        stdinKind: "bytes",
        signal: deadline,
      }));
    const [stdout, stdoutCut] = cut(result.stdout, request.outputBytes);
    const [stderr, stderrCut] = cut(result.stderr, request.outputBytes);
    const timedOut = deadline.aborted && result.exitCode === timeoutExitCode;
    return {
      type: "result",
      status: timedOut ? "timeout" : stdoutCut || stderrCut ? "output-limit" : "exited",
      exitCode: result.exitCode,
      stdout,
      stderr,
      changes: await this.#fs.takeChanges(),
    };
  }

  async #missingDirectory(
    cwd: string,
  ): Promise<{ stdout: string; stderr: string; exitCode: number } | undefined> {
    const stat = await this.#fs.stat(cwd).catch(() => undefined);
    if (stat?.isDirectory === true) return undefined;
    const problem = stat === undefined ? "No such file or directory" : "Not a directory";
    return { stdout: "", stderr: `bash: cd: ${cwd}: ${problem}\n`, exitCode: 1 };
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The first bytes of a text as well-formed Unicode, and whether there were more. */
function cut(text: string, bytes: number): readonly [string, boolean] {
  const encoded = Buffer.from(text);
  if (encoded.byteLength <= bytes) return [encoded.toString(), false];
  return [new TextDecoder().decode(encoded.subarray(0, bytes), { stream: true }), true];
}
