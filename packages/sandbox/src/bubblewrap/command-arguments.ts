import type { SandboxLimits } from "@agent-gym/core";

import { workdir } from "../files/sandbox-path.ts";
import type { BubblewrapHost } from "./find-host.ts";
import { encodeArguments, programArguments, volume } from "./root-arguments.ts";
import { syscallFilter } from "./syscall-filter.ts";

const filter = syscallFilter();

export interface CommandPlan {
  readonly command: string | readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly readOnly: boolean;
  readonly readOnlyPaths: readonly string[];
  /** The command waits until descriptor 6 can be read. */
  readonly gated: boolean;
  readonly host: Pick<BubblewrapHost, "disableUserNamespaces" | "countsProcesses">;
}

/**
 * bwrap's arguments for one command: namespaces of its own inside the holder's, so that everything
 * that it starts dies with it; no capabilities; nothing writable but the workspace and `/tmp`.
 */
function commandArguments(plan: CommandPlan): readonly string[] {
  return [
    ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-cgroup-try"],
    plan.host.disableUserNamespaces ? ["--disable-userns"] : [],
    ["--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ["--die-with-parent", "--new-session", "--clearenv"],
    Object.entries(plan.env).flatMap(([name, value]) => ["--setenv", name, value]),
    programArguments(plan.readOnlyPaths),
    ["--ro-bind", "/etc", "/etc"],
    [plan.readOnly ? "--ro-bind" : "--bind", `${volume}/work`, workdir],
    ["--bind", `${volume}/tmp`, "/tmp", "--proc", "/proc", "--dev", "/dev"],
    ["--bind", `${volume}/shm`, "/dev/shm", "--remount-ro", "/dev", "--remount-ro", "/"],
    ["--chdir", plan.cwd, "--json-status-fd", "4"],
    filter === undefined ? [] : ["--seccomp", "5"],
    plan.gated ? ["--block-fd", "6"] : [],
  ].flat();
}

/** What bwrap reads before it starts a command, by descriptor. */
export function commandInputs(plan: CommandPlan): Readonly<Record<number, Uint8Array>> {
  return {
    3: encodeArguments(commandArguments(plan)),
    ...(filter === undefined ? {} : { 5: filter }),
  };
}

/** What bwrap starts: the command, under the limits that the kernel counts for each process. */
export function limitedCommand(plan: CommandPlan): readonly string[] {
  const { limits, command } = plan;
  const cpuSeconds = Math.ceil(limits.cpuMs / 1000);
  return [
    ["prlimit", `--cpu=${String(cpuSeconds)}:${String(cpuSeconds + 1)}`],
    [`--fsize=${String(limits.fileBytes)}`, `--data=${String(limits.memoryBytes)}`],
    // Where the kernel counts all processes of the harness's user, only the watch can tell them apart.
    plan.host.countsProcesses ? [`--nproc=${String(limits.processes + 1)}`] : [],
    ["--core=0", "--nofile=1024", "--"],
    typeof command === "string" ? ["bash", "-c", command] : command,
  ].flat();
}
