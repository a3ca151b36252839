import type { Capability, SandboxLimits, SandboxProvider } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { resolveLimits } from "../limits/resolve-limits.ts";
import { WorkspaceMirror } from "../virtual/workspace-mirror.ts";
import { SandboxFusionClient, type SandboxFusionClientOptions } from "./fusion-client.ts";
import { FusionSandbox } from "./fusion-sandbox.ts";

/** Where the server is, and what holds for all sandboxes of a backend. */
export interface SandboxFusionOptions extends SandboxFusionClientOptions {
  /** Of every sandbox, where its spec says nothing else. */
  readonly limits?: Partial<SandboxLimits>;
}

const kind = "sandbox-fusion";
const capabilities: readonly Capability[] = ["real-shell", "python", "stateful-python"];

/**
 * Sandboxes on a SandboxFusion server. How well they are shut in, and which limits are enforced, is
 * that server's matter: of SandboxFusion itself, memory and time.
 */
export function createSandboxFusionProvider(options: SandboxFusionOptions): SandboxProvider {
  const client = new SandboxFusionClient(options);

  const probe: SandboxProvider["probe"] = async (requires = [], signal) => {
    const missing = requires.filter((name) => !capabilities.includes(name));
    if (missing.length > 0) return { ok: false, kind, reason: `it has no ${missing.join(", ")}` };
    try {
      await client.ping(signal === undefined ? {} : { signal });
      // The server does not say which version it is.
      return { ok: true, kind, version: `at ${client.url}`, capabilities };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, kind, reason, fix: "start the server, or give another URL" };
    }
  };

  const create: SandboxProvider["create"] = async (spec, signal) => {
    signal?.throwIfAborted();
    const limits = resolveLimits(spec.limits, { kind, defaults: options.limits });
    const lacking = (spec.requires ?? []).filter((name) => !capabilities.includes(name));
    if (lacking.length > 0) {
      throw new SandboxError({
        code: "unavailable",
        message: `A SandboxFusion server has no ${lacking.join(", ")}.`,
      });
    }
    if (spec.readOnly === true) {
      throw new SandboxError({
        code: "refused",
        message: "SandboxFusion can't keep its workspace from being written to.",
      });
    }
    await client.ping(signal === undefined ? {} : { signal });
    const mirror = new WorkspaceMirror(limits);
    mirror.writeAll(spec.files ?? {});
    return new FusionSandbox({ client, mirror, capabilities, limits, env: spec.env ?? {} });
  };

  return { kind, probe, create };
}
