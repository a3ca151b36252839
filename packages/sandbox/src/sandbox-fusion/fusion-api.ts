/**
 * The HTTP interface of SandboxFusion (ByteDance, `sandbox/server/sandbox_api.py`, as of commit
 * 469de08): what is sent and what comes back.
 */

/** Languages that its `/run_code` knows by name. */
export const fusionLanguages = [
  "python",
  "cpp",
  "nodejs",
  "go",
  "go_test",
  "java",
  "php",
  "csharp",
  "bash",
  "typescript",
  "sql",
  "rust",
  "cuda",
  "lua",
  "R",
  "perl",
  "D_ut",
  "ruby",
  "scala",
  "julia",
  "pytest",
  "junit",
  "kotlin_script",
  "jest",
  "verilog",
  "python_gpu",
  "lean",
  "swift",
  "racket",
] as const;

export type FusionLanguage = (typeof fusionLanguages)[number];

/** Of `POST /run_code`. Times are in seconds; files are in Base64, by path. */
export interface RunCodeRequest {
  readonly code: string;
  readonly language: FusionLanguage;
  /** Default 10. */
  readonly compile_timeout?: number;
  /** Default 10. */
  readonly run_timeout?: number;
  /** Default -1: no limit. */
  readonly memory_limit_MB?: number;
  readonly stdin?: string | null;
  readonly files?: Readonly<Record<string, string | null>>;
  readonly fetch_files?: readonly string[];
}

/** How one program ended. */
export interface CommandRunResult {
  readonly status: "Finished" | "Error" | "TimeLimitExceeded";
  /** Seconds. */
  readonly execution_time: number | null;
  /** `null` where it did not come to its end. */
  readonly return_code: number | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
}

export interface RunCodeResponse {
  /** `Failed`: the program; `SandboxError`: not the program. */
  readonly status: "Success" | "Failed" | "SandboxError";
  readonly message: string;
  readonly compile_result: CommandRunResult | null;
  /** `null` where it did not compile. */
  readonly run_result: CommandRunResult | null;
  readonly executor_pod_name: string | null;
  /** Those of `fetch_files` that are there, in Base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** Of `POST /run_jupyter`. */
export interface RunJupyterRequest {
  readonly cells: readonly string[];
  /** Seconds; SandboxFusion itself does not enforce it. Default 0: none. */
  readonly cell_timeout?: number;
  /** Default 45. */
  readonly total_timeout?: number;
  readonly memory_limit_MB?: number;
  readonly kernel?: "python3";
  readonly files?: Readonly<Record<string, string | null>>;
  readonly fetch_files?: readonly string[];
}

export interface CellRunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** MIME bundles. */
  readonly display: readonly Readonly<Record<string, unknown>>[];
  readonly error: readonly {
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  }[];
}

export interface RunJupyterResponse {
  readonly status: "Success" | "Failed" | "SandboxError";
  readonly message: string;
  readonly driver: CommandRunResult | null;
  /** Empty when the time was over; an error in one does not stop those behind it. */
  readonly cells: readonly CellRunResult[];
  readonly executor_pod_name: string | null;
  readonly files: Readonly<Record<string, string>>;
}
