import type { AnyRowFormat } from "../formats/row-format.ts";
import type { TaskSelection } from "../stages/run-stages.ts";
import type { Fates } from "./attempt-fates.ts";
import type { DatasetManifest } from "./manifest.ts";

/** Why a dataset holds no record. */
export interface EmptyReason {
  /** `no-rows`, `no-pairs`, or `nothing-writable`. */
  readonly code: string;
  /** And what helps: for people, without a full stop at its end. */
  readonly reason: string;
}

/** Finds out why a dataset holds no record, and what helps. */
export class WhyEmpty {
  #tasks = 0;
  #successOnly = 0;
  #failureOnly = 0;
  #both = 0;
  #pairable = 0;

  /** Takes in what became of one task's attempts. */
  add({ kept, rejected }: Pick<TaskSelection, "kept" | "rejected">): void {
    const verdicts = [...kept, ...rejected].map(({ row }) => row.provenance.verdict);
    const hasSuccess = verdicts.some(({ success }) => success);
    const hasFailure = verdicts.some(({ success, reward }) => reward !== null && !success);
    this.#tasks += 1;
    if (hasSuccess && hasFailure) this.#both += 1;
    else if (hasSuccess) this.#successOnly += 1;
    else if (hasFailure) this.#failureOnly += 1;
    const isFailed = rejected.some(({ decisions }) => decisions.at(-1)?.code === "failed");
    if (kept.length > 0 && isFailed) this.#pairable += 1;
  }

  /** A stable name and a line for people; `undefined` for a dataset that holds something. */
  reason(
    { counts, fates }: { readonly counts: DatasetManifest["counts"]; readonly fates: Fates },
    format: Pick<AnyRowFormat, "name" | "takes">,
  ): EmptyReason | undefined {
    if (counts.written > 0) return undefined;
    if (counts.unwritable > 0) {
      return {
        code: "nothing-writable",
        reason: `none of the ${counts.unwritable} examples can be said in the format ${format.name}: rejected.jsonl tells why for each. Choose another format`,
      };
    }
    if (format.takes === "preference" || format.takes === "label") {
      return { code: "no-pairs", reason: `${this.#whyUnpaired(fates)}. ${pairAdvice}` };
    }
    const parts = whereTheyWent(fates);
    return {
      code: "no-rows",
      reason: `${counts.attempts === 1 ? "the one attempt became no row" : `none of the ${counts.attempts} attempts became a row`}${parts === "" ? "" : `: ${parts}`}. rejected.jsonl tells why for each`,
    };
  }

  #whyUnpaired(fates: Fates): string {
    if (this.#both === 0) {
      return `no task has both a success and a failure: of ${this.#tasks} ${this.#tasks === 1 ? "task" : "tasks"} ${this.#successOnly} only succeeded and ${this.#failureOnly} only failed`;
    }
    if (this.#pairable === 0) {
      return `no task has both a success that was kept and a failure; of ${this.#both} with both, stages turned one side down (${whereTheyWent(fates)})`;
    }
    return `no success parts from a failure at an answer, in any of the ${this.#pairable} tasks with both: one is the other's beginning, or equal deeds had different results`;
  }
}

const pairAdvice =
  "More attempts at each task, at several temperatures, or tasks that are solved only now and then give some";

function whereTheyWent({ turnedDown, unused, missing }: Fates): string {
  const gone = Object.values(missing).reduce((sum, count) => sum + count, 0);
  return [
    ...Object.entries(turnedDown).map(
      ([stage, reasons]) =>
        `${stage} turned down ${Object.values(reasons).reduce((sum, count) => sum + count, 0)}`,
    ),
    ...Object.entries(unused).map(([code, count]) => `${code} ${count}`),
    ...(gone === 0 ? [] : [`${gone} left no conversation`]),
  ].join(", ");
}
