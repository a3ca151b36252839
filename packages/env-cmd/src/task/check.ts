import type { Json } from "@agent-gym/core";
import { z } from "zod";

import { octalMode, taskFiles, type TaskFiles, workspacePath } from "./task-files.ts";

/**
 * How two texts are compared. `exact`: byte by byte. `text`: line ends and white space at the end of
 * the file don't count. `lines`: nor do white space around lines and blank lines. `unordered-lines`:
 * nor does the order of lines.
 */
export type Comparison = "exact" | "text" | "lines" | "unordered-lines";

interface Named {
  /** What it checks, in a person's words. */
  readonly name?: string;
}

/** The file is there and holds this text. */
export interface FileEqualsCheck extends Named {
  readonly kind: "file-equals";
  /** Relative to the workspace. */
  readonly path: string;
  /** UTF-8; an empty one is an empty file. */
  readonly text: string;
  /** How exactly. Default `text`. */
  readonly compare: Comparison;
}

/**
 * The file's text matches a regular expression of JavaScript. Like every pattern of a check, it does
 * not pass when the search takes over two seconds, or the text has more than a million characters.
 */
export interface FileMatchesCheck extends Named {
  readonly kind: "file-matches";
  /** Relative to the workspace. */
  readonly path: string;
  /** The regular expression, without slashes. */
  readonly pattern: string;
  /** Of `i`, `m`, `s`, `u`, `v`. */
  readonly flags: string;
  /** Exactly so many matches; at least one when absent. */
  readonly count?: number;
}

/** The file's text holds all of these. */
export interface FileContainsCheck extends Named {
  readonly kind: "file-contains";
  /** Relative to the workspace. */
  readonly path: string;
  /** One text or several, none of them empty. */
  readonly text: string | readonly string[];
}

/** The file is there and its text holds none of these. */
export interface FileLacksCheck extends Named {
  readonly kind: "file-lacks";
  /** Relative to the workspace. */
  readonly path: string;
  /** One text or several, none of them empty. */
  readonly text: string | readonly string[];
}

/** Something is there. */
export interface PathExistsCheck extends Named {
  readonly kind: "path-exists";
  /** Relative to the workspace. */
  readonly path: string;
  /** Default: any. */
  readonly type?: "file" | "directory" | "link";
}

/** Nothing is there, or nothing that matches the glob. */
export interface PathAbsentCheck extends Named {
  readonly kind: "path-absent";
  /** Relative to the workspace; a glob is taken as one. */
  readonly path: string;
}

/** The file is JSON, and holds this value at this place. */
export interface JsonEqualsCheck extends Named {
  readonly kind: "json-equals";
  /** Relative to the workspace. */
  readonly path: string;
  /** JSON Pointer (RFC 6901): `/servers/0/port`. Default: the whole document. */
  readonly at: string;
  /** Any JSON; objects are equal whatever the order of their members. */
  readonly value: Json;
  /** The order of the elements does not count, if the value is an array. */
  readonly unordered: boolean;
  /** By how much numbers may differ. */
  readonly tolerance: number;
  /** `jsonl`: one value per line, read as one array. */
  readonly format: "json" | "jsonl";
}

/** The file holds a number, alone or where a pattern finds it. */
export interface NumberEqualsCheck extends Named {
  readonly kind: "number-equals";
  /** Relative to the workspace. */
  readonly path: string;
  /** The right number. */
  readonly value: number;
  /** By how much it may differ. Default 0. */
  readonly tolerance: number;
  /** A regular expression whose first group is the number. Default: the whole file. */
  readonly pattern?: string;
}

/** A file or directory has these permission bits. */
export interface ModeCheck extends Named {
  readonly kind: "mode";
  /** Relative to the workspace. */
  readonly path: string;
  /** In octal: `"0755"`. */
  readonly mode: string;
}

/** There is a symbolic link with exactly this target. */
export interface LinkEqualsCheck extends Named {
  readonly kind: "link-equals";
  /** Relative to the workspace. */
  readonly path: string;
  /** As the link has it, not resolved. */
  readonly target: string;
}

/** A directory holds exactly these entries. */
export interface DirectoryEqualsCheck extends Named {
  readonly kind: "directory-equals";
  /** `.` for the workspace. */
  readonly path: string;
  /**
   * Names; directories end in `/`. With `recursive`: paths of all files and links below, and of
   * directories that hold nothing.
   */
  readonly entries: readonly string[];
  /** Default `false`: only what lies in the directory itself. */
  readonly recursive: boolean;
  /** Globs of paths below the directory that don't count. */
  readonly ignore: readonly string[];
}

