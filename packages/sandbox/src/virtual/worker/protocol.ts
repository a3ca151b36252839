import type { SandboxLimits } from "@agent-gym/core";

/** One entry of the virtual file system, as it crosses between the harness and a worker. */
export type VirtualEntry =
  | {
      readonly kind: "file";
      readonly data: Uint8Array;
      readonly mode: number;
      readonly mtimeMs: number;
    }
  | { readonly kind: "directory"; readonly mode: number; readonly mtimeMs: number }
  | { readonly kind: "link"; readonly target: string; readonly mtimeMs: number };

/** What changed, by absolute path; parents come before what they hold. */
export interface FileChanges {
  readonly entries: readonly (readonly [string, VirtualEntry])[];
  readonly removed: readonly string[];
}

export interface ShellSettings {
  readonly entries: FileChanges["entries"];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly readOnly: boolean;
}

/** From the harness to a worker. */
export type WorkerRequest =
  | { readonly type: "start"; readonly settings: ShellSettings }
  | { readonly type: "change"; readonly changes: FileChanges }
  | {
      readonly type: "exec";
      readonly command: string | readonly string[];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      readonly stdin: Uint8Array;
      readonly wallMs: number;
      readonly outputBytes: number;
    };

export interface ExecReply {
  readonly type: "result";
  readonly status: "exited" | "timeout" | "output-limit";
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly changes: FileChanges;
}

/** From a worker to the harness. */
export type WorkerReply =
  /** just-bash is loaded: the worker can be given a sandbox to run. */
  | { readonly type: "loaded" }
  | { readonly type: "missing"; readonly message: string }
  | ExecReply
  | { readonly type: "broken"; readonly message: string };
