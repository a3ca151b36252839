import type { Json, JsonObject } from "@agent-gym/core";
import { z } from "zod";

/** Any JSON value. Task data comes out of JSON, so nothing else can be there. */
export const json: z.ZodType<Json> = z.unknown() as unknown as z.ZodType<Json>;

/** A JSON object. */
export const jsonObject: z.ZodType<JsonObject> = z.record(
  z.string(),
  z.unknown(),
) as unknown as z.ZodType<JsonObject>;

/** A name that data may give to a table, a field or a value. */
export const name: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected letters, digits and underscores");

/** The id of a fact, a stage, a rule or an item. */
export const id: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "expected up to 64 letters, digits, hyphens and underscores");

/** Words of which some text must hold one. */
export const phrases: z.ZodType<readonly string[]> = z.array(z.string().min(1)).min(1);
