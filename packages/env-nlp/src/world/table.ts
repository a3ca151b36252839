import type { JsonObject } from "@agent-gym/core";
import { z } from "zod";

import { jsonObject, name } from "../task/json-fields.ts";

/** A row: an object whose `id` is unique in its table. */
export type Row = JsonObject & {
  /** Unique in the row's table. */
  readonly id: string;
};

/** A table of a task's world, as its data says it. */
export interface Table {
  /** As the episode starts. */
  readonly rows: readonly Row[];
  /** JSON Schema of a row; any object when absent. */
  readonly row?: JsonObject;
  /** Fields that hold ids of rows of another table, or lists of such ids; `null` is no id. */
  readonly references?: Readonly<Record<string, string>>;
  /** With what new ids begin; default: the table's name and `_`. */
  readonly id_prefix?: string;
}

export const tableSchema: z.ZodType<Table> = z.strictObject({
  rows: z
    .array(z.looseObject({ id: z.string().min(1) }) as unknown as z.ZodType<Row>)
    .describe("What the table holds at the start; each row has an `id`."),
  row: jsonObject.exactOptional().describe("JSON Schema of a row."),
  references: z
    .record(name, name)
    .exactOptional()
    .describe("Fields that hold ids of rows of another table: field → table."),
  id_prefix: z.string().exactOptional().describe("With what new ids begin, as in `ord_`."),
});
