import { hash } from "node:crypto";

import { rowText } from "./row-text.ts";
import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/**
 * Removes rows that ask and do exactly what an earlier one did, white space apart; thoughts do not
 * count. Should come last, for what it has let through is in the dataset.
 */
export const exactDuplicatesStage: Stage = {
  name: "exact-duplicates",
  description: "removes rows that ask and do what an earlier one did",
  settings: {},
  ordered: true,
  open: () => {
    const seen = new Map<string, string>();
    return {
      judge: ({ rows }) =>
        rows.map((row): Judgement => {
          const text = rowText(row).replaceAll(/\s+/g, " ").trim();
          const digest = hash("sha256", text, "base64url").slice(0, 22);
          const earlier = seen.get(digest);
          if (earlier !== undefined) return rejected("duplicate", `it repeats ${earlier}`, earlier);
          seen.set(digest, row.id);
          return kept;
        }),
    };
  },
};
