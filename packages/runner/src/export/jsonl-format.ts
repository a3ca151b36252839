import type { IndexEntry } from "../record/index-entry.ts";
import type { RunRecord } from "../record/open-run.ts";
import type { EpisodeRecord } from "../record/read-episode.ts";
import { RecordError } from "../record/record-error.ts";
import { latestEntries } from "../statistics/summarize.ts";
import type { ExportFormat } from "./export-format.ts";

/** One episode per line: its line of the index, its verdict, and the conversation. */
export const jsonlFormat: ExportFormat = {
  name: "jsonl",
  description: "one episode per line: its line of the index, the verdict, the conversation",
  extension: "jsonl",
  write: async function* (record, { signal }) {
    const { runId } = record.description;
    for (const entry of latestEntries(record.entries)) {
      signal?.throwIfAborted();
      const episode = await readOrProblem(record, entry);
      const told =
        "problem" in episode
          ? episode
          : { verdict: episode.verdict ?? null, transcript: episode.transcript ?? null };
      yield `${JSON.stringify({ run: runId, ...entry, ...told })}\n`;
    }
  },
};

/** An episode, or why its file can't be read: one that is damaged does not take the others with it. */
export async function readOrProblem(
  record: RunRecord,
  entry: IndexEntry,
): Promise<EpisodeRecord | { readonly problem: string }> {
  try {
    return await record.episode(entry);
  } catch (error) {
    if (!RecordError.isInstance(error)) throw error;
    return { problem: error.message };
  }
}
