import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program's source. */
export const mainFile: string = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** What a finished process left. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  /** Over a bare environment: `PATH`, `HOME`, and where Docker is. */
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a shell starts it in a terminal. */
  readonly detached?: boolean;
}

const bareEnvironment = Object.fromEntries(
  ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONTEXT"]
    .map((name) => [name, process.env[name]] as const)
    .filter(([, value]) => value !== undefined),
);

/** Starts the real program. */
export function startCli(
  args: readonly string[],
  { cwd, env = {}, detached = false }: CliOptions,
): { readonly child: ChildProcess; readonly result: Promise<CliResult> } {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd,
    detached,
    env: { ...bareEnvironment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, result };
}

/** Runs the real program to its end. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).result;
}

/** The objects of JSON Lines, each typed as far as a test looks at it. */
export function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
