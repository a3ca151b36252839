import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { release } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import type { Capability } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { leakedDescriptors } from "./leaked-descriptors.ts";
import type { MemoryGroups } from "./memory-group.ts";
import { findMemoryGroups, sweepMemoryGroups } from "./memory-group.ts";

/** How the backend starts things on the host: absolute paths, and what to keep from them. */
export interface HostPrograms {
  readonly bwrap: string;
  readonly nsenter: string;
  /** Descriptors of the harness that its children would inherit. */
  readonly leaks: readonly number[];
}

/** What this machine has to make sandboxes of. */
export interface BubblewrapHost {
  readonly programs: HostPrograms;
  readonly version: string;
  readonly capabilities: readonly Capability[];
  /** Whether bwrap can keep commands from making user namespaces of their own (since 0.8). */
  readonly disableUserNamespaces: boolean;
  /** Whether the kernel counts processes for each user namespace (since 5.14), not only for a user. */
  readonly countsProcesses: boolean;
  /** Where the kernel itself can count the memory of a whole sandbox, if it can. */
  readonly memoryGroups: MemoryGroups | undefined;
}

const run = promisify(execFile);

/** @throws SandboxError `unavailable` where a program is missing, or the system is not Linux. */
export async function findHost(): Promise<BubblewrapHost> {
  if (process.platform !== "linux") {
    throw unavailable(`bubblewrap needs Linux; this is ${process.platform}`);
  }
  const [bwrap, nsenter] = await Promise.all([findProgram("bwrap"), findProgram("nsenter")]);
  if (bwrap === undefined) throw unavailable("there is no bwrap on the PATH");
  if (nsenter === undefined) throw unavailable("there is no nsenter on the PATH");
  const [version, help] = await Promise.all([run(bwrap, ["--version"]), run(bwrap, ["--help"])]);
  const memoryGroups = findMemoryGroups();
  if (memoryGroups !== undefined) sweepMemoryGroups(memoryGroups);
  return {
    memoryGroups,
    programs: { bwrap, nsenter, leaks: leakedDescriptors() },
    version: version.stdout.trim(),
    capabilities: [],
    disableUserNamespaces: help.stdout.includes("--disable-userns"),
    countsProcesses: process.getuid?.() === 0 || isAtLeast(release(), [5, 14]),
  };
}

/** Looks a program up in `PATH` and in the places where systems put theirs. */
async function findProgram(name: string): Promise<string | undefined> {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "");
  for (const directory of new Set([...path, "/usr/bin", "/bin", "/usr/sbin", "/sbin"])) {
    const file = join(directory, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not here; look further.
    }
  }
  return undefined;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function unavailable(message: string): SandboxError {
  return new SandboxError({ code: "unavailable", message });
}
