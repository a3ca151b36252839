import type { AttemptUse, DatasetManifest } from "@agent-gym/synthesizer";

/** What became of a dataset's attempts: a sum, and under it each of its parts by reason. */
export function fatesRows({
  fates,
  counts,
}: Pick<DatasetManifest, "fates" | "counts">): readonly (readonly [label: string, text: string])[] {
  const { used, unused, turnedDown, missing } = fates;
  const down = Object.entries(turnedDown).map(
    ([stage, reasons]) => [stage, total(reasons), reasons] as const,
  );
  const parts = [
    ...Object.entries(used).map(([use, count]) => `${count} ${words[use as AttemptUse]}`),
    ...part(
      down.reduce((sum, [, count]) => sum + count, 0),
      "turned down",
    ),
    ...part(total(unused), "in no record"),
    ...part(total(missing), "without a conversation"),
  ];
  return [
    ["attempts", `${counts.attempts} = ${parts.length === 0 ? "0" : parts.join(" + ")}`],
    ...down.map(
      ([stage, count, reasons]) =>
        ["turned down", `${count} by ${stage} (${listed(reasons)})`] as const,
    ),
    ...row("in no record", unused),
    ...row("no conversation", missing),
  ];
}

const words: Readonly<Record<AttemptUse, string>> = {
  row: "as rows",
  chosen: "as chosen",
  rejected: "as rejected halves of pairs",
  good: "as good answers",
  bad: "as bad answers",
  prompt: "as prompts",
};

function part(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function row(
  label: string,
  counts: Readonly<Record<string, number>>,
): readonly (readonly [label: string, text: string])[] {
  const count = total(counts);
  return count === 0 ? [] : [[label, `${count} (${listed(counts)})`]];
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
