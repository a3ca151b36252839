import type { Schema } from "@agent-gym/core";
import { z } from "zod";

/** A task's data. Fields that it does not name (`id`, `tags`, `split`, …) are let through. */
export interface ParcelTask {
  /** What the agent is asked. */
  readonly query: string;
  /** The shelf on which each parcel lies at the start. */
  readonly stock: Readonly<Record<string, string>>;
  /** Where each must lie in the end; a parcel that it does not name must not be moved. */
  readonly goal: Readonly<Record<string, string>>;
  /** The moves of the reference solution, in order. */
  readonly solution: readonly { readonly parcel: string; readonly shelf: string }[];
}

const shelves = z.record(z.string().min(1), z.string().min(1));

export const taskSchema: Schema<ParcelTask> = z.looseObject({
  query: z.string().min(1).describe("What the agent is asked."),
  stock: shelves.describe("The shelf on which each parcel lies at the start."),
  goal: shelves.describe("Where each must lie in the end; others must not be moved."),
  solution: z
    .array(z.strictObject({ parcel: z.string(), shelf: z.string() }))
    .describe("The moves of the reference solution, in order."),
});
