import { basename, dirname, isAbsolute, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";
import { openRun, type RunDescription } from "@agent-gym/runner";
import { Command } from "commander";

import { set, type Variables } from "../endpoint/choose-endpoint.ts";
import { addEvalFlags } from "../flags/add-eval-flags.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { recordedCommand } from "../show/recorded-command.ts";

/** How a run was started, as its record tells it. */
export interface RecordedEval {
  readonly environment: string;
  /** Those that were given, and where the run lies. */
  readonly flags: Partial<EvalFlags>;
}

/**
 * Reads from a run's record what is needed to go on with it: the command that started it last, and what
 * came from elsewhere then: the endpoint of a variable, the one model that was listed, the sandbox that
 * was found. Its relative paths begin where it was typed.
 *
 * @throws UsageError for a run that `eval` did not start.
 */
export async function recordedEval(
  folder: string,
  { cwd, env }: { readonly cwd: string; readonly env: Variables },
): Promise<RecordedEval> {
  const { description } = await openRun(folder);
  const words = recordedCommand(description);
  const parsed = words?.[0] === "eval" ? parseEval(words.slice(1)) : undefined;
  if (parsed === undefined) {
    throw new UsageError(
      `The run ${description.runId} does not tell how it was started, or was not started by eval: name its environment, and the flags that it was started with.`,
      { code: "missing-environment" },
    );
  }
  const { command = "", flags } = parsed;
  const launched = description.launches.at(-1)?.circumstances["cwd"];
  const from = typeof launched === "string" ? launched : cwd;
  return {
    environment: module(command, { from, cwd }),
    flags: {
      ...withPlaces(flags, { from, cwd }),
      ...found(description, { flags, env }),
      logDir: dirname(folder),
      runId: basename(folder),
    },
  };
}

function parseEval(
  words: readonly string[],
): { readonly command: string | undefined; readonly flags: Partial<EvalFlags> } | undefined {
  const command = addEvalFlags(new Command("eval"))
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });
  try {
    command.parse([...words], { from: "user" });
  } catch {
    // Another version wrote it, whose flags this one does not have.
    return undefined;
  }
  const flags = Object.entries(command.opts()).filter(
    ([name]) => command.getOptionValueSource(name) === "cli" && !ofOneStart.has(name),
  );
  const [environment] = command.args;
  return environment === undefined
    ? undefined
    : { command: environment, flags: Object.fromEntries(flags) };
}

/** What belongs to one start of a run alone. */
const ofOneStart: ReadonlySet<string> = new Set(["resume", "retryErrors", "runId", "logDir"]);

interface Places {
  /** Where the command was typed. */
  readonly from: string;
  readonly cwd: string;
}

function withPlaces(flags: Partial<EvalFlags>, places: Places): Partial<EvalFlags> {
  const { dataFile, modelCache, prices, trainedOn, agent } = flags;
  const [mode = "", file = ""] = modelCache ?? [];
  return {
    ...flags,
    ...(dataFile === undefined ? {} : { dataFile: dataFile.map((path) => place(path, places)) }),
    ...(modelCache === undefined ? {} : { modelCache: [mode, place(file, places)] }),
    ...(prices === undefined ? {} : { prices: place(prices, places) }),
    ...(trainedOn === undefined ? {} : { trainedOn: place(trainedOn, places) }),
    ...(agent === undefined ? {} : { agent: module(agent, places) }),
  };
}

function place(path: string, { from, cwd }: Places): string {
  return from === cwd || isAbsolute(path) ? path : resolve(from, path).replaceAll("\\", "/");
}

/** What is no path is a name. */
function module(typed: string, places: Places): string {
  return /^\.{1,2}[\\/]/.test(typed) ? place(typed, places) : typed;
}

function found(
  { identity, launches }: RunDescription,
  { flags, env }: { readonly flags: Partial<EvalFlags>; readonly env: Variables },
): Partial<EvalFlags> {
  const { name } = identity.model;
  const { endpoint } = launches.at(-1)?.circumstances ?? {};
  const named =
    set(env["AGENT_GYM_BASE_URL"]) !== undefined || set(env["OPENAI_BASE_URL"]) !== undefined;
  return {
    ...(flags.model === undefined && typeof name === "string" ? { model: name } : {}),
    ...(flags.agentUrl === undefined && typeof endpoint === "string" && !named
      ? { agentUrl: endpoint }
      : {}),
    ...(flags.sandbox === undefined && identity.sandbox !== null && isChoice(identity.sandbox.kind)
      ? { sandbox: identity.sandbox.kind }
      : {}),
  };
}

/** Backends that are chosen by their name alone. */
function isChoice(kind: string): boolean {
  return ["bubblewrap", "docker", "virtual", "pyodide"].includes(kind);
}
