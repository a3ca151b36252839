import type { FileTree } from "./file-tree.ts";

/** Something that a task or an environment may need of a sandbox. */
export type Capability =
  | "real-shell"
  | "python"
  | "stateful-python"
  | "spawn"
  | "snapshot"
  | "network"
  | (string & {});

/** What a sandbox may use. A backend that can't enforce one that was asked for refuses to start. */
export interface SandboxLimits {
  /** Of one command, in milliseconds. */
  readonly wallMs: number;
  /** CPU time of one command, in milliseconds. */
  readonly cpuMs: number;
  /** Of all processes together. */
  readonly memoryBytes: number;
  /** At the same time. */
  readonly processes: number;
  /** Of all files of the workspace together. */
  readonly diskBytes: number;
  /** Of one file. */
  readonly fileBytes: number;
  /** Of one command's stdout, and as much again of its stderr; a command that writes more is killed. */
  readonly outputBytes: number;
}

/** How to make a sandbox. */
export interface SandboxSpec {
  /** What its workspace holds at the start. */
  readonly files?: FileTree;
  /** The whole environment of its commands, over the backend's own `PATH`, `HOME` and `LANG`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Over the backend's defaults. */
  readonly limits?: Partial<SandboxLimits>;
  /**
   * What its backend must be able to do; creation fails where it can't. Default: nothing in
   * particular.
   */
  readonly requires?: readonly Capability[];
  /** The workspace can't be written to by commands. */
  readonly readOnly?: boolean;
}

/** Whether a backend works here, and how to make it work if not. */
export type Probe =
  | {
      readonly ok: true;
      /** The backend's name. */
      readonly kind: string;
      /** Versions of what decides its behaviour, for the record. */
      readonly version: string;
      /** All that this backend can do here. */
      readonly capabilities: readonly Capability[];
    }
  | {
      readonly ok: false;
      /** The backend's name. */
      readonly kind: string;
      /** Why it does not work here, in one line for people. */
      readonly reason: string;
      /** What to do about it: a command, or one line for people. */
      readonly fix?: string;
    };

/** A backend. */
export interface SandboxProvider {
  /** The backend's name, as the record and the command line spell it: `docker`, `virtual`. */
  readonly kind: string;
  /** Cheap; never throws. */
  readonly probe: (requires?: readonly Capability[], signal?: AbortSignal) => Promise<Probe>;
  /**
   * A fresh sandbox that shares nothing with any other.
   *
   * @throws SandboxError when it can't be started or can't do what the spec asks.
   */
  readonly create: (spec: SandboxSpec, signal?: AbortSignal) => Promise<Sandbox>;
  /** Sweeps what is left over. */
  readonly dispose?: () => Promise<void>;
}

/** How one command ended. A command that fails is a result, never an exception. */
export interface ExecResult {
  /** What ended the command: itself (`exited`), a limit, the caller, or a fault of the sandbox. */
  readonly status:
    | "exited"
    | "timeout"
    | "oom"
    | "output-limit"
    | "process-limit"
    | "killed"
    | "aborted"
    | "sandbox-error";
  /** `null` unless `exited`; 128 + n where signal n ended it. */
  readonly exitCode: number | null;
  /** UTF-8; bytes that are none become U+FFFD. */
  readonly stdout: string;
  /** As `stdout`. */
  readonly stderr: string;
  /** From the command's start to its end. */
  readonly milliseconds: number;
  /**
   * The sandbox had to be restarted: processes and variables are gone; files are as the last command
   * left them that came to an end.
   */
  readonly stateLost?: boolean;
  /** Why it was ended, or what of the sandbox failed: one line for people. Never with `exited`. */
  readonly detail?: string;
}

/** How one command is run. */
export interface ExecOptions {
  /** Relative to the workspace, or absolute. The workspace when absent. */
  readonly cwd?: string;
  /** Added to the sandbox's own. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Empty when absent: a command never waits for a terminal. */
  readonly stdin?: string | Uint8Array;
  /** `harness`: a command of ours, whose words the agent did not choose. Default `agent`. */
  readonly as?: "agent" | "harness";
  /** Tightens the sandbox's own; never loosens it. Default: the sandbox's. */
  readonly limits?: Partial<Pick<SandboxLimits, "wallMs" | "outputBytes">>;
  /** Ends the command with everything that it started; the result then says `aborted`. */
  readonly signal?: AbortSignal;
}

