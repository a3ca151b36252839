import { isJsonObject, type Json, type JsonObject, type ToolSpec } from "@agent-gym/core";

import type { ToolBehaviour } from "../task/tool-fields.ts";
import type { Table } from "../world/table.ts";
import { whereProblems } from "../world/where-problems.ts";
import { operatorNames } from "./operators.ts";
import { templatePaths } from "./template.ts";
import type { PlainStep, ProgramStep } from "./tool-program.ts";

interface ProgramContext {
  readonly tool: ToolSpec;
  readonly tables: Readonly<Record<string, Table>>;
  /** The fields that rows of a table may have, as far as the task shows; `id` among them. */
  readonly fields: Readonly<Record<string, ReadonlySet<string>>>;
}

/**
 * What can be told of a tool's steps before they run, one line per fault: tables and fields that are
 * not there, names that no step has given, arguments that the tool does not have or may lack.
 */
export function programProblems(
  { steps = [], result }: ToolBehaviour,
  context: ProgramContext,
): readonly string[] {
  const place = `tool_specs.${context.tool.name}`;
  const known = new Set(["args", "now"]);
  const problems: string[] = [];
  steps.forEach((step, index) =>
    problems.push(...stepProblems(step, `${place}.steps.${index}`, known, context)),
  );
  if (result !== undefined) {
    problems.push(...templateProblems(result, `${place}.result`, known, context.tool));
  }
  return problems;
}

/** The fields of each table: of its rows, its schema, and what steps write. */
export function knownFields(
  tables: Readonly<Record<string, Table>>,
  behaviours: readonly ToolBehaviour[],
): Readonly<Record<string, ReadonlySet<string>>> {
  const fields = Object.fromEntries(
    Object.entries(tables).map(([table, { rows, row }]) => {
      const properties = isJsonObject(row?.["properties"]) ? row["properties"] : {};
      return [table, new Set(["id", ...rows.flatMap(Object.keys), ...Object.keys(properties)])];
    }),
  );
  for (const step of behaviours.flatMap(({ steps = [] }) => steps).flatMap(plainSteps)) {
    if (step.op === "insert")
      Object.keys(step.row).forEach((name) => fields[step.table]?.add(name));
    if (step.op === "update") {
      const names = [...Object.keys(step.set ?? {}), ...Object.keys(step.increment ?? {})];
      names.forEach((name) => fields[step.table]?.add(name));
    }
  }
  return fields;
}

function plainSteps(step: ProgramStep): readonly PlainStep[] {
  if (step.op === "when") return [...step.do, ...(step.otherwise ?? [])];
  return step.op === "each" ? step.do : [step];
}

function stepProblems(
  step: ProgramStep,
  place: string,
  known: Set<string>,
  context: ProgramContext,
): readonly string[] {
  const template = (value: Json | undefined, name: string): readonly string[] =>
    value === undefined ? [] : templateProblems(value, `${place}.${name}`, known, context.tool);
  const inner = (steps: readonly PlainStep[], name: string, names = known): readonly string[] =>
    steps.flatMap((one, index) => stepProblems(one, `${place}.${name}.${index}`, names, context));
  switch (step.op) {
    case "when":
      return [
        ...template(step.that, "that"),
        ...scopeProblems(step.that, `${place}.that`, known),
        ...inner(step.do, "do"),
        ...inner(step.otherwise ?? [], "otherwise"),
      ];
    case "each": {
      const problems = template(step.in, "in");
      known.add(step.as);
      return [...problems, ...inner(step.do, "do")];
    }
    case "require":
      return [
        ...template(step.that, "that"),
        ...scopeProblems(step.that, `${place}.that`, known),
        ...template(step.else.message, "else.message"),
      ];
    case "let": {
      const problems = template(step.value, "value");
      known.add(step.as);
      return problems;
    }
    default:
      return tableStepProblems(step, place, known, context);
  }
}

type TableStep = Exclude<PlainStep, { readonly op: "require" | "let" }>;

