import type { EnvironmentDefinition } from "../environment/environment-definition.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";

/**
 * The JSON Schema (draft 2020-12) of an environment's task file, for an editor to check against: a
 * list of tasks, or one task.
 */
export function taskFileSchema(
  definition: Pick<EnvironmentDefinition, "name" | "description" | "taskSchema">,
): JsonObject {
  // References within a schema start at the root of the text that holds it.
  const { $defs = {}, ...task } = definition.taskSchema;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Tasks of the ${definition.name} environment`,
    description: definition.description,
    anyOf: [
      { type: "array", minItems: 1, items: { $ref: "#/$defs/task" } },
      { $ref: "#/$defs/task" },
    ],
    $defs: { ...(isJsonObject($defs) ? $defs : {}), task },
  };
}
