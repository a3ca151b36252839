import type { Schema } from "../schema/schema.ts";
import { observationShape } from "./observation-shape.ts";
import type { Observation } from "./observation.ts";

/** Validates an {@link Observation}. */
export const observationSchema: Schema<Observation> = observationShape;
