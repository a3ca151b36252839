import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";

import type { FileTree, SandboxLimits } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import type { TarEntry } from "modern-tar";

import { identityFiles } from "../files/identity-files.ts";
import { packTree } from "../files/pack-tree.ts";
import type { HostPrograms } from "./find-host.ts";
import { withoutLeaks } from "./leaked-descriptors.ts";
import { killTree } from "./process-tree.ts";
import { encodeArguments, programArguments, settingArguments, volume } from "./root-arguments.ts";
import type { ProcessOptions, ProcessOutcome } from "./run-process.ts";
import { runProcess } from "./run-process.ts";
import type { SpawnedProcess, SpawnOptions } from "./spawn-process.ts";
import { spawnProcess } from "./spawn-process.ts";
import { holderMark } from "./sweep-orphans.ts";

export interface HolderOptions {
  readonly programs: HostPrograms;
  readonly uid?: number | undefined;
  readonly limits: SandboxLimits;
  readonly files: FileTree;
  readonly readOnlyPaths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

// Its last command reads the pipe that the harness holds: when the harness dies, however it dies,
// the holder ends, and with its PID namespace every process of the sandbox.
const script = `
  mount -t tmpfs -o "size=$1,nr_inodes=$2,mode=755" tmpfs ${volume} &&
  head -c "$3" | tar -x -p --no-same-owner -f - -C ${volume} && echo ready && exec cat >/dev/null
`;

const layout: readonly TarEntry[] = [
  { header: { name: "work/", type: "directory", size: 0, mode: 0o755 } },
  { header: { name: "tmp/", type: "directory", size: 0, mode: 0o1777 } },
  { header: { name: "shm/", type: "directory", size: 0, mode: 0o1777 } },
  { header: { name: "stdout", type: "fifo", size: 0, mode: 0o600 } },
  { header: { name: "stderr", type: "fifo", size: 0, mode: 0o600 } },
];

/**
 * The one process that a sandbox keeps: it owns the user, mount, PID, network and host name
 * namespaces in which its commands run, and the size-limited tmpfs with their files.
 */
export class Holder {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #programs: HostPrograms;
  readonly #uid: number | undefined;

  private constructor(child: ChildProcess, pid: number, options: HolderOptions) {
    this.#child = child;
    this.#pid = pid;
    this.#programs = options.programs;
    this.#uid = options.uid;
  }

  /** @throws SandboxError `unavailable`, or `limit` when the files don't fit. */
  static async start(options: HolderOptions): Promise<Holder> {
    const { limits, files, uid, programs } = options;
    const archive = await packTree(files, { prefix: "work/", before: layout });
    const identities = Object.entries(identityFiles);
    const argv = [
      ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-ipc"],
      ["--unshare-cgroup-try", "--uid", "0", "--gid", "0", "--cap-add", "ALL"],
      ["--die-with-parent", "--new-session", "--hostname", "sandbox"],
      ["--clearenv", "--setenv", "PATH", "/usr/bin:/bin:/usr/sbin:/sbin"],
      programArguments(options.readOnlyPaths),
      settingArguments(),
      identities.flatMap(([path], index) => ["--perms", "0644", "--file", String(index + 5), path]),
      ["--dir", volume, "--symlink", "vol/work", "/work", "--symlink", "vol/tmp", "/tmp"],
      ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/", "--chdir", "/"],
      ["--json-status-fd", "4"],
    ].flat();
    const size = [limits.diskBytes, inodes(limits.diskBytes), archive.byteLength].map(String);
    const [command = "", ...rest] = withoutLeaks(
      [programs.bwrap, "--args", "3", "--", "/bin/sh", "-c", script, await holderMark(), ...size],
      { leaks: programs.leaks, own: identities.length + 5 },
    );
    const child = spawn(command, rest, {
      cwd: "/",
      env: {},
      // A session of its own: Ctrl-C on the harness's terminal is for the harness, which lets it finish.
      detached: true,
      ...(uid === undefined ? {} : { uid, gid: uid }),
      stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", ...identities.map(() => "pipe" as const)],
    });
    let said = "";
    child.stderr?.on("data", (chunk: Uint8Array) => {
      if (said.length < 4096) said += Buffer.from(chunk).toString();
    });
    for (const stream of child.stdio) stream?.on("error", () => undefined);
    (child.stdio[3] as Writable).end(encodeArguments(argv));
    for (const [index, [, content]] of identities.entries()) {
      (child.stdio[index + 5] as Writable).end(content);
    }
    child.stdin?.write(archive);
    const abort = (): void => killTree(child);
    options.signal?.addEventListener("abort", abort);
    try {
      if (options.signal?.aborted === true) abort();
      const report = await Promise.race([startReport(child), earlyEnd(child)]);
      unref(child);
      return new Holder(child, report, options);
    } catch (cause) {
      killTree(child);
      options.signal?.throwIfAborted();
      if (/No space left on device|Wrote only/u.test(said)) {
        throw new SandboxError({
          code: "limit",
          message: `The files to start with don't fit into ${String(limits.diskBytes)} bytes of disk; allow more diskBytes.`,
        });
      }
      const line = said.trim().split("\n").at(-1) ?? "";
      throw new SandboxError({
        code: "unavailable",
        message: `The bubblewrap sandbox did not start: ${line === "" ? String(cause) : line}.`,
        cause,
      });
    } finally {
      options.signal?.removeEventListener("abort", abort);
    }
  }

