import { type JsonObject, UsageError } from "@agent-gym/core";

import type { RejectedRow, Row, StageDecision } from "../row/row.ts";
import type { GroupTask, TaskGroup } from "../row/task-group.ts";
import { mapInOrder } from "./map-in-order.ts";
import type { Judgement, OpenStage, Stage } from "./stage.ts";

/** A row that every stage let through, and what each said. */
export interface KeptRow {
  /** As the last stage left it. */
  readonly row: Row;
  /** What each stage said, in order. */
  readonly decisions: readonly StageDecision[];
}

/** What became of one task's attempts. */
export interface TaskSelection {
  /** Whose attempts they are. */
  readonly task: GroupTask;
  /** Rows that every stage let through, in the plan's order. */
  readonly kept: readonly KeptRow[];
  /** Rows that a stage turned down, in the order of the stages. */
  readonly rejected: readonly RejectedRow[];
  /** Planned attempts without a conversation, each with the reason. */
  readonly missing: TaskGroup["missing"];
}

/** What one stage did to a dataset. */
export interface StageYield {
  /** Its name. */
  readonly stage: string;
  /** What it sees to, in words. */
  readonly description: string;
  /** All that decides its judgements. */
  readonly settings: JsonObject;
  /** Rows that it was given. */
  readonly in: number;
  /** Of these: let through, changed ones included. */
  readonly out: number;
  /** Rows that it let through but changed. */
  readonly changed: number;
  /** How many it rejected or changed for each reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What it found over the whole dataset, in its own form; absent when it tells nothing. */
  readonly report?: JsonObject;
}

/** Stages at work on one dataset. */
export interface StageRun {
  /** The groups' selections, in the groups' order. */
  readonly selections: AsyncIterable<TaskSelection>;
  /** Complete once the selections are. */
  readonly yields: () => readonly StageYield[];
}

interface Working {
  readonly stage: Stage;
  readonly open: OpenStage;
  in: number;
  out: number;
  changed: number;
  readonly reasons: Record<string, number>;
}

interface Passing {
  readonly group: TaskGroup;
  readonly alive: readonly KeptRow[];
  readonly rejected: readonly RejectedRow[];
}

/**
 * Leads each group of attempts through the stages, in order; a row that one rejects is seen by none
 * after it. Stages before the first `ordered` one work on up to `concurrency` groups at once.
 *
 * @throws UsageError for two stages of one name.
 */
export function runStages(
  groups: AsyncIterable<TaskGroup>,
  stages: readonly Stage[],
  options: { readonly signal: AbortSignal; readonly concurrency?: number },
): StageRun {
  const { signal, concurrency = 1 } = options;
  checkNames(stages);
  const working: Working[] = [];
  const firstOrdered = stages.findIndex(({ ordered }) => ordered === true);
  const freeCount = firstOrdered === -1 ? stages.length : firstOrdered;

  async function* select(): AsyncGenerator<TaskSelection, void, undefined> {
    try {
      for (const stage of stages) {
        working.push({ stage, open: await stage.open(), in: 0, out: 0, changed: 0, reasons: {} });
      }
      const free = mapInOrder(groups, concurrency, (group) =>
        pass(
          { group, alive: group.rows.map((row) => ({ row, decisions: [] })), rejected: [] },
          working.slice(0, freeCount),
          signal,
        ),
      );
      for await (const passing of free) {
        const { group, alive, rejected } = await pass(passing, working.slice(freeCount), signal);
        yield { task: group.task, kept: alive, rejected, missing: group.missing };
      }
    } finally {
      for (const { open } of working) await open.close?.();
    }
  }

  return {
    selections: select(),
    yields: () =>
      working.map(({ stage, open, reasons, ...counts }) => {
        const report = open.report?.();
        return {
          stage: stage.name,
          description: stage.description,
          settings: stage.settings,
          in: counts.in,
          out: counts.out,
          changed: counts.changed,
          reasons: sorted(reasons),
          ...(report === undefined ? {} : { report }),
        };
      }),
  };
}

async function pass(
  { group, alive, rejected }: Passing,
  stages: readonly Working[],
  signal: AbortSignal,
): Promise<Passing> {
  let rows = alive;
  const gone = [...rejected];
  for (const working of stages) {
    if (rows.length === 0) break;
    signal.throwIfAborted();
    const judgements = await working.open.judge(
      { ...group, rows: rows.map(({ row }) => row) },
      { signal },
    );
    if (judgements.length !== rows.length) {
      throw new Error(
        `Stage ${working.stage.name} judged ${judgements.length} of ${rows.length} rows: it must judge each.`,
      );
    }
    const next: KeptRow[] = [];
    for (const [index, judgement] of judgements.entries()) {
      const before = rows[index];
      if (before === undefined) continue;
      count(working, judgement);
      const decisions = [...before.decisions, decisionOf(working.stage.name, judgement)];
      if (judgement.decision === "rejected") gone.push({ row: before.row, decisions });
      else {
        const row = judgement.decision === "changed" ? judgement.row : before.row;
        next.push({ row, decisions });
      }
    }
    rows = next;
  }
  return { group, alive: rows, rejected: gone };
}

function count(working: Working, judgement: Judgement): void {
  working.in += 1;
  if (judgement.decision !== "rejected") working.out += 1;
  if (judgement.decision === "changed") working.changed += 1;
  if (judgement.decision === "kept") return;
  working.reasons[judgement.code] = (working.reasons[judgement.code] ?? 0) + 1;
}

function decisionOf(stage: string, judgement: Judgement): StageDecision {
  const note = judgement.note === undefined ? {} : { note: judgement.note };
  if (judgement.decision === "kept") return { stage, decision: "kept", ...note };
  const { decision, code, reason } = judgement;
  return { stage, decision, code, reason, ...note };
}

// Groups that are judged at the same time may find their reasons in any order.
function sorted(reasons: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(reasons).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function checkNames(stages: readonly Stage[]): void {
  const names = new Set<string>();
  for (const { name } of stages) {
    if (names.has(name)) {
      throw new UsageError(`Two stages are called "${name}": names must differ.`, {
        code: "duplicate-stage",
      });
    }
    names.add(name);
  }
}
