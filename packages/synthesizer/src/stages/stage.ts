import type { Json, JsonObject } from "@agent-gym/core";

import type { Row } from "../row/row.ts";
import type { TaskGroup } from "../row/task-group.ts";

/** What a stage says of one row. */
export type Judgement =
  | {
      readonly decision: "kept";
      /** What was measured, where something was. */
      readonly note?: Json;
    }
  | {
      readonly decision: "changed";
      /** The row as it goes on. */
      readonly row: Row;
      /** A stable name in kebab-case of what was changed. */
      readonly code: string;
      /** The same in words. */
      readonly reason: string;
      /** What was measured, where something was. */
      readonly note?: Json;
    }
  | {
      readonly decision: "rejected";
      /** A stable name in kebab-case of what is wrong with the row. */
      readonly code: string;
      /** The same in words. */
      readonly reason: string;
      /** What was measured, where something was. */
      readonly note?: Json;
    };

/** A stage at work on one dataset. */
export interface OpenStage {
  /**
   * Judges a task's rows that no earlier stage has rejected.
   *
   * @returns one judgement per row of the group, in their order.
   */
  readonly judge: (
    group: TaskGroup,
    options: { readonly signal: AbortSignal },
  ) => readonly Judgement[] | Promise<readonly Judgement[]>;
  /** What it found over the whole dataset, for manifest and card. */
  readonly report?: () => JsonObject;
  /** Frees what it holds; called once, also when the work was cut short. */
  readonly close?: () => Promise<void>;
}

/**
 * A filter of rows. It sees one task's group of attempts at a time, always in the plan's order, so that
 * a run that was resumed gives the dataset of one that was not.
 */
export interface Stage {
  /** Unique among a dataset's stages; lower-case words joined by hyphens. */
  readonly name: string;
  /** What the rows that it lets through are like, in words. */
  readonly description: string;
  /** All that decides its judgements; kept in the manifest. Holds no secret. */
  readonly settings: JsonObject;
  /**
   * Whether a judgement depends on groups that came before. Only stages before the first such one work
   * on several groups at the same time.
   */
  readonly ordered?: boolean;
  /** Sets it to work on one dataset; each dataset gets its own. */
  readonly open: () => OpenStage | Promise<OpenStage>;
}

/** The row stays as it is. */
export const kept: Judgement = { decision: "kept" };

/** The row goes, for a reason with a stable name and one in words. */
export function rejected(code: string, reason: string, note?: Json): Judgement {
  return { decision: "rejected", code, reason, ...(note === undefined ? {} : { note }) };
}

/** A stage that judges each row on its own. */
export function rowStage(specification: {
  readonly name: string;
  readonly description: string;
  readonly settings?: JsonObject;
  readonly judge: (row: Row, group: TaskGroup) => Judgement;
}): Stage {
  const { name, description, settings = {}, judge } = specification;
  return {
    name,
    description,
    settings,
    open: () => ({ judge: (group) => group.rows.map((row) => judge(row, group)) }),
  };
}
