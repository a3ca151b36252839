import { createHash } from "node:crypto";

import type { FileEntry, FileTree, Json } from "@agent-gym/core";

import { bytesOf, entryAt, modeOf, parentsOf, textOf } from "../evidence/file-trees.ts";
import { matchesAny } from "../evidence/path-patterns.ts";
import type {
  Check,
  CommandCheck,
  DirectoryEqualsCheck,
  JsonEqualsCheck,
  NumberEqualsCheck,
} from "../task/check.ts";
import type { Finding } from "./check-result.ts";
import { sameText } from "./compare-text.ts";
import { isNear, sameJson, valueAt } from "./json-values.ts";
import { matchPattern } from "./match-pattern.ts";

/** A check that needs nothing but the files. */
export type FileCheck = Exclude<Check, CommandCheck>;

/** What file checks look at. */
export interface JudgedFiles {
  readonly files: FileTree;
  readonly inputsModified: readonly string[];
}

/** Checks collected files as data: nothing is run, and links are not followed. */
export function checkFiles(check: FileCheck, { files, inputsModified }: JudgedFiles): Finding {
  switch (check.kind) {
    case "file-equals":
      return ofText(files, check.path, check.text, (text) =>
        sameText(text, check.text, check.compare),
      );
    case "file-matches": {
      const { pattern, flags, count } = check;
      const expected = `${count === undefined ? "a match" : `${count} matches`} of /${pattern}/${flags}`;
      const text = textAt(files, check.path);
      if (typeof text !== "string") return { passed: false, expected, found: text.finding };
      const most = count === undefined ? 1 : count + 1;
      const matches = matchPattern(text, { pattern, flags, most });
      if (!matches.searched)
        return { passed: false, expected, found: { problem: matches.problem } };
      return { passed: matches.count === (count ?? 1), expected, found: text };
    }
    case "file-contains":
      return ofText(files, check.path, { contains: check.text }, (text) =>
        list(check.text).every((part) => text.includes(part)),
      );
    case "file-lacks":
      return ofText(files, check.path, { lacks: check.text }, (text) =>
        list(check.text).every((part) => !text.includes(part)),
      );
    case "path-exists": {
      const entry = entryAt(files, check.path);
      const found = entry === undefined ? missing : kindOf(entry);
      const passed = entry !== undefined && (check.type === undefined || found === check.type);
      return { passed, expected: check.type ?? "anything", found };
    }
    case "path-absent": {
      const found = Object.keys(files).filter((path) => matchesAny(path, [check.path]));
      return { passed: found.length === 0, expected: missing, found };
    }
    case "json-equals":
      return checkJson(check, files);
    case "number-equals":
      return checkNumber(check, files);
    case "mode": {
      const entry = entryAt(files, check.path);
      const expected = Number.parseInt(check.mode, 8);
      if (entry === undefined || "link" in entry) {
        return { passed: false, expected: octal(expected), found: noFile(entry) };
      }
      const found = modeOf(entry);
      return { passed: found === expected, expected: octal(expected), found: octal(found) };
    }
    case "link-equals": {
      const entry = entryAt(files, check.path);
      const found = entry !== undefined && "link" in entry ? entry.link : undefined;
      return {
        passed: found === check.target,
        expected: { link: check.target },
        found: found === undefined ? noLink(entry) : { link: found },
      };
    }
    case "directory-equals":
      return checkDirectory(check, files);
    case "sha256": {
      const entry = entryAt(files, check.path);
      if (entry === undefined || !("data" in entry)) {
        return { passed: false, expected: check.digest, found: noFile(entry) };
      }
      const found = createHash("sha256").update(bytesOf(entry)).digest("hex");
      return { passed: found === check.digest, expected: check.digest, found };
    }
    default: {
      const found = inputsModified.filter((path) => matchesAny(path, check.paths));
      return { passed: found.length === 0, expected: { unchanged: check.paths }, found };
    }
  }
}

