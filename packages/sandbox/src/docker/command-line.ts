import type { ScriptCall } from "./exec-scripts.ts";
import { commandScript, scriptCall, spawnScript } from "./exec-scripts.ts";

interface Place {
  readonly directory: string;
  /** All of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the data of each process. */
  readonly memoryBytes: number;
}

/** How much later the container itself ends a command that the harness should have ended. */
const graceSeconds = 5;

/** What a container runs for a command of the agent's. */
export function commandLine(
  command: string | readonly string[],
  options: Place & {
    readonly wallMs: number;
    /** Whether there is something on its standard input. */
    readonly input: boolean;
    /** Sessions that live on when the command ends. */
    readonly spared: readonly string[];
  },
): ScriptCall {
  const { directory, env, memoryBytes, wallMs, input, spared } = options;
  const seconds = Math.ceil(wallMs / 1000) + graceSeconds;
  const argv = [
    [input ? "input" : "", directory, kibibytes(memoryBytes), spared.join(" ")],
    assignments(env),
    ["/usr/bin/timeout", "-s", "KILL", String(seconds)],
    typeof command === "string" ? ["/bin/bash", "-c", command] : command,
  ].flat();
  return scriptCall(commandScript, { argv });
}

/** What a container runs for a program beside the commands. */
export function spawnLine(
  argv: readonly string[],
  options: Place & { readonly cpuMs: number },
): ScriptCall {
  const { directory, env, memoryBytes, cpuMs } = options;
  const seconds = String(Math.ceil(cpuMs / 1000));
  const place = [directory, kibibytes(memoryBytes), seconds];
  return scriptCall(spawnScript, { argv: [...place, ...assignments(env), ...argv] });
}

function kibibytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024));
}

function assignments(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
