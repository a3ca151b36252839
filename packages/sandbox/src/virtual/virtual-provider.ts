import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { Capability, SandboxLimits, SandboxProvider } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { VirtualSandbox } from "./virtual-sandbox.ts";
import { WorkerPool } from "./worker-pool.ts";
import { WorkspaceMirror } from "./workspace-mirror.ts";

/** What holds for all sandboxes of a backend. */
export interface VirtualOptions {
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
  /** How many threads are started ahead of need, once the first sandbox was made. Default 2. */
  readonly spareWorkers?: number;
}

const kind = "virtual";
const capabilities: readonly Capability[] = ["python"];
const baseEnv = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/work", LANG: "C.UTF-8" };

/**
 * Sandboxes that need nothing but an npm package: a bash written in TypeScript, in a thread of its
 * own, over files in memory. They run on every system; some commands differ from the real ones.
 */
export function createVirtualProvider(options: VirtualOptions = {}): SandboxProvider {
  const heapOf = (limits: SandboxLimits): number => Math.ceil(limits.memoryBytes / (1024 * 1024));
  const minimum = { memoryBytes: 64 * 1024 * 1024, outputBytes: 16 };
  const pool = new WorkerPool({
    spare: options.spareWorkers ?? 2,
    heapMegabytes: heapOf(resolveLimits(undefined, { kind, defaults: options.limits, minimum })),
  });

  const probe: SandboxProvider["probe"] = async (requires = []) => {
    let version: string;
    try {
      version = justBashVersion();
    } catch {
      return { ok: false, kind, reason: "just-bash is not installed", fix: "npm i just-bash" };
    }
    const missing = requires.filter((name) => !capabilities.includes(name));
    if (missing.length > 0) return { ok: false, kind, reason: `it has no ${missing.join(", ")}` };
    return { ok: true, kind, version: `just-bash ${version}`, capabilities };
  };

  const create: SandboxProvider["create"] = async (spec, signal) => {
    signal?.throwIfAborted();
    const limits = resolveLimits(spec.limits, { kind, defaults: options.limits, minimum });
    const probed = await probe(spec.requires, signal);
    if (!probed.ok) {
      throw new SandboxError({
        code: probed.fix === undefined ? "unavailable" : "missing-package",
        message: `No virtual sandbox: ${[probed.reason, probed.fix].filter(Boolean).join("; ")}`,
      });
    }
    const mirror = new WorkspaceMirror(limits);
    mirror.writeAll(spec.files ?? {});
    return new VirtualSandbox({
      worker: await pool.take(heapOf(limits)),
      mirror,
      capabilities,
      limits,
      env: { ...baseEnv, ...spec.env },
      readOnly: spec.readOnly ?? false,
      takeWorker: async () => await pool.take(heapOf(limits)),
    });
  };

  return { kind, probe, create, dispose: async () => await pool.close() };
}

/** just-bash does not export its package.json: it is looked up beside what it exports. */
function justBashVersion(): string {
  const main = createRequire(import.meta.url).resolve("just-bash");
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (name === "just-bash" && typeof version === "string") return version;
  }
  return "of an unknown version";
}
