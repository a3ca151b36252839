import { SandboxError } from "../errors/sandbox-error.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";

/** Stands for the sandboxes of a run that has none. */
export const noSandbox: SandboxProvider = {
  kind: "none",
  probe: async () => ({ ok: false, kind: "none", reason: "this run has no sandbox" }),
  create: async () => {
    throw new SandboxError({ code: "unavailable", message: "This run has no sandbox." });
  },
};
