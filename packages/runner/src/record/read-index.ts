import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { EntryFold } from "./entry-fold.ts";
import type { IndexEntry } from "./index-entry.ts";
import { readEvents } from "./read-episode.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { RecordError } from "./record-error.ts";

/** What is known of a run's episodes. */
export interface RunIndex {
  /** One per try, in the order in which they ended. */
  readonly entries: readonly IndexEntry[];
  /** Whether `index.jsonl` holds exactly these entries. */
  readonly intact: boolean;
}

/**
 * Reads a run's index. One that is missing or damaged is made again from the episodes.
 *
 * @param options.success the reward from which on an episode is a success.
 * @param options.complete also looks for episodes that the index lacks: their process was stopped
 * before it could tell. Costs a look at each of them.
 * @throws RecordError when neither can be read.
 */
export async function readIndex(
  folder: string,
  { success, complete = false }: { readonly success: number; readonly complete?: boolean },
): Promise<RunIndex> {
  const known = await readEntries(join(folder, "index.jsonl"));
  if (known !== undefined && !complete) return { entries: known.entries, intact: !known.torn };
  const entries = [...(known?.entries ?? [])];
  const found = await missingEntries(folder, new Set(entries.map(({ file }) => file)), success);
  return {
    entries: [...entries, ...found],
    intact: known !== undefined && !known.torn && found.length === 0,
  };
}

async function readEntries(
  path: string,
): Promise<{ readonly entries: readonly IndexEntry[]; readonly torn: boolean } | undefined> {
  let lines;
  try {
    lines = await readJsonLines(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const { values, broken, torn } = lines;
  if (broken.length > 0 || !values.every(isEntry)) return undefined;
  return { entries: values, torn };
}

/** Entries of the episode files that are not known, by when they began. */
async function missingEntries(
  folder: string,
  known: ReadonlySet<string>,
  success: number,
): Promise<readonly IndexEntry[]> {
  const names = await readdir(join(folder, "episodes")).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw RecordError.reading(join(folder, "episodes"), error);
  });
  const found: IndexEntry[] = [];
  for (const name of names) {
    const file = `episodes/${name}`;
    if (known.has(file) || !name.endsWith(".jsonl")) continue;
    const entry = await foldEntry(folder, file, success);
    if (entry !== undefined) found.push(entry);
  }
  return found.toSorted((left, right) => left.startedAt - right.startedAt);
}

/** `undefined` for a file that tells of no episode: the key is then owed, and gets a new file. */
async function foldEntry(
  folder: string,
  file: string,
  success: number,
): Promise<IndexEntry | undefined> {
  const fold = new EntryFold(success);
  try {
    for (const event of await readEvents(join(folder, file))) fold.add(event);
  } catch (error) {
    if (!RecordError.isInstance(error)) throw error;
    return undefined;
  }
  return fold.entry(file);
}

function isMissing(error: unknown): boolean {
  const { cause } = error as { readonly cause?: NodeJS.ErrnoException };
  return cause?.code === "ENOENT";
}

// By hand: an index may have tens of thousands of lines, and a schema would take most of the time.
function isEntry(value: unknown): value is IndexEntry {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Partial<Record<keyof IndexEntry, unknown>>;
  return (
    typeof entry.task === "string" &&
    typeof entry.digest === "string" &&
    typeof entry.attempt === "number" &&
    typeof entry.try === "number" &&
    typeof entry.file === "string" &&
    (entry.reward === null || typeof entry.reward === "number") &&
    typeof entry.success === "boolean" &&
    typeof entry.ending === "object" &&
    typeof entry.usage === "object" &&
    typeof entry.milliseconds === "object"
  );
}
