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

/** One of {@link fusionLanguages}. */
export type FusionLanguage = (typeof fusionLanguages)[number];

/** Of `POST /run_code`. Times are in seconds; files are in Base64, by path. */
export interface RunCodeRequest {
  /** The program. */
  readonly code: string;
  /** What it is written in. */
  readonly language: FusionLanguage;
  /** Default 10. */
  readonly compile_timeout?: number;
  /** Default 10. */
  readonly run_timeout?: number;
  /** Default -1: no limit. */
  readonly memory_limit_MB?: number;
  /** Default: empty. */
  readonly stdin?: string | null;
  /** Laid into the working directory before it runs. Default: none. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Paths of files to send back. Default: none. */
  readonly fetch_files?: readonly string[];
}

/** How one program ended. */
export interface CommandRunResult {
  /** `Error`: it could not be started or was ended by a fault, not by its exit code. */
  readonly status: "Finished" | "Error" | "TimeLimitExceeded";
  /** Seconds. */
  readonly execution_time: number | null;
  /** `null` where it did not come to its end. */
  readonly return_code: number | null;
  /** `null` where there is none. */
  readonly stdout: string | null;
  /** `null` where there is none. */
  readonly stderr: string | null;
}

/** What became of a program. */
export interface RunCodeResponse {
  /** `Failed`: the program; `SandboxError`: not the program. */
  readonly status: "Success" | "Failed" | "SandboxError";
  /** What went wrong; empty otherwise. */
  readonly message: string;
  /** `null` for languages that are not compiled. */
  readonly compile_result: CommandRunResult | null;
  /** `null` where it did not compile. */
  readonly run_result: CommandRunResult | null;
  /** Where it ran, as the server calls it; `null` where the server does not say. */
  readonly executor_pod_name: string | null;
  /** Those of `fetch_files` that are there, in Base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** Of `POST /run_jupyter`. */
export interface RunJupyterRequest {
  /** Programs that run one after another and share their variables. */
  readonly cells: readonly string[];
  /** Seconds; SandboxFusion itself does not enforce it. Default 0: none. */
  readonly cell_timeout?: number;
  /** Default 45. */
  readonly total_timeout?: number;
  /** Default -1: no limit. */
  readonly memory_limit_MB?: number;
  readonly kernel?: "python3";
  /** In Base64, by path; laid into the working directory first. Default: none. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Paths of files to send back. Default: none. */
  readonly fetch_files?: readonly string[];
}

/** What became of one cell. */
export interface CellRunResult {
  /** What it printed. */
  readonly stdout: string;
  /** As `stdout`. */
  readonly stderr: string;
  /** MIME bundles. */
  readonly display: readonly Readonly<Record<string, unknown>>[];
  /** What it raised; empty when nothing. */
  readonly error: readonly {
    /** The exception's class. */
    readonly ename: string;
    /** Its message. */
    readonly evalue: string;
    /** Line by line, as the kernel gives it. */
    readonly traceback: readonly string[];
  }[];
}

/** What became of some cells. */
export interface RunJupyterResponse {
  /** As in `RunCodeResponse`. */
  readonly status: "Success" | "Failed" | "SandboxError";
  /** What went wrong; empty otherwise. */
  readonly message: string;
  /** The process that ran the kernel; `null` where the server does not say. */
  readonly driver: CommandRunResult | null;
  /** Empty when the time was over; an error in one does not stop those behind it. */
  readonly cells: readonly CellRunResult[];
  /** Where it ran, as the server calls it; `null` where the server does not say. */
  readonly executor_pod_name: string | null;
  /** Those of `fetch_files` that are there, in Base64. */
  readonly files: Readonly<Record<string, string>>;
}
