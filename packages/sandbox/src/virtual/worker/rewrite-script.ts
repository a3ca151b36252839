import type * as justBashModule from "just-bash";
import type { ScriptNode, WordNode } from "just-bash";

type JustBash = typeof justBashModule;
type Node = Record<string, unknown>;
type Part = WordNode["parts"][number];

/** Of commands with patterns: where their words are. */
const wordFields: Readonly<Record<string, string>> = { For: "words", SimpleCommand: "args" };
const outputOperators = new Set([">", ">>", ">|", "&>", "&>>"]);

let count = 0;

/**
 * Changes in a script what just-bash does not do as bash does:
 *
 * - A slash at the end of a pattern is forgotten, so that a star before it stands for files too. Such
 *   a word becomes the elements of an array, filled just before by `__directories`.
 * - Commands inside arithmetic see no variables. They are run before, into variables of their own.
 * - A file that can't be written to ends the whole script. Before a command with such a redirection
 *   stands a question to `__writable`, and where it says no the command fails alone.
 */
export function rewriteScript(script: ScriptNode, justBash: JustBash): ScriptNode {
  visit(script, justBash);
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
  fields["commands"] = (fields["commands"] as Node[]).map((command) =>
    guardRedirections(expandDirectories(hoistArithmetic(command, justBash), justBash), justBash),
  );
}

function expandDirectories(command: Node, justBash: JustBash): Node {
  const field = wordFields[command["type"] as string];
  const words = field === undefined ? undefined : (command[field] as WordNode[] | null);
  if (field === undefined || words?.some(isDirectoryGlob) !== true) return command;
  const before: unknown[] = [];
  command[field] = words.map((word) => {
    if (!isDirectoryGlob(word)) return word;
    count += 1;
    const array = `__directories_${String(count)}`;
    before.push(...ask(`mapfile -d '' -t ${array} < <(__directories)`, [word], justBash));
    return argumentsOf(justBash.parse(`_ "\${${array}[@]}"`))[0] ?? word;
  });
  return { type: "Group", body: [...before, statement(command, justBash)], redirections: [] };
}

function hoistArithmetic(command: Node, justBash: JustBash): Node {
  const before: unknown[] = [];
  const texts: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const fields = node as Node;
    const type = fields["type"];
    // What stands inside is run when its turn comes, and was looked at on the way here.
    if (type === "Statement" || type === "Script") return;
    if (type === "ArithmeticExpression") {
      texts.push(...substitutionsOf((fields["originalText"] as string | undefined) ?? ""));
    }
    if (type === "ArithCommandSubst") {
      count += 1;
      const name = `__arithmetic_${String(count)}`;
      const text = texts.shift() ?? (fields["command"] as string);
      before.push(...justBash.parse(`${name}=$(${text})`).statements);
      for (const key of Object.keys(fields)) delete fields[key];
      Object.assign(fields, { type: "ArithVariable", name, hasDollarPrefix: false });
      return;
    }
    const hoisted = before.length;
    for (const value of Object.values(fields)) walk(value);
    // It would be read again from its text.
    if (type === "ArithmeticExpression" && before.length > hoisted) delete fields["originalText"];
  };
  walk(command);
  if (before.length === 0) return command;
  visit(before, justBash);
  return { type: "Group", body: [...before, statement(command, justBash)], redirections: [] };
}

/** The commands in a text's `$(...)`, as they are written. */
function substitutionsOf(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf("$("); at >= 0; at = text.indexOf("$(", at + 1)) {
    if (text.startsWith("$((", at)) continue;
    let depth = 0;
    let end = at + 1;
    for (; end < text.length; end += 1) {
      if (text[end] === "(") depth += 1;
      if (text[end] === ")") depth -= 1;
      if (depth === 0) break;
    }
    found.push(text.slice(at + 2, end));
    at = end;
  }
  return found;
}

function guardRedirections(command: Node, justBash: JustBash): Node {
  const targets = ((command["redirections"] ?? []) as Node[])
    .filter(({ operator }) => outputOperators.has(operator as string))
    .map(({ target }) => target as WordNode)
    .filter((word) => word.type === "Word" && word.parts.every(isPlain) && !isDevice(word));
  if (targets.length === 0 || command["type"] === "FunctionDef") return command;
  const condition = ask("__writable", targets, justBash);
  const clauses = [{ condition, body: [statement(command, justBash)] }];
  return { type: "If", clauses, elseBody: justBash.parse("false").statements, redirections: [] };
}

/** A statement in which one of our commands is given these words. */
function ask(text: string, words: readonly WordNode[], justBash: JustBash): readonly unknown[] {
  const script = justBash.parse(text);
  const place = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const fields = node as Node;
    const called = (fields["name"] as WordNode | null | undefined)?.parts?.[0];
    if (
      fields["type"] === "SimpleCommand" &&
      called?.type === "Literal" &&
      called.value.startsWith("__")
    ) {
      fields["args"] = words.map((word) => ({ type: "Word", parts: word.parts.map(quoted) }));
    }
    for (const value of Object.values(fields)) place(value);
  };
  place(script);
  return script.statements;
}

function statement(command: Node, justBash: JustBash): unknown {
  const [own] = justBash.parse("true").statements;
  const pipeline = own?.pipelines[0] as Node | undefined;
  if (pipeline !== undefined) pipeline["commands"] = [command];
  return own;
}

function argumentsOf(script: ScriptNode): readonly WordNode[] {
  const command = script.statements[0]?.pipelines[0]?.commands[0];
  return command?.type === "SimpleCommand" ? command.args : [];
}

/** A part as it is, without what patterns and blanks in it would do. */
function quoted(part: Part): Part {
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

/** Whether a part can be looked at twice: nothing happens when it is. */
function isPlain(part: Part): boolean {
  if (part.type === "DoubleQuoted") return part.parts.every(isPlain);
  if (part.type === "ParameterExpansion") return part.operation === null;
  return ["Literal", "SingleQuoted", "Escaped", "TildeExpansion"].includes(part.type);
}

function isDevice({ parts: [first] }: WordNode): boolean {
  return first?.type === "Literal" && first.value.startsWith("/dev/");
}
