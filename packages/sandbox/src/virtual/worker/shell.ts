import type * as justBashModule from "just-bash";
import type { Bash } from "just-bash";

import { identityFiles } from "../../files/identity-files.ts";
import { workdir } from "../../files/sandbox-path.ts";
import type { ExecReply, FileChanges, ShellSettings, WorkerRequest } from "./protocol.ts";
import { rewriteScript } from "./rewrite-script.ts";
import { directoriesCommand, writableCommand } from "./rewritten-commands.ts";
import { ShellState } from "./shell-state.ts";
import { reasonOf } from "./shims/input.ts";
import { quoteWord } from "./shims/run-words.ts";
import { shims } from "./shims/shims.ts";
import { createWorkspaceFs } from "./workspace-fs.ts";
import type { WorkspaceFs } from "./workspace-fs.ts";

type JustBash = typeof justBashModule;
type ExecRequest = Extract<WorkerRequest, { type: "exec" }>;

/** More than any honest script needs; what stops the others is the deadline, from outside. */
const plenty = 1_000_000_000;
/** What just-bash says when it gives up by itself. */
const deadline = /execution deadline|execution aborted/u;
const flood = /output size/u;

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A just-bash shell over a workspace of its own. */
export class Shell {
  readonly #justBash: JustBash;
  readonly #fs: WorkspaceFs;
  readonly #settings: ShellSettings;

  private constructor(justBash: JustBash, fs: WorkspaceFs, settings: ShellSettings) {
    this.#justBash = justBash;
    this.#fs = fs;
    this.#settings = settings;
  }

  static async start(justBash: JustBash, settings: ShellSettings): Promise<Shell> {
    const { diskBytes, fileBytes } = settings.limits;
    const { readOnly } = settings;
    const fs = createWorkspaceFs(justBash.InMemoryFs, { diskBytes, fileBytes, readOnly });
    fs.mkdirSync(workdir, { recursive: true });
    fs.mkdirSync("/tmp", { recursive: true });
    await fs.chmod("/tmp", 0o1777);
    for (const [path, text] of Object.entries(identityFiles)) fs.writeFileSync(path, text);
    const shell = new Shell(justBash, fs, settings);
    // Commands are laid out as files, before what must not be written to is sealed.
    shell.#bash({ wallMs: settings.limits.wallMs, env: {} }, new ShellState(fs));
    await fs.apply({ entries: settings.entries, removed: [] });
    return shell;
  }

  async change(changes: FileChanges): Promise<void> {
    await this.#fs.apply(changes);
  }

  async exec(request: ExecRequest): Promise<ExecReply> {
    const start = performance.now();
    const missing = await this.#missingDirectory(request.cwd);
    const result = missing ?? (await this.#run(request));
    const [stdout, stdoutCut] = cut(result.stdout, request.outputBytes);
    const [stderr, stderrCut] = cut(result.stderr, request.outputBytes);
    const late = performance.now() - start > request.wallMs - 50;
    const timedOut = late && result.exitCode === 124 && deadline.test(result.stderr);
    const flooded =
      stdoutCut || stderrCut || (result.exitCode === 126 && flood.test(result.stderr));
    return {
      type: "result",
      status: timedOut ? "timeout" : flooded ? "output-limit" : "exited",
      exitCode: result.exitCode,
      stdout,
      stderr,
      changes: await this.#fs.takeChanges(),
    };
  }

  async #run(request: ExecRequest): Promise<Ran> {
    const { command, cwd } = request;
    const state = new ShellState(this.#fs);
    const bash = this.#bash(request, state);
    const options = {
      cwd,
      replaceEnv: true,
      rawScript: true,
      signal: AbortSignal.timeout(request.wallMs),
    };
    try {
      const ran = await bash.exec(
        typeof command === "string" ? command : command.map(quoteWord).join(" "),
        {
          ...options,
          env: { ...this.#settings.env, ...request.env, PWD: cwd },
          stdin: Buffer.from(request.stdin).toString("latin1"),
          stdinKind: "bytes",
        },
      );
      if (state.onExit === undefined) return ran;
      const last = await bash.exec(state.onExit, { ...options, env: ran.env });
      return { ...ran, stdout: ran.stdout + last.stdout, stderr: ran.stderr + last.stderr };
    } catch (error) {
      // A redirection that the file system refuses ends the whole script in just-bash.
      return { stdout: "", stderr: `bash: ${reasonOf(error)}\n`, exitCode: 1 };
    }
  }

  /** A new one for each command: options of the shell would last from one to the next. */
  #bash({ wallMs, env }: Pick<ExecRequest, "wallMs" | "env">, state: ShellState): Bash {
    const { limits } = this.#settings;
    const bash = new this.#justBash.Bash({
      fs: this.#fs,
      cwd: workdir,
      // Variables are exported to programs if they are given here.
      env: { ...this.#settings.env, ...env },
      python: true,
      customCommands: [...shims, ...state.commands, directoriesCommand, writableCommand(this.#fs)],
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
        maxExecutionTimeMs: wallMs,
        maxPythonTimeoutMs: Math.min(wallMs, limits.cpuMs),
        maxSqliteTimeoutMs: Math.min(wallMs, limits.cpuMs),
        maxOutputSize: limits.outputBytes * 2 + 16 * 1024 * 1024,
        maxStringLength: Math.min(Math.floor(limits.memoryBytes / 4), 64 * 1024 * 1024),
        maxLiveBytes: limits.memoryBytes,
        maxFileSystemBytes: limits.diskBytes,
      },
    });
    bash.registerTransformPlugin({
      name: "as-bash",
      transform: ({ ast }) => ({ ast: rewriteScript(ast, this.#justBash) }),
    });
    return bash;
  }

  async #missingDirectory(cwd: string): Promise<Ran | undefined> {
    const stat = await this.#fs.stat(cwd).catch(() => undefined);
    if (stat?.isDirectory === true) return undefined;
    const problem = stat === undefined ? "No such file or directory" : "Not a directory";
    return { stdout: "", stderr: `bash: cd: ${cwd}: ${problem}\n`, exitCode: 1 };
  }
}

/** The first bytes of a text as well-formed Unicode, and whether there were more. */
function cut(text: string, bytes: number): readonly [string, boolean] {
  const encoded = Buffer.from(text);
  if (encoded.byteLength <= bytes) return [encoded.toString(), false];
  return [new TextDecoder().decode(encoded.subarray(0, bytes), { stream: true }), true];
}
