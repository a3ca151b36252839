import { once } from "node:events";

import { UsageError } from "@agent-gym/core";
import { createSandboxFusionServer } from "@agent-gym/sandbox/sandbox-fusion";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { SandboxFusionFlags } from "../flags/sandbox-fusion-flags.ts";
import { chooseSandbox } from "../loading/choose-sandbox.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";

/**
 * Serves SandboxFusion's interface until it is interrupted, which is how it is meant to end.
 *
 * @throws UsageError when no sandbox works here, or when it can't listen there.
 */
export async function runSandboxFusion({
  flags,
  context,
}: {
  readonly flags: SandboxFusionFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { host, port, concurrency } = flags;
  using interrupt = abortOnInterrupt(context.signals);
  const { signal } = interrupt;
  const { provider, line } = await chooseSandbox(flags.sandbox, {
    image: flags.image,
    requires: [],
    skipUnmet: false,
    signal,
  });
  try {
    await using server = await createSandboxFusionServer({
      sandboxes: provider,
      host,
      port,
      concurrency,
    }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`Can't listen on ${host}, port ${port}: ${reason}. Try another --port.`);
    });
    context.stdout.write(`SandboxFusion's interface is at ${server.url}, over ${line}\n`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await provider.dispose?.();
  }
  return exitCodes.done;
}
