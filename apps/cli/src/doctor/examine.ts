import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { type EndpointProbe, probeEndpoint } from "@agent-gym/model";

import type { CommandContext } from "../command-context.ts";
import { askOneToken, isBusy } from "../endpoint/ask-one-token.ts";
import {
  chooseEndpoint,
  type EndpointChoice,
  keyVariables,
  shownUrl,
} from "../endpoint/choose-endpoint.ts";
import type { DoctorFlags } from "../flags/doctor-flags.ts";
import { probeSandboxes } from "../loading/choose-sandbox.ts";
import { packageVersion } from "../package-version.ts";
import type { EndpointAnswer, Findings } from "./findings.ts";

/**
 * Looks at everything that an evaluation would need, and asks a model for one token where it is known
 * which; changes nothing.
 */
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
    endpoint === null ||
    endpoint.answer.status === "answered" ||
    ((endpoint.status === "ready" || endpoint.status === "no-such-path") &&
      endpoint.answer.status !== "failed");
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
  const answer = await askModel(choice, { ...probe, model: flags.model });
  return { url: shownUrl(url), urlSource, keySource, ...probe, answer };
}

/** A list of models may be open to all, and say nothing of what a question would meet. */
async function askModel(
  choice: EndpointChoice,
  { status, models, model: named }: EndpointProbe & { readonly model: string | undefined },
): Promise<EndpointAnswer> {
  const [only, ...others] = models;
  const model = named ?? (others.length === 0 ? only : undefined);
  const notAsked = (line: string): EndpointAnswer => ({
    model: model ?? null,
    status: "not-asked",
    line,
  });
  if (model === undefined) return notAsked("no model was asked: name one with --model");
  if (status === "unreachable" || status === "needs-key") return notAsked(`${model} was not asked`);
  const error = await askOneToken(choice, { model });
  if (error !== undefined) {
    return isBusy(error)
      ? { model, status: "busy", line: `${model} is too busy to answer now: ${error.message}` }
      : { model, status: "failed", line: `${model} does not answer: ${error.message}` };
  }
  const listed = models.length === 0 || models.includes(model);
  const more = listed ? "" : ", though the endpoint does not list it";
  return { model, status: "answered", line: `${model} answered a question of one token${more}` };
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
