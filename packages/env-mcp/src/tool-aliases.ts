import { reservedToolNames, toolNameProblem } from "@agent-gym/core";

/**
 * Names that every dialect and trainer takes, for those that a server gives its tools: other signs
 * become `_`, a reserved name gets `_tool`, one that is taken a number. Good names stay.
 */
export function toolAliases(names: readonly string[]): ReadonlyMap<string, string> {
  // A good name keeps itself, whatever another one would become.
  const good = names.filter((name) => toolNameProblem(name) === undefined);
  const aliases = new Map(good.map((name) => [name, name]));
  for (const name of names) {
    if (aliases.has(name)) continue;
    const base = legal(name);
    let alias = base;
    for (let number = 2; aliases.has(alias); number += 1) {
      alias = `${base.slice(0, mostLetters - 4)}_${number}`;
    }
    aliases.set(alias, name);
  }
  return aliases;
}

const mostLetters = 64;

function legal(name: string): string {
  const letters = name.replaceAll(/[^A-Za-z0-9_]/g, "_").slice(0, mostLetters - 6);
  if (reservedToolNames.has(letters)) return `${letters}_tool`;
  return /^[A-Za-z_]/.test(letters) ? letters : `tool_${letters}`;
}
