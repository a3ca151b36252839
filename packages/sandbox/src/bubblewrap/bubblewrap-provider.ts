import type { Probe, SandboxLimits, SandboxProvider, SandboxSpec } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { BubblewrapSandbox } from "./bubblewrap-sandbox.ts";
import type { BubblewrapHost } from "./find-host.ts";
import { findHost } from "./find-host.ts";
import { Holder } from "./holder.ts";
import { MemoryGroup } from "./memory-group.ts";
import { sweepOrphans } from "./sweep-orphans.ts";
import { takeUserSlot } from "./user-slot.ts";

/** What holds for all sandboxes of a backend. */
export interface BubblewrapOptions {
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
  /**
   * More of the host that commands may read, beside `/usr`: absolute paths, not below `/tmp`.
   * Default: none.
   */
  readonly readOnlyPaths?: readonly string[];
}

const kind = "bubblewrap";
const baseEnv = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/work", LANG: "C.UTF-8" };
const mebibyte = 1024 * 1024;
/** What bwrap and the kernel need for a sandbox itself. */
const ownBytes = 16 * mebibyte;
/** Less, and bash itself would not start. */
const minimum = {
  processes: 2,
  memoryBytes: 16 * mebibyte,
  diskBytes: 64 * 1024,
  cpuMs: 1000,
};

interface Found {
  readonly host: BubblewrapHost;
  readonly probe: Extract<Probe, { ok: true }>;
}

/**
 * Sandboxes with a real bash and the host's own programs, made of Linux namespaces by `bwrap`. They
 * start in some 10 ms, need no root and no daemon, and have no network.
 */
export function createBubblewrapProvider(options: BubblewrapOptions = {}): SandboxProvider {
  let found: Promise<Found> | undefined;

  const start = async (
    host: BubblewrapHost,
    spec: SandboxSpec,
    how: { readonly limits: SandboxLimits; readonly signal: AbortSignal | undefined },
  ): Promise<BubblewrapSandbox> => {
    const slot = process.getuid?.() === 0 ? await takeUserSlot() : undefined;
    const memoryGroup = groupFor(host, how.limits);
    const settings = { limits: how.limits, readOnlyPaths: options.readOnlyPaths ?? [] };
    try {
      const holder = await Holder.start({
        ...settings,
        programs: host.programs,
        uid: slot?.uid,
        files: spec.files ?? {},
        signal: how.signal,
      });
      return new BubblewrapSandbox({
        ...settings,
        holder,
        host,
        env: { ...baseEnv, ...spec.env },
        readOnly: spec.readOnly ?? false,
        memoryGroup,
        release: () => {
          slot?.release();
          memoryGroup?.remove();
        },
      });
    } catch (error) {
      slot?.release();
      memoryGroup?.remove();
      throw error;
    }
  };

  const tryOut = async (signal?: AbortSignal): Promise<Found> => {
    const [bare] = await Promise.all([findHost(), sweepOrphans()]);
    const limits = resolveLimits(undefined, { kind });
    await using sandbox = await start(bare, {}, { limits, signal });
    const trial = await sandbox.exec(
      'echo "bash $BASH_VERSION"; command -v python3 >/dev/null && echo python',
    );
    const [bash = "", python] = trial.stdout.split("\n");
    if (!bash.startsWith("bash ")) {
      throw new SandboxError({
        code: "unavailable",
        message: trial.stderr.trim() || `a first command ended with ${trial.status}`,
      });
    }
    const capabilities = [
      "real-shell",
      "spawn",
      ...(python === "python" ? ["python", "stateful-python"] : []),
    ];
    const memory = bare.memoryGroups === undefined ? "watched" : "in a cgroup";
    const version = `${bare.version}, ${bash}, memory ${memory}`;
    return {
      host: { ...bare, version, capabilities },
      probe: { ok: true, kind, version, capabilities },
    };
  };

  const find = async (signal?: AbortSignal): Promise<Found> => {
    const finding = (found ??= tryOut(signal));
    try {
      return await finding;
    } catch (error) {
      // What failed may be mended, or was cut short: look again next time.
      if (found === finding) found = undefined;
      throw error;
    }
  };

  const probe: SandboxProvider["probe"] = async (requires = [], signal) => {
    try {
      const result = (await find(signal)).probe;
      const missing = requires.filter((name) => !result.capabilities.includes(name));
      if (missing.length === 0) return result;
      return { ok: false, kind, reason: `it has no ${missing.join(", ")}` };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const reason = message.replace(/\.+$/u, "");
      return { ok: false, kind, reason, ...fixFor(reason) };
    }
  };

  const create: SandboxProvider["create"] = async (spec, signal) => {
    signal?.throwIfAborted();
    const limits = resolveLimits(spec.limits, { kind, defaults: options.limits, minimum });
    const probed = await probe(spec.requires, signal);
    signal?.throwIfAborted();
    if (!probed.ok) {
      const fix = probed.fix === undefined ? "" : `; to use it, ${probed.fix}`;
      throw new SandboxError({
        code: "unavailable",
        message: `No bubblewrap sandbox: ${probed.reason}${fix}.`,
      });
    }
    return await start((await find(signal)).host, spec, { limits, signal });
  };

  return { kind, probe, create, dispose: sweepOrphans };
}

let groupCount = 0;

/** Files in memory are charged to who wrote them: the group may hold those too. */
function groupFor(host: BubblewrapHost, limits: SandboxLimits): MemoryGroup | undefined {
  if (host.memoryGroups === undefined) return undefined;
  groupCount += 1;
  try {
    const bytes = limits.memoryBytes + limits.diskBytes + ownBytes;
    return new MemoryGroup(
      host.memoryGroups,
      `${String(process.pid)}-${String(groupCount)}`,
      bytes,
    );
  } catch {
    // The place is gone or full; what is used is still looked at ten times a second.
    return undefined;
  }
}

function fixFor(reason: string): { readonly fix?: string } {
  if (reason.includes("needs Linux")) return {};
  if (reason.includes("no bwrap")) return { fix: "install the package bubblewrap" };
  if (reason.includes("no nsenter")) return { fix: "install the package util-linux" };
  if (/namespace|uid map|Operation not permitted|Permission denied/iu.test(reason)) {
    return {
      fix: "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0; in a container, with its seccomp profile)",
    };
  }
  return {};
}
