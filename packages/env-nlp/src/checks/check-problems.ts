import type { Check } from "../task/check.ts";
import { whereProblems } from "../world/where-problems.ts";

/** The names that checks may use. */
export interface CheckedNames {
  readonly tables: ReadonlySet<string>;
  /** Tables may come into being while an episode runs. */
  readonly openTables: boolean;
  readonly tools: ReadonlySet<string>;
  readonly facts: ReadonlySet<string>;
}

/** What is wrong with a check: names that there are not, conditions of no form. */
export function checkProblems(check: Check, place: string, names: CheckedNames): readonly string[] {
  const table = (name: string): readonly string[] =>
    names.tables.has(name) || names.openTables
      ? []
      : [`${place}: there is no table "${name}" in the world`];
  switch (check.kind) {
    case "state":
      return [...table(check.table), ...whereProblems(check.where ?? {}, `${place}.where`)];
    case "unchanged":
      return [
        ...check.tables.flatMap(table),
        ...Object.entries(check.except ?? {}).flatMap(([name, where]) => [
          ...(check.tables.includes(name)
            ? []
            : [`${place}.except: "${name}" is none of its tables`]),
          ...whereProblems(where, `${place}.except.${name}`),
        ]),
      ];
    case "call":
      return [
        ...(names.tools.has(check.tool) ? [] : [`${place}: there is no tool "${check.tool}"`]),
        ...whereProblems(check.arguments ?? {}, `${place}.arguments`),
        ...whereProblems(check.result ?? {}, `${place}.result`),
      ];
    case "said":
      return check.any === undefined && check.all === undefined && check.none === undefined
        ? [`${place}: expected words in any, all or none`]
        : [];
    default:
      return names.facts.has(check.fact) ? [] : [`${place}: there is no fact "${check.fact}"`];
  }
}
