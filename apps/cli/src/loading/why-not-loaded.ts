import { basename } from "node:path";
import { inspect } from "node:util";

import { DeadlineError } from "@agent-gym/core";

import { ModuleExitError } from "./import-module.ts";

/**
 * Why a module does not load, in one line, with what to do where that is known.
 *
 * @param url of the module, to tell which of its lines it was.
 */
export function whyNotLoaded(error: unknown, url: string): string {
  if (DeadlineError.isInstance(error)) {
    return "it does not come to an end: look for an await at its top that nothing settles.";
  }
  if (error instanceof ModuleExitError) return `${error.message}; a module must only export.`;
  if (!(error instanceof Error)) return `it throws ${shown(error)}, which is no Error.`;
  const code = "code" in error ? error.code : undefined;
  if (code === "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING") {
    return "it is published as TypeScript, which Node.js does not run from node_modules; its author must publish JavaScript.";
  }
  const line = `${error.name}: ${firstLine(error.message)}`;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    return `${line}${place(error)}. Node.js runs TypeScript by leaving out its types: write it without, as erasableSyntaxOnly in tsconfig.json demands, or name what it compiles to.`;
  }
  const missing =
    /^Cannot find (?:package '([^']+)'|module '([^'./\\][^'\\]*)'(?!\simported))/.exec(
      error.message,
    );
  const name = missing?.[1] ?? missing?.[2];
  if (name !== undefined && (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")) {
    return `it imports ${name}, which is not installed where it lies: npm install ${name}`;
  }
  if (!(error instanceof SyntaxError)) return `${line}${frame(error, url)}`;
  const absent = /module '(@agent-gym\/[^']+)' does not provide an export/.exec(error.message)?.[1];
  const advice =
    absent === undefined
      ? ""
      : `. It was written for another version of ${absent} than is installed where it lies`;
  return `${line}${place(error)}${advice}`;
}

/** Where a module's text is wrong: Node.js puts it before the stack, and nowhere else. */
function place({ stack = "" }: Error): string {
  const [, file, line] = /^(.+):(\d+)\n/.exec(stack) ?? [];
  return file === undefined ? "" : ` (${basename(file)}, line ${line})`;
}

/** Which line of the module itself threw, or called what did. */
function frame({ stack = "" }: Error, url: string): string {
  const start = stack.indexOf(`${url}:`);
  const line = start === -1 ? undefined : /^\d+/.exec(stack.slice(start + url.length + 1))?.[0];
  return line === undefined ? "" : ` (${basename(url)}, line ${line})`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** Whatever it is: a value that was thrown may have no text of its own. */
function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 200 });
}
