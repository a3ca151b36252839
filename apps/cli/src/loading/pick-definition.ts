import { UsageError } from "@agent-gym/core";

import type { LoadedModule } from "./load-module.ts";

/** What a package publishes, before its kind and version are known to fit. */
interface Definition {
  readonly specificationVersion: string;
  readonly kind: string;
}

/**
 * The definition of one kind in a module: the export that was asked for by name, else the one named
 * after the kind, else the default, else the only one of that kind.
 *
 * @param typed how the person called the module, for messages.
 * @throws UsageError when there is none, more than one, or one of another contract's version.
 */
export function pickDefinition<D extends Definition>(
  module: LoadedModule,
  kind: D["kind"],
  typed: string,
): D {
  try {
    return pick(module, kind, typed);
  } catch (error) {
    if (UsageError.isInstance(error)) throw error;
    throw new UsageError(`${typed} exports something that can't be read: what it is throws.`, {
      code: "invalid-module",
      cause: error,
    });
  }
}

function pick<D extends Definition>(module: LoadedModule, kind: D["kind"], typed: string): D {
  const { exports, exportName } = module;
  const ofKind = Object.entries(exports).filter(([, value]) => isOfKind(value, kind));
  const names = ofKind.map(([name]) => name);
  if (exportName !== undefined && !names.includes(exportName)) {
    const has = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    throw new UsageError(`${typed} names no ${kind} definition: ${has}.`);
  }
  const wanted = [exportName, kind, "default"].find(
    (name) => name !== undefined && names.includes(name),
  );
  const distinct = new Set(ofKind.map(([, value]) => value));
  if (wanted === undefined && distinct.size > 1) {
    throw new UsageError(
      `${typed} exports several ${kind} definitions: choose one, as in ${typed}#${names[0]} (${names.join(", ")}).`,
    );
  }
  const found = wanted === undefined ? ofKind[0]?.[1] : exports[wanted];
  if (found === undefined) {
    throw new UsageError(
      `${typed} exports no ${kind} definition: export what ${makerOf(kind)} of @agent-gym/core returns, as "${kind}" or as the default.`,
    );
  }
  const definition = found as D;
  if (definition.specificationVersion !== "v1") {
    throw new UsageError(
      `${typed} follows version "${definition.specificationVersion}" of the ${kind} contract; this program knows "v1".`,
    );
  }
  const missing = missingMembers(found, kind);
  if (missing.length > 0) {
    throw new UsageError(
      `${typed} exports an ${kind} that lacks ${missing.join(", ")}: export what ${makerOf(kind)} of @agent-gym/core returns.`,
    );
  }
  return definition;
}

/** What every definition of a kind has, as the type of its value. */
const members: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  agent: { name: "string", settings: "object", roles: "object", play: "function" },
  environment: {
    name: "string",
    version: "string",
    taskSchema: "object",
    optionsSchema: "object",
    reward: "object",
    roles: "object",
    parseOptions: "function",
    check: "function",
    needs: "function",
    create: "function",
    grade: "function",
    scripts: "function",
  },
};

function missingMembers(definition: unknown, kind: string): readonly string[] {
  const values = definition as Readonly<Record<string, unknown>>;
  return Object.entries(members[kind] ?? {})
    .filter(([name, type]) => typeof values[name] !== type || values[name] === null)
    .map(([name]) => name);
}

function makerOf(kind: string): string {
  return kind === "agent" ? "defineAgent" : "defineToolEnvironment or defineEnvironment";
}

function isOfKind(value: unknown, kind: string): boolean {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === kind;
}
