import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { probeEndpoint } from "@agent-gym/model";

import type { CommandContext } from "../command-context.ts";
import { chooseEndpoint, keyVariables, shownUrl } from "../endpoint/choose-endpoint.ts";
import type { DoctorFlags } from "../flags/doctor-flags.ts";
import { probeSandboxes } from "../loading/choose-sandbox.ts";
import { packageVersion } from "../package-version.ts";
import type { Findings } from "./findings.ts";

/** Looks at everything that an evaluation would need; changes nothing. */
export async function examine(
  flags: DoctorFlags,
  { env, cwd }: Pick<CommandContext, "env" | "cwd">,
): Promise<Findings> {
  const [sandboxes, endpoint, logDir] = await Promise.all([
    probeSandboxes(),
    examineEndpoint(flags, env),
    examineFolder(resolve(cwd, flags.logDir)),
  ]);
  const reachable =
    endpoint === null || endpoint.status === "ready" || endpoint.status === "no-such-path";
  return {
    ok: sandboxes.some(({ ok }) => ok) && reachable && logDir.writable,
    version: packageVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    sandboxes,
    endpoint,
    keys: Object.fromEntries(keyVariables.map((name) => [name, (env[name] ?? "").trim() !== ""])),
    logDir,
  };
}

async function examineEndpoint(
  flags: DoctorFlags,
  env: CommandContext["env"],
): Promise<Findings["endpoint"]> {
  const choice = chooseEndpoint(flags, env);
  if (choice === undefined) return null;
  const { url, urlSource, key, keySource = null } = choice;
  const probe = await probeEndpoint(url, key === undefined ? {} : { key });
  return { url: shownUrl(url), urlSource, keySource, ...probe };
}

/** A folder that is not there yet is as good as the one it would be made in. */
async function examineFolder(path: string): Promise<Findings["logDir"]> {
  let there = path;
  while (!(await exists(there)) && dirname(there) !== there) there = dirname(there);
  const writable = await access(there, constants.W_OK).then(
    async () => (await stat(there)).isDirectory(),
    () => false,
  );
  const freeBytes = await statfs(there).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  return { path, writable, freeBytes };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