/** Files of the workspace. Paths are relative to it or absolute; none leads out of the sandbox. */
export interface SandboxFiles {
  /**
   * The bytes of a regular file.
   *
   * @throws SandboxError `refused` when there is no such file, or it is over `fileBytes`.
   */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Makes missing parent directories. */
  readonly write: (
    path: string,
    data: string | Uint8Array,
    options?: { readonly mode?: number },
  ) => Promise<void>;
  /** Writes a whole tree at once, relative to the workspace. */
  readonly writeAll: (files: FileTree) => Promise<void>;
  /** Names in a directory, sorted; directories end in `/`. */
  readonly list: (path: string) => Promise<readonly string[]>;
}

/** What was left in a workspace. */
export interface Collection {
  /** By path relative to the workspace. */
  readonly files: FileTree;
  /** What was not taken: devices, sockets, FIFOs, and what is over a cap. */
  readonly skipped: readonly {
    /** Relative to the workspace. */
    readonly path: string;
    /** Why it was not taken, in one line for people. */
    readonly reason: string;
  }[];
}

/** How much may be collected; what is over a cap is skipped. */
export interface CollectOptions {
  /** Of all files together; default 64 MiB. */
  readonly maxBytes?: number;
  /** Of one file; default 8 MiB. */
  readonly maxFileBytes?: number;
  /** Default 1,000. */
  readonly maxFiles?: number;
}

/**
 * A place where untrusted commands run. Commands of one sandbox never run at the same time: they
 * queue. Its environment is given, never inherited. Every method rejects once it is disposed.
 */
export interface Sandbox extends AsyncDisposable {
  /** Unique among the sandboxes of its backend. */
  readonly id: string;
  /** The backend's name. */
  readonly kind: string;
  /** The workspace, as commands see it: an absolute path. */
  readonly workdir: string;
  /** All that it can do. */
  readonly capabilities: readonly Capability[];
  /** A string is run by `bash -c`; a list is run as it is, without a shell. */
  readonly exec: (
    command: string | readonly string[],
    options?: ExecOptions,
  ) => Promise<ExecResult>;
  /** The workspace's files, for the harness. */
  readonly files: SandboxFiles;
  /** Kills every process, for good; files stay, for `collect` and `files.read`. */
  readonly stop: () => Promise<void>;
  /** The workspace's content as data, taken by the harness: links are not followed. */
  readonly collect: (options?: CollectOptions) => Promise<Collection>;
  /**
   * Starts a program without a shell that runs until it ends or is disposed of. Only with `spawn`.
   */
  readonly spawn?: (argv: readonly string[], signal?: AbortSignal) => Promise<SandboxProcess>;
  /**
   * Starts an interpreter that lives as long as the sandbox or until it is disposed of. Only with
   * `stateful-python`.
   */
  readonly interpreter?: (
    language: "python",
    options?: { readonly signal?: AbortSignal },
  ) => Promise<Interpreter>;
}

/** A program that runs beside the harness and talks through its pipes. */
export interface SandboxProcess extends AsyncDisposable {
  /** What the program reads; closing it is the end of its input. */
  readonly stdin: WritableStream<Uint8Array>;
  /** What the program writes. */
  readonly stdout: ReadableStream<Uint8Array>;
  /**
   * Settles when it has ended: its exit code, or `null` where a signal or the sandbox's end ended
   * it. Never rejects.
   */
  readonly exited: Promise<number | null>;
}

/** An interpreter that keeps its variables from call to call. */
export interface Interpreter extends AsyncDisposable {
  /**
   * Runs code after all that was run before. What the program raises is a result like any other, with
   * its traceback in `stderr`. `wallMs` tightens the sandbox's own limit.
   */
  readonly run: (
    code: string,
    options?: { readonly signal?: AbortSignal; readonly wallMs?: number },
  ) => Promise<ExecResult & { /** Of the last expression, as `repr`. */ readonly value?: string }>;
}