/** The file's bytes have this SHA-256. */
export interface Sha256Check extends Named {
  readonly kind: "sha256";
  /** Relative to the workspace. */
  readonly path: string;
  /** 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

/** Inputs that match were neither changed nor deleted. Files that were added don't count. */
export interface UnchangedCheck extends Named {
  readonly kind: "unchanged";
  /** Paths and globs. */
  readonly paths: readonly string[];
}

/** A command, run on the collected files in a sandbox of its own, ends as it should. */
export interface CommandCheck extends Named {
  readonly kind: "command";
  /** Run by `bash -c` in the workspace. */
  readonly command: string;
  /** From 0 to 255. Default 0. */
  readonly exitCode: number;
  /** What it must print. Default: anything. */
  readonly stdout?: string;
  /** How `stdout` is compared. Default `text`. */
  readonly compare: Comparison;
  /** A regular expression that its output must match. */
  readonly stdoutMatches?: string;
  /** Default: empty. */
  readonly stdin?: string;
  /** Laid over the collected files, for this check alone: hidden inputs of a program under test. */
  readonly files?: TaskFiles;
}

/** One thing that must be true of what the agent left behind. */
export type Check =
  | FileEqualsCheck
  | FileMatchesCheck
  | FileContainsCheck
  | FileLacksCheck
  | PathExistsCheck
  | PathAbsentCheck
  | JsonEqualsCheck
  | NumberEqualsCheck
  | ModeCheck
  | LinkEqualsCheck
  | DirectoryEqualsCheck
  | Sha256Check
  | UnchangedCheck
  | CommandCheck;

const name = z.string().exactOptional();
const path = workspacePath;
const comparison = z.enum(["exact", "text", "lines", "unordered-lines"]).default("text");
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const tolerance = z.number().nonnegative().default(0);
const json = z.json() as unknown as z.ZodType<Json>;

export const checkSchema: z.ZodType<Check> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("file-equals"),
    name,
    path,
    text: z.string(),
    compare: comparison,
  }),
  z.strictObject({
    kind: z.literal("file-matches"),
    name,
    path,
    pattern: z.string().min(1),
    flags: z
      .string()
      .regex(/^[imsuv]*$/, "may hold i, m, s, u and v")
      .default(""),
    count: z.int().nonnegative().exactOptional(),
  }),
  z.strictObject({ kind: z.literal("file-contains"), name, path, text: texts }),
  z.strictObject({ kind: z.literal("file-lacks"), name, path, text: texts }),
  z.strictObject({
    kind: z.literal("path-exists"),
    name,
    path,
    type: z.enum(["file", "directory", "link"]).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("path-absent"), name, path }),
  z.strictObject({
    kind: z.literal("json-equals"),
    name,
    path,
    at: z
      .string()
      .regex(/^(?:\/(?:[^~/]|~[01])*)*$/u, "must be a JSON Pointer, such as /servers/0/port")
      .default(""),
    value: json,
    unordered: z.boolean().default(false),
    tolerance,
    format: z.enum(["json", "jsonl"]).default("json"),
  }),
  z.strictObject({
    kind: z.literal("number-equals"),
    name,
    path,
    value: z.number(),
    tolerance,
    pattern: z.string().min(1).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("mode"), name, path, mode: octalMode }),
  z.strictObject({ kind: z.literal("link-equals"), name, path, target: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("directory-equals"),
    name,
    path: z.union([z.literal("."), path]).default("."),
    entries: z.array(z.string().min(1)),
    recursive: z.boolean().default(false),
    ignore: z.array(z.string().min(1)).default([]),
  }),
  z.strictObject({
    kind: z.literal("sha256"),
    name,
    path,
    digest: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"),
  }),
  z.strictObject({
    kind: z.literal("unchanged"),
    name,
    paths: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({
    kind: z.literal("command"),
    name,
    command: z.string().min(1),
    exitCode: z.int().min(0).max(255).default(0),
    stdout: z.string().exactOptional(),
    compare: comparison,
    stdoutMatches: z.string().min(1).exactOptional(),
    stdin: z.string().exactOptional(),
    files: taskFiles.exactOptional(),
  }),
]);
