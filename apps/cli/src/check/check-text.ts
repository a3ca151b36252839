import type { CheckFlags } from "../flags/check-flags.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { validationSummary, validationTable } from "../validate/validation-text.ts";
import type { CheckReport, RuleResult } from "./check-report.ts";

const mostNamed = 10;

/** One rule with its sign; under it what came instead. */
export function ruleLines(
  { rule, holds, skipped, problem }: RuleResult,
  styles: Styles,
): readonly string[] {
  const sign = !holds
    ? styles.bad("✗")
    : skipped === undefined
      ? styles.good("✓")
      : styles.warn("-");
  const reason = skipped === undefined ? "" : styles.dim(`  skipped: ${harmlessLine(skipped)}`);
  return [
    `${sign} ${harmlessLine(rule)}${reason}`,
    ...(problem === undefined ? [] : [`    ${harmlessLine(problem)}`]),
  ];
}

/** What stands under the rules: the tasks, and what it all means. */
export function checkText(
  report: CheckReport,
  { styles, flags }: { readonly styles: Styles; readonly flags: CheckFlags },
): string {
  const { tasks, totals } = report.validation;
  const shown =
    flags.quiet === true ? tasks.filter(({ standing }) => standing !== "proved") : tasks;
  const blocks = [
    ...(shown.length === 0 ? [] : [validationTable(shown, styles)]),
    validationSummary(totals, { styles, skipUnmet: flags.skipUnmet ?? false }),
    conformanceSummary(report),
    report.ok ? styles.good("All is well.") : styles.bad("Not all is well: see what is marked ✗."),
  ];
  return `${flags.quiet === true ? "" : "\n"}${blocks.join("\n\n")}`;
}

/** How many rules hold, tried on what, and which tasks could not be tried. */
export function conformanceSummary({ conformance, sample, leftOut }: CheckReport): string {
  const tried = conformance.filter(({ skipped }) => skipped === undefined);
  const held = tried.filter(({ holds }) => holds).length;
  const skipped = conformance.length - tried.length;
  const rest = skipped === 0 ? "" : `, ${skipped} skipped`;
  const reasons = new Set(leftOut.map(({ reason }) => reason));
  return [
    `${held} of ${tried.length} rules of the conformance kit hold${rest}, tried on ${named(sample)}.`,
    ...[...reasons].map((reason) => {
      const ids = leftOut.filter((task) => task.reason === reason).map(({ id }) => id);
      return `They could not be tried on ${named(ids)}: ${harmlessLine(reason)}.`;
    }),
  ].join(" ");
}

function named(ids: readonly string[]): string {
  const shown = ids.slice(0, mostNamed).map(harmlessLine).join(", ");
  return ids.length > mostNamed ? `${shown} and ${ids.length - mostNamed} more` : shown;
}