function tableStepProblems(
  step: TableStep,
  place: string,
  known: Set<string>,
  context: ProgramContext,
): readonly string[] {
  const fields = context.fields[step.table];
  if (fields === undefined)
    return [`${place}.table: there is no table "${step.table}" in the world`];
  const problems: string[] = [];
  const template = (value: Json | undefined, name: string): void => {
    if (value !== undefined) {
      problems.push(...templateProblems(value, `${place}.${name}`, known, context.tool));
    }
  };
  const field = (path: string, name: string): void => {
    const first = path.replace(/^-/, "").split(".")[0] ?? "";
    if (!fields.has(first)) {
      problems.push(`${place}.${name}: rows of ${step.table} have no field "${first}"`);
    }
  };
  if ("where" in step && step.where !== undefined) {
    problems.push(...whereProblems(step.where, `${place}.where`));
    for (const path of wherePaths(step.where)) field(path, "where");
    template(step.where, "where");
  }
  if ("else" in step) template(step.else?.message, "else.message");
  if (step.op === "insert") template(step.row, "row");
  if (step.op === "insert" && "id" in step.row) {
    problems.push(`${place}.row: ids are given out, leave "id" away`);
  }
  if (step.op === "update") {
    template(step.set, "set");
    template(step.increment, "increment");
    if (step.set === undefined && step.increment === undefined) {
      problems.push(`${place}: an update needs "set" or "increment"`);
    }
  }
  if (step.op === "find") {
    for (const path of step.sort ?? []) field(path, "sort");
    for (const path of step.select ?? []) field(path, "select");
    for (const { table, by } of Object.values(step.include ?? {})) {
      field(by, "include");
      if (context.fields[table] === undefined) {
        problems.push(`${place}.include: there is no table "${table}" in the world`);
      }
    }
  }
  if ("as" in step && step.as !== undefined) known.add(step.as);
  return problems;
}

/** The fields of which a condition speaks. */
function wherePaths(where: JsonObject): readonly string[] {
  return Object.entries(where).flatMap(([field, wanted]) => {
    if (field === "$any" && Array.isArray(wanted)) {
      return wanted.flatMap((one) => (isJsonObject(one) ? wherePaths(one) : []));
    }
    if (field === "$not") return isJsonObject(wanted) ? wherePaths(wanted) : [];
    if (field !== "$search") return [field];
    const fields = isJsonObject(wanted) ? wanted["in"] : [];
    return Array.isArray(fields) ? fields.map(String) : [];
  });
}

function scopeProblems(
  that: JsonObject,
  place: string,
  known: ReadonlySet<string>,
): readonly string[] {
  return [
    ...whereProblems(that, place),
    ...wherePaths(that).flatMap((path) => {
      const first = path.split(".")[0] ?? "";
      return known.has(first)
        ? []
        : [`${place}: nothing is called "${first}" here; there are ${[...known].join(", ")}`];
    }),
  ];
}

function templateProblems(
  template: Json,
  place: string,
  known: ReadonlySet<string>,
  tool: ToolSpec,
): readonly string[] {
  const { properties, required } = tool.parameters;
  const declared = isJsonObject(properties) ? properties : {};
  const always = Array.isArray(required) ? required : [];
  const holes = templatePaths(template).flatMap((written) => {
    const optional = written.endsWith("?");
    const [first = "", argument = ""] = written.replace(/\?$/, "").split(".");
    if (!known.has(first)) {
      return [`${place}: nothing is called "${first}" here; there are ${[...known].join(", ")}`];
    }
    if (first !== "args") return [];
    if (!Object.hasOwn(declared, argument)) {
      return [`${place}: ${tool.name} has no argument "${argument}"`];
    }
    const schema = declared[argument];
    const settled = always.includes(argument) || (isJsonObject(schema) && "default" in schema);
    return settled || optional
      ? []
      : [
          `${place}: the argument "${argument}" may be missing: write \${args.${argument}?} to leave its entry out, or give it a default`,
        ];
  });
  return [...holes, ...operatorProblems(template, place)];
}

function operatorProblems(template: Json, place: string): readonly string[] {
  if (typeof template !== "object" || template === null) return [];
  const conditions = ["$any", "$not", "$search"];
  const unknown = Array.isArray(template)
    ? undefined
    : Object.keys(template).find(
        (key) => key.startsWith("$") && !operatorNames.includes(key) && !conditions.includes(key),
      );
  return [
    ...(unknown === undefined
      ? []
      : [`${place}: there is no operator "${unknown}" (${operatorNames.join(", ")})`]),
    ...Object.values(template).flatMap((inner) => operatorProblems(inner, place)),
  ];
}
