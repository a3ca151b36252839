import type { RunEvent } from "@agent-gym/runner";

import { seatText } from "../models/model-seat.ts";
import { countOf } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { labelled } from "./labelled.ts";
import type { LaunchPlan } from "./launch-plan.ts";

type RunStart = Extract<RunEvent, { readonly type: "run-start" }>;

/** What a run is about to do: who plays what, where, and what differs from the defaults. */
export function headerText(
  { planned, owed, skipped, folder }: RunStart,
  { plan, styles }: { readonly plan: LaunchPlan; readonly styles: Styles },
): string {
  const { environment, tasks, attempts, agent, model, environmentModels, sandbox, settings } = plan;
  const times = attempts === 1 ? "" : ` × ${attempts} attempts = ${planned} episodes`;
  const rows: (readonly [string, string])[] = [
    ["tasks", harmlessLine(`${tasks.count} of ${tasks.source}${times}`)],
  ];
  if (owed < planned) rows.push(["resumed", `${planned - owed} done before, ${owed} to go`]);
  if (model !== undefined) rows.push(["model", harmlessLine(seatText(model))]);
  for (const seat of environmentModels) {
    rows.push(["roles", harmlessLine(`${seat.roles.join(", ")}: ${seatText(seat)}`)]);
  }
  if (sandbox !== undefined) {
    rows.push(["sandbox", harmlessLine(sandbox.line)]);
  }
  if (settings.length > 0) rows.push(["settings", harmlessLine(settings.join(", "))]);
  rows.push(["record", folder]);
  const leftOut = [...plan.leftOut, ...skipped];
  for (const { id, reason } of leftOut.slice(0, 5)) {
    rows.push(["left out", harmlessLine(`${id}: ${reason}`)]);
  }
  if (leftOut.length > 5) {
    rows.push(["left out", `and ${countOf(leftOut.length - 5, "more task")}`]);
  }
  const title = styles.bold(`${agent} on ${environment.name}`);
  return `${title}\n${labelled(rows, styles)}\n`;
}
