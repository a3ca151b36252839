import { randomBytes } from "node:crypto";

import { UsageError } from "@agent-gym/core";

import { slug } from "./episode-files.ts";

/** A readable name for a new run, as `2026-11-22-cmd-mirau-1a2b`; the day is UTC's. */
export function createRunId({
  environment,
  agent,
}: {
  readonly environment: string;
  readonly agent: string;
}): string {
  const day = new Date().toISOString().slice(0, 10);
  const parts = [day, environment, slug(agent, "agent"), randomBytes(2).toString("hex")];
  return parts.join("-");
}

/**
 * Checks a name that someone gave to a run: it names a folder, on every system.
 *
 * @throws UsageError
 */
export function checkRunId(id: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/i.test(id) && !id.endsWith(".") && !reserved.test(id)) return;
  throw new UsageError(
    `"${id}" can't name a run: use up to 100 letters, digits, ".", "_" and "-", a letter or digit first.`,
    { code: "invalid-run-id" },
  );
}

// Windows keeps these for devices, with any extension.
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
