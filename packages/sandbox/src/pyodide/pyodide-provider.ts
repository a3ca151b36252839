import type { Capability, SandboxLimits, SandboxProvider } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { WorkspaceMirror } from "../virtual/workspace-mirror.ts";
import { ChildPool } from "./child-pool.ts";
import { heapSnapshot } from "./heap-snapshot.ts";
import { PyodideChild } from "./pyodide-child.ts";
import { findPyodide } from "./pyodide-package.ts";
import { PyodideSandbox } from "./pyodide-sandbox.ts";

/** What holds for all sandboxes of a backend. */
export interface PyodideOptions {
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
  /** How many processes are started ahead of need, once the first sandbox was made. Default 2. */
  readonly spareProcesses?: number;
}

const kind = "pyodide";
const capabilities: readonly Capability[] = ["python", "stateful-python"];
const baseEnv = { HOME: "/work", LANG: "C.UTF-8", PYTHONHASHSEED: "0", MPLBACKEND: "Agg" };
const mebibyte = 1024 * 1024;
/** Less, and Python itself would not start. */
const minimum = { memoryBytes: 64 * mebibyte, diskBytes: 16 * mebibyte, outputBytes: 16 };

/**
 * Sandboxes that only run Python, and need nothing but an npm package: CPython compiled to
 * WebAssembly, in a process that Node's permission model shuts in. They run on every system. There is
 * no shell, no other program, no thread, no package beside the standard library.
 */
export function createPyodideProvider(options: PyodideOptions = {}): SandboxProvider {
  const pools = new Map<string, Promise<ChildPool>>();

  const poolFor = (limits: SandboxLimits): Promise<ChildPool> => {
    const { memoryBytes, diskBytes, fileBytes } = limits;
    const key = [memoryBytes, diskBytes, fileBytes].join("/");
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = makePool({ memoryBytes, diskBytes, fileBytes });
      pools.set(key, pool);
      // What failed may be mended: look again next time.
      pool.catch(() => pools.delete(key));
    }
    return pool;
  };

  const makePool = async (
    limits: Pick<SandboxLimits, "memoryBytes" | "diskBytes" | "fileBytes">,
  ): Promise<ChildPool> => {
    const pyodide = findPyodide();
    const settings = { packageFolder: pyodide.folder, ...limits };
    const snapshotFile = await heapSnapshot(pyodide, settings);
    const start = (): PyodideChild =>
      new PyodideChild({ ...settings, ...(snapshotFile === undefined ? {} : { snapshotFile }) });
    return new ChildPool({ spare: options.spareProcesses ?? 2, start });
  };

  const probe: SandboxProvider["probe"] = async (requires = []) => {
    let version: string;
    try {
      version = findPyodide().version;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, kind, reason, fix: "npm i pyodide" };
    }
    const missing = requires.filter((name) => !capabilities.includes(name));
    if (missing.length > 0) return { ok: false, kind, reason: `it has no ${missing.join(", ")}` };
    return { ok: true, kind, version: `pyodide ${version}`, capabilities };
  };

  const create: SandboxProvider["create"] = async (spec, signal) => {
    signal?.throwIfAborted();
    const limits = resolveLimits(spec.limits, { kind, defaults: options.limits, minimum });
    const probed = await probe(spec.requires, signal);
    if (!probed.ok) {
      throw new SandboxError({
        code: probed.fix === undefined ? "unavailable" : "missing-package",
        message: `No Pyodide sandbox: ${[probed.reason, probed.fix].filter(Boolean).join("; ")}`,
      });
    }
    if (spec.readOnly === true) {
      throw new SandboxError({
        code: "refused",
        message: "A Pyodide sandbox can't keep its workspace from being written to.",
      });
    }
    const mirror = new WorkspaceMirror(limits);
    mirror.writeAll(spec.files ?? {});
    const pool = await poolFor(limits);
    signal?.throwIfAborted();
    return new PyodideSandbox({
      mirror,
      capabilities,
      // One thread: its CPU time is never more than its wall time.
      limits: { ...limits, wallMs: Math.min(limits.wallMs, limits.cpuMs) },
      env: { ...baseEnv, ...spec.env },
      takeChild: async () => await pool.take(),
    });
  };

  const dispose = async (): Promise<void> => {
    const made = [...pools.values()];
    pools.clear();
    for (const pool of await Promise.allSettled(made)) {
      if (pool.status === "fulfilled") await pool.value.close();
    }
  };

  return { kind, probe, create, dispose };
}
