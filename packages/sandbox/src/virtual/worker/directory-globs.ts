import type * as justBashModule from "just-bash";
import type { Command, ScriptNode, SimpleCommandNode, WordNode } from "just-bash";

import { shim } from "./shims/shim.ts";

type JustBash = typeof justBashModule;
type Node = Record<string, unknown>;

const name = "__directories";
let count = 0;

/**
 * just-bash forgets the slash at the end of a pattern: a star before it would stand for files too.
 * Such a word becomes the elements of an array, filled just before by the command below.
 */
export function rewriteDirectoryGlobs(script: ScriptNode, justBash: JustBash): ScriptNode {
  visit(script as unknown as Node, justBash);
  return script;
}

function visit(node: unknown, justBash: JustBash): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, justBash);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const fields = node as Node;
  for (const value of Object.values(fields)) visit(value, justBash);
  if (fields["type"] !== "Pipeline") return;
  fields["commands"] = (fields["commands"] as Node[]).map((command) => rewrite(command, justBash));
}

function rewrite(command: Node, justBash: JustBash): Node {
  const field = { For: "words", SimpleCommand: "args" }[command["type"] as string];
  const words = field === undefined ? undefined : (command[field] as WordNode[] | null);
  if (field === undefined || words?.some(isDirectoryGlob) !== true) return command;
  const before: unknown[] = [];
  command[field] = words.map((word) => {
    if (!isDirectoryGlob(word)) return word;
    count += 1;
    const array = `__directories_${String(count)}`;
    before.push(...statementsOf(`mapfile -d '' -t ${array} < <(${name} _)`, word, justBash));
    return (firstCommand(justBash.parse(`_ "\${${array}[@]}"`)) as SimpleCommandNode).args[0];
  });
  const own = justBash.parse("true").statements[0];
  if (own?.pipelines[0] === undefined) return command;
  own.pipelines[0].commands = [command as unknown as SimpleCommandNode];
  return { type: "Group", body: [...before, own], redirections: [] };
}

function statementsOf(text: string, word: WordNode, justBash: JustBash): readonly unknown[] {
  const script = justBash.parse(text);
  const place = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const fields = node as Node;
    const called = (fields["name"] as WordNode | null | undefined)?.parts?.[0];
    if (fields["type"] === "SimpleCommand" && called?.type === "Literal" && called.value === name) {
      fields["args"] = [{ type: "Word", parts: word.parts.map(quoted) }];
    }
    for (const value of Object.values(fields)) place(value);
  };
  place(script);
  return script.statements;
}

function quoted(part: WordNode["parts"][number]): WordNode["parts"][number] {
  if (part.type === "Glob") return { type: "SingleQuoted", value: part.pattern };
  if (part.type === "Literal") return { type: "SingleQuoted", value: part.value };
  if (part.type === "ParameterExpansion" || part.type === "CommandSubstitution") {
    return { type: "DoubleQuoted", parts: [part] };
  }
  return part;
}

function isDirectoryGlob(word: WordNode): boolean {
  const last = word.parts.at(-1);
  return (
    last?.type === "Literal" &&
    last.value.endsWith("/") &&
    word.parts.some(({ type }) => type === "Glob") &&
    !word.parts.some(({ type }) => type === "BraceExpansion")
  );
}

function firstCommand(script: ScriptNode): unknown {
  return script.statements[0]?.pipelines[0]?.commands[0];
}

/** Prints the directories that match a pattern, each with its slash; the pattern where none does. */
export const directoriesCommand: Command = shim(
  name,
  "text",
  async ([pattern = ""], context, output) => {
    let found: { readonly told: string; readonly path: string }[] = [
      pattern.startsWith("/") ? { told: "/", path: "/" } : { told: "", path: context.cwd },
    ];
    for (const segment of pattern.split("/").filter((part) => part !== "")) {
      const test = /[*?[]/u.test(segment) ? globPattern(segment) : undefined;
      const next: typeof found = [];
      for (const { told, path } of found) {
        const names =
          test === undefined ? [segment] : await context.fs.readdir(path).catch(() => []);
        for (const entry of names.toSorted()) {
          if (
            test !== undefined &&
            (!test.test(entry) || (entry.startsWith(".") && !segment.startsWith(".")))
          )
            continue;
          const below = context.fs.resolvePath(path, entry);
          const stat = await context.fs.stat(below).catch(() => undefined);
          if (stat?.isDirectory === true) next.push({ told: `${told}${entry}/`, path: below });
        }
      }
      found = next;
    }
    for (const { told } of found) output.write(`${told}\0`);
    if (found.length === 0) output.write(`${pattern}\0`);
  },
);

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll("[!", "[^");
  return new RegExp(`^${source}$`, "u");
}
