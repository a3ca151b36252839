import * as z from "zod";

import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** Any JSON value. */
export const jsonValueSchema: z.ZodType<Json> = z.json();

/** A JSON object; its values are taken on trust, as they came out of `JSON.parse`. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z.custom<JsonObject>(
  isJsonObject,
  "expected an object",
);
