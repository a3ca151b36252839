import { hash } from "node:crypto";

import type { EpisodeKey } from "@agent-gym/core";

import type { PlannedTask } from "./run-description.ts";

/** Names of episode files, for the tasks of one run. */
export interface EpisodeFiles {
  /** `episodes/<slug>-<digest8>.<attempt>.<try>.jsonl`. */
  readonly path: (key: EpisodeKey, nth: number) => string;
}

/**
 * Gives each task of a run a file name that is safe on every system and differs from all others
 * even where letter case does not count: readable ASCII of the id, then eight digits of the digest.
 */
export function episodeFiles(tasks: readonly Pick<PlannedTask, "id" | "digest">[]): EpisodeFiles {
  const stems = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { id, digest } of tasks) {
    const stem = shortStem(id, digest);
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  for (const { id, digest } of tasks) {
    const stem = shortStem(id, digest);
    stems.set(taskKey(id, digest), counts.get(stem) === 1 ? stem : longStem(stem, id, digest));
  }
  return {
    path: ({ task, digest, attempt }, nth) => {
      const stem =
        stems.get(taskKey(task, digest)) ?? longStem(shortStem(task, digest), task, digest);
      return `episodes/${stem}.${attempt}.${nth}.jsonl`;
    },
  };
}

/** Lower-case ASCII letters, digits and hyphens of a text, at most 40; `otherwise` if none remain. */
export function slug(text: string, otherwise: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-|-$/g, "");
  return plain === "" ? otherwise : plain;
}

function shortStem(id: string, digest: string): string {
  return `${slug(id, "task")}-${digest.slice(0, 8)}`;
}

// Two tasks of one run whose short names are equal: same data, or a rare chance.
function longStem(stem: string, id: string, digest: string): string {
  return `${stem}-${hash("sha256", taskKey(id, digest)).slice(0, 16)}`;
}

function taskKey(id: string, digest: string): string {
  return `${digest}:${id}`;
}