function checkJson(check: JsonEqualsCheck, files: FileTree): Finding {
  const { at, value: expected, format } = check;
  const text = textAt(files, check.path);
  if (typeof text !== "string") return { passed: false, expected, found: text.finding };
  let document: Json;
  try {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    document = (
      format === "json"
        ? JSON.parse(text.replace(/^\uFEFF/, ""))
        : lines.map((line) => JSON.parse(line))
    ) as Json;
  } catch (error) {
    return {
      passed: false,
      expected,
      found: { problem: `no valid JSON: ${(error as Error).message}` },
    };
  }
  const found = valueAt(document, at);
  if (found === undefined) return { passed: false, expected, found: { missing: at } };
  return { passed: sameJson(found, expected, check), expected, found: storable(found) };
}

/** A value as a verdict can keep it: the answer may hold what JSON can spell but not write back. */
function storable(value: Json): Json {
  try {
    const text = JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner,
    );
    return JSON.parse(text) as Json;
  } catch (error) {
    return { problem: `too deep to show: ${(error as Error).message}` };
  }
}

function checkNumber(check: NumberEqualsCheck, files: FileTree): Finding {
  const { value, tolerance, pattern } = check;
  const expected = tolerance === 0 ? value : `${value} ± ${tolerance}`;
  const text = textAt(files, check.path);
  if (typeof text !== "string") return { passed: false, expected, found: text.finding };
  let word = text;
  if (pattern !== undefined) {
    const matches = matchPattern(text, { pattern });
    if (!matches.searched) return { passed: false, expected, found: { problem: matches.problem } };
    word = matches.group ?? "";
  }
  const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(word.trim());
  return { passed: isNumber && isNear(Number(word), value, tolerance), expected, found: text };
}

function checkDirectory(check: DirectoryEqualsCheck, files: FileTree): Finding {
  const { path, recursive, ignore } = check;
  const expected = check.entries.toSorted();
  const directory = entryAt(files, path);
  if (directory === undefined || !("directory" in directory)) {
    return { passed: false, expected, found: noDirectory(directory) };
  }
  const prefix = path === "." ? "" : `${path}/`;
  const below = Object.keys(files)
    .filter((other) => other.startsWith(prefix))
    .map((other) => other.slice(prefix.length))
    .filter((other) => !matchesAny(other, ignore));
  const parents = new Set(below.flatMap(parentsOf));
  const shown = (name: string): string => {
    const entry = files[`${prefix}${name}`];
    const isDirectory = parents.has(name) || (entry !== undefined && "directory" in entry);
    return isDirectory ? `${name}/` : name;
  };
  const names = recursive
    ? below.filter((name) => !parents.has(name))
    : below.map((name) => name.split("/")[0] ?? name);
  const found = [...new Set(names.map(shown))].toSorted();
  return { passed: found.join("\0") === expected.join("\0"), expected, found };
}

function ofText(
  files: FileTree,
  path: string,
  expected: Json,
  passes: (text: string) => boolean,
): Finding {
  const text = textAt(files, path);
  return typeof text === "string"
    ? { passed: passes(text), expected, found: text }
    : { passed: false, expected, found: text.finding };
}

function textAt(files: FileTree, path: string): string | { readonly finding: Json } {
  const entry = entryAt(files, path);
  return entry !== undefined && "data" in entry ? textOf(entry) : { finding: noFile(entry) };
}

/** What stands for a thing that is not there: no text of a file can be taken for it. */
const missing: Json = { missing: true };

/** What is found where a regular file is wanted, and there is none. */
function noFile(entry: FileEntry | undefined): Json {
  return entry === undefined ? missing : { problem: `a ${kindOf(entry)}, not a file` };
}

function noLink(entry: FileEntry | undefined): Json {
  return entry === undefined ? missing : { problem: `a ${kindOf(entry)}, not a link` };
}

function noDirectory(entry: FileEntry | undefined): Json {
  return entry === undefined ? missing : { problem: `a ${kindOf(entry)}, not a directory` };
}

function kindOf(entry: FileEntry): string {
  if ("link" in entry) return "link";
  return "directory" in entry ? "directory" : "file";
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

function list(text: string | readonly string[]): readonly string[] {
  return typeof text === "string" ? [text] : text;
}
