import {
  type CollectOptions,
  type Collection,
  type Evidence,
  type FileTree,
  VerifierError,
} from "@agent-gym/core";

import { overlay, sameEntry } from "./file-trees.ts";
import { matchesAny } from "./path-patterns.ts";

/** What an episode left behind, besides its files. */
export type CmdEvidence = {
  /** Paths that were there when the agent began and are not as they were. */
  readonly inputsModified: readonly string[];
  /** What was not collected: devices, sockets, FIFOs, and what was over a cap. */
  readonly skipped: readonly {
    /** Relative to the workspace. */
    readonly path: string;
    /** Why it was not taken, in one line for people. */
    readonly reason: string;
  }[];
};

/** More files than a sandbox would collect unasked: an answer should not be lost among unpacked archives. */
export const collectOptions: CollectOptions = { maxFiles: 10_000 };

/** Where evidence keeps the workspace as the agent left it, and the inputs that it had changed. */
const finalPrefix = "workspace/";
const inputPrefix = "inputs/";

/**
 * Evidence of a workspace: all of it as it is at the end, and what was changed of it as it was at the
 * start. Together they are all that any grader needs, today's or a later one.
 */
export function takeEvidence(start: FileTree, end: Collection): Evidence<CmdEvidence> {
  const changed = Object.entries(start).filter(([path, before]) => {
    const after = Object.hasOwn(end.files, path) ? end.files[path] : undefined;
    return after === undefined || !sameEntry(before, after);
  });
  return {
    data: { inputsModified: changed.map(([path]) => path).toSorted(), skipped: end.skipped },
    files: {
      ...withPrefix(finalPrefix, Object.entries(end.files)),
      ...withPrefix(inputPrefix, changed),
    },
  };
}

/** The workspace to judge: as the agent left it, with all inputs put back that it may not change. */
export function workspaceToJudge(
  evidence: Evidence<CmdEvidence>,
  mutable: readonly string[],
): FileTree {
  if (evidence.files === undefined) {
    throw new VerifierError("The episode has no collected files to judge.");
  }
  const inputs = Object.entries(withoutPrefix(inputPrefix, evidence.files));
  const restored = inputs.filter(([path]) => !matchesAny(path, mutable));
  return overlay(withoutPrefix(finalPrefix, evidence.files), Object.fromEntries(restored));
}

function withPrefix(prefix: string, entries: readonly [string, FileTree[string]][]): FileTree {
  return Object.fromEntries(entries.map(([path, entry]) => [`${prefix}${path}`, entry]));
}

function withoutPrefix(prefix: string, tree: FileTree): FileTree {
  const entries = Object.entries(tree).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(entries.map(([path, entry]) => [path.slice(prefix.length), entry]));
}
