import { keyText, latestEntries, type RunRecord } from "@agent-gym/runner";

/** The rates of success of a run's tasks, by task digest, over their scored attempts. */
export function passRatesOf(
  record: Pick<RunRecord, "entries" | "plan">,
): ReadonlyMap<string, number> {
  const latest = new Map(latestEntries(record.entries).map((entry) => [keyText(entry), entry]));
  const rates = new Map<string, number>();
  for (const { id, digest } of record.plan.tasks) {
    const scored = Array.from({ length: record.plan.attempts }, (_, attempt) =>
      latest.get(keyText({ task: id, digest, attempt })),
    ).flatMap((entry) => (entry === undefined || entry.reward === null ? [] : [entry.success]));
    if (scored.length > 0) {
      rates.set(digest, scored.filter((success) => success).length / scored.length);
    }
  }
  return rates;
}