  /** Whether it still runs. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Pipes for a command's output, one command at a time. Node's own are sockets, which a program
   * can't open again by name: `> /dev/stderr` would fail.
   */
  get pipes(): NonNullable<ProcessOptions["pipes"]> {
    const root = `/proc/${String(this.#pid)}/root${volume}`;
    return { stdout: `${root}/stdout`, stderr: `${root}/stderr` };
  }

  /** Runs a program inside its namespaces, as their root. */
  async run(
    argv: readonly string[],
    options: Omit<ProcessOptions, "uid">,
  ): Promise<ProcessOutcome> {
    const [command = "", ...rest] = this.#inside(argv);
    return await runProcess(command, rest, { ...options, uid: this.#uid });
  }

  #inside(argv: readonly string[]): readonly string[] {
    return withoutLeaks(
      [
        [this.#programs.nsenter, "--preserve-credentials", "--target", String(this.#pid)],
        ["--user", "--mount", "--pid", "--net", "--uts", "--", ...argv],
      ].flat(),
      { leaks: this.#programs.leaks, own: 7 },
    );
  }

  /** Starts a program inside its namespaces, as their root, and lets it run. */
  async spawn(
    argv: readonly string[],
    options: Omit<SpawnOptions, "uid">,
  ): Promise<SpawnedProcess> {
    const [command = "", ...rest] = this.#inside(argv);
    return await spawnProcess(command, rest, { ...options, uid: this.#uid });
  }

  /** Ends it and everything in its namespaces. Never throws. */
  async end(): Promise<void> {
    if (!this.alive) return;
    const exit = once(this.#child, "exit");
    this.#child.ref();
    killTree(this.#child);
    await exit.catch(() => undefined);
  }
}

/** An empty file costs memory too: as many as there are blocks of 4 KiB, and some to start with. */
function inodes(diskBytes: number): number {
  return 1024 + Math.ceil(diskBytes / 4096);
}

/** The holder's PID, as soon as its file system is ready. */
async function startReport(child: ChildProcess): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  let report = "";
  let output = "";
  // Their readers stay to the end: bwrap writes in pieces, and would die of a closed pipe.
  const look = (): void => {
    const pid = /"child-pid": (\d+)/u.exec(report)?.[1];
    if (pid !== undefined && output.includes("ready")) resolve(Number(pid));
  };
  child.stdio[4]?.on("data", (chunk: Uint8Array) => {
    report += Buffer.from(chunk).toString();
    look();
  });
  child.stdout?.on("data", (chunk: Uint8Array) => {
    output += Buffer.from(chunk).toString();
    look();
  });
  return await promise;
}

async function earlyEnd(child: ChildProcess): Promise<never> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  // What it said about it may still be on its way.
  await new Promise((resolve) => void setTimeout(resolve, 50));
  throw new Error(`bwrap ended early (${String(code ?? signal)})`);
}

/** A sandbox that nobody disposed of must not keep the harness from ending. */
function unref(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) (stream as { unref?: () => void } | null)?.unref?.();
}
