import { readFile } from "node:fs/promises";
import { dirname, extname, isAbsolute, relative, resolve, sep } from "node:path";

import {
  isJsonObject,
  type Json,
  type JsonObject,
  jsonSchemaProblems,
  UsageError,
} from "@agent-gym/core";

import type { EvalFlags } from "../flags/eval-flags.ts";
import { seconds } from "../flags/parse-flag.ts";
import { loadModule } from "../loading/load-module.ts";
import { didYouMean } from "../loading/near-names.ts";
import { evalConfigSchema } from "./eval-config-schema.ts";

/** What a file says of a run: flags of `eval`, and the environment. */
export interface RunConfig {
  readonly environment?: string;
  readonly flags: Partial<EvalFlags>;
}

/**
 * Reads a run's configuration: JSON, YAML, or a module's default export. Paths in it begin where the
 * file lies.
 *
 * @throws UsageError that names the file, and the key that is not known or does not fit.
 */
export async function readConfig(
  file: string,
  { cwd }: { readonly cwd: string },
): Promise<RunConfig> {
  const path = resolve(cwd, file);
  const value = checked(await readValue(path, file), file);
  const { $schema: _schema, environment, ...flags } = value;
  const folder = dirname(path);
  const near = (typed: string): string => nearPath(resolve(folder, typed), cwd);
  // What is no path is a name.
  const module = (typed: string): string =>
    /^\.{1,2}[\\/]/.test(typed) ? resolve(folder, typed) : typed;
  // The schema has seen to their types.
  const { dataFile, modelCache, prices, logDir, trainedOn, agent } = flags as Places;
  return {
    ...(typeof environment === "string" ? { environment: module(environment) } : {}),
    flags: {
      ...flags,
      ...inSeconds(flags),
      ...(dataFile === undefined ? {} : { dataFile: [dataFile].flat().map(near) }),
      ...(modelCache === undefined ? {} : { modelCache: [modelCache[0], near(modelCache[1])] }),
      ...(prices === undefined ? {} : { prices: near(prices) }),
      ...(logDir === undefined ? {} : { logDir: near(logDir) }),
      ...(trainedOn === undefined ? {} : { trainedOn: near(trainedOn) }),
      ...(agent === undefined ? {} : { agent: module(agent) }),
    },
  };
}

/** Settings that name a place. */
interface Places {
  readonly dataFile?: string | readonly string[];
  readonly modelCache?: readonly [mode: string, file: string];
  readonly prices?: string;
  readonly logDir?: string;
  readonly trainedOn?: string;
  readonly agent?: string;
}

async function readValue(path: string, file: string): Promise<Json | undefined> {
  const extension = extname(path).toLowerCase();
  if (/^\.[cm]?[jt]s$/.test(extension)) {
    const module = await loadModule(path, { cwd: dirname(path) });
    if (module === undefined) throw unusable(file, "there is no such file");
    const value = module.exports["default"];
    if (value === undefined) throw unusable(file, "it has no default export");
    // What a program made may hold more than JSON does.
    return JSON.parse(JSON.stringify(value)) as Json;
  }
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw unusable(file, code === "ENOENT" ? "there is no such file" : message, error);
  }
  try {
    if (extension !== ".yaml" && extension !== ".yml") return JSON.parse(text) as Json;
    const { parse } = await import("yaml");
    return parse(text) as Json;
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const kind = extension.startsWith(".y") ? "YAML" : "JSON";
    throw unusable(file, `it is no ${kind} (${problem.replace(/[:.]$/, "")})`, error);
  }
}

/** The value, once it is known to fit the schema. */
function checked(value: Json | undefined, file: string): JsonObject {
  if (!isJsonObject(value)) throw unusable(file, "it holds no object");
  const names = Object.keys(evalConfigSchema["properties"] as JsonObject);
  for (const name of Object.keys(value)) {
    if (names.includes(name)) continue;
    if (/key$/i.test(name)) {
      throw unusable(file, `"${name}" has no place in it: keys are kept in the environment`);
    }
    throw unusable(file, `there is no setting "${name}".${didYouMean(name, names)}`);
  }
  const [problem] = jsonSchemaProblems(evalConfigSchema, value);
  if (problem !== undefined) throw unusable(file, problem);
  return value;
}

function inSeconds(flags: JsonObject): JsonObject {
  const times = ["maxTime", "episodeTimeout", "episodeWorkingTime"] as const;
  return Object.fromEntries(
    times.flatMap((name) => {
      const value = flags[name];
      return typeof value === "number" || typeof value === "string"
        ? [[name, seconds(String(value))] as const]
        : [];
    }),
  );
}

/** As a person would type it from here, with the slashes that globs want. */
export function nearPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  const inside = near !== "" && !near.startsWith("..") && !isAbsolute(near);
  return (inside ? near : path).replaceAll(sep, "/");
}

function unusable(file: string, problem: string, cause?: unknown): UsageError {
  const sentence = /[.?]$/.test(problem) ? problem : `${problem}.`;
  return new UsageError(`The configuration ${file} can't be used: ${sentence}`, {
    code: "invalid-config",
    cause,
  });
}
