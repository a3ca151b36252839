import * as z from "zod";

import { jsonObjectSchema } from "../json/json-value-schema.ts";
import { contentSchema } from "./content-schema.ts";
import type { Observation } from "./observation.ts";

/** Validates an {@link Observation} as a part of other schemas. */
export const observationShape: z.ZodType<Observation> = z.looseObject({
  results: z
    .array(
      z.looseObject({
        callId: z.string(),
        name: z.string(),
        content: contentSchema,
        isError: z.boolean().exactOptional(),
        info: jsonObjectSchema.exactOptional(),
      }),
    )
    .exactOptional(),
  message: contentSchema.exactOptional(),
});
