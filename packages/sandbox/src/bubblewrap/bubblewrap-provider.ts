import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Capability, Probe, SandboxLimits, SandboxProvider } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { BubblewrapSandbox } from "./bubblewrap-sandbox.ts";
import { Holder } from "./holder.ts";
import type { HostPrograms } from "./host-programs.ts";
import { findProgram } from "./host-programs.ts";
import { takeUserSlot } from "./user-slot.ts";

export interface BubblewrapOptions {
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
  /** More of the host that commands may read, beside `/usr`: absolute paths. */
  readonly readOnlyPaths?: readonly string[];
}

const kind = "bubblewrap";
const baseEnv = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/work", LANG: "C.UTF-8" };

/**
 * Sandboxes with a real bash and the host's own programs, made of Linux namespaces by `bwrap`. They
 * start in some 10 ms, need no root and no daemon, and have no network.
 */
export function createBubblewrapProvider(options: BubblewrapOptions = {}): SandboxProvider {
  const readOnlyPaths = options.readOnlyPaths ?? [];
  let found: Promise<Probe> | undefined;
  let programs: HostPrograms | undefined;

  const create: SandboxProvider["create"] = async (spec, signal) => {
    const limits = resolveLimits(spec.limits, {
      kind,
      defaults: options.limits,
      minimum: { processes: 2, memoryBytes: 16 * 1024 * 1024, diskBytes: 64 * 1024, cpuMs: 1000 },
    });
    const probed = await probe(spec.requires, signal);
    if (!probed.ok || programs === undefined) {
      const reason = probed.ok ? "bwrap is not there" : probed.reason;
      throw new SandboxError({ code: "unavailable", message: `No bubblewrap sandbox: ${reason}.` });
    }
    return await start(programs, probed.capabilities, { spec, limits, signal });
  };

  const start = async (
    from: HostPrograms,
    capabilities: readonly Capability[],
    how: {
      readonly spec: Parameters<SandboxProvider["create"]>[0];
      readonly limits: SandboxLimits;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<BubblewrapSandbox> => {
    const slot = process.getuid?.() === 0 ? await takeUserSlot() : undefined;
    try {
      const holder = await Holder.start({
        programs: from,
        uid: slot?.uid,
        limits: how.limits,
        files: how.spec.files ?? {},
        readOnlyPaths,
        signal: how.signal,
      });
      return new BubblewrapSandbox({
        holder,
        bwrap: from.bwrap,
        capabilities,
        limits: how.limits,
        env: { ...baseEnv, ...how.spec.env },
        readOnly: how.spec.readOnly ?? false,
        readOnlyPaths,
        disableUserNamespaces: true,
        release: () => slot?.release(),
      });
    } catch (error) {
      slot?.release();
      throw error;
    }
  };

  const tryOut = async (signal?: AbortSignal): Promise<Probe> => {
    if (process.platform !== "linux") {
      return { ok: false, kind, reason: `bubblewrap needs Linux; this is ${process.platform}` };
    }
    const [bwrap, nsenter] = await Promise.all([findProgram("bwrap"), findProgram("nsenter")]);
    if (bwrap === undefined || nsenter === undefined) {
      const missing = bwrap === undefined ? "bwrap" : "nsenter";
      const fix = `install the package ${bwrap === undefined ? "bubblewrap" : "util-linux"}`;
      return { ok: false, kind, reason: `there is no ${missing} on the PATH`, fix };
    }
    programs = { bwrap, nsenter };
    const limits = resolveLimits(undefined, { kind });
    try {
      const { stdout: version } = await promisify(execFile)(bwrap, ["--version"]);
      await using sandbox = await start(programs, [], { spec: {}, limits, signal });
      const trial = await sandbox.exec(
        'echo "bash $BASH_VERSION"; command -v python3 >/dev/null && echo python',
      );
      const [bash, python] = trial.stdout.split("\n");
      if (bash === undefined || !bash.startsWith("bash ")) {
        return { ok: false, kind, reason: trial.stderr.trim(), ...fixFor(trial.stderr) };
      }
      return {
        ok: true,
        kind,
        version: `${version.trim()}, ${bash}`,
        capabilities: ["real-shell", ...(python === "python" ? ["python"] : [])],
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, kind, reason, ...fixFor(reason) };
    }
  };

  const probe: SandboxProvider["probe"] = async (requires = [], signal) => {
    const probed = await (found ??= tryOut(signal));
    // What failed may be mended, or was cut short: look again next time.
    if (!probed.ok) found = undefined;
    else {
      const missing = requires.filter((name) => !probed.capabilities.includes(name));
      if (missing.length > 0) return { ok: false, kind, reason: `it has no ${missing.join(", ")}` };
    }
    return probed;
  };

  return { kind, probe, create };
}

function fixFor(said: string): { readonly fix?: string } {
  if (/user namespace|uid map|Operation not permitted|Permission denied/iu.test(said)) {
    return {
      fix: "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0; in a container, its seccomp profile must allow them)",
    };
  }
  return {};
}
