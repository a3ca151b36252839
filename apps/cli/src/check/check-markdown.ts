import { harmlessLine } from "../terminal/harmless-text.ts";
import type { CheckReport, RuleResult } from "./check-report.ts";
import { conformanceSummary } from "./check-text.ts";

/** A report for a README: what was checked with what, the rules, the tasks. */
export function checkMarkdown(report: CheckReport): string {
  const { environment, agentGym, node, sandbox, conformance, validation, ok } = report;
  const { tasks, totals } = validation;
  const place = sandbox === null ? "no sandbox" : `sandbox ${sandbox.kind} ${sandbox.version}`;
  return [
    `### Checked by \`agent-gym check\``,
    "",
    `${ok ? "✅" : "❌"} ${cell(environment.name)} ${cell(environment.version)}, with Agent Gym ${agentGym} on Node.js ${node}, ${cell(place)}.`,
    "",
    `${cell(conformanceSummary(report))} ${totals.standings.proved} of ${totals.tasks} tasks are proved: the reference solution succeeds, and doing nothing, chance and cheats do not.`,
    "",
    "| rule | holds |",
    "| ---- | ----- |",
    ...conformance.map((result) => `| ${cell(result.rule)} | ${ruleCell(result)} |`),
    "",
    "| task | standing | probes passed |",
    "| ---- | -------- | ------------- |",
    ...tasks.map(({ task, standing, probes }) => {
      const passed = probes.filter((probe) => probe.passed === true).length;
      return `| ${cell(task)} | ${standing.replaceAll("-", " ")} | ${passed} of ${probes.length} |`;
    }),
  ].join("\n");
}

function ruleCell({ holds, skipped, problem }: RuleResult): string {
  if (problem !== undefined) return `no: ${cell(problem)}`;
  if (skipped !== undefined) return `skipped: ${cell(skipped)}`;
  return holds ? "yes" : "no";
}

/** Text of an author's, as it stands in one cell. */
function cell(text: string): string {
  return harmlessLine(text).replaceAll(/[\\|<>`*_[\]]/g, String.raw`\$&`);
}
