import * as z from "zod";

import type { Content } from "./content.ts";

/** Validates a {@link Content}. */
export const contentSchema: z.ZodType<Content> = z.union([
  z.string(),
  z.array(
    z.discriminatedUnion("type", [
      z.looseObject({ type: z.literal("text"), text: z.string() }),
      z.looseObject({ type: z.literal("image"), mediaType: z.string(), data: z.string() }),
    ]),
  ),
]);
