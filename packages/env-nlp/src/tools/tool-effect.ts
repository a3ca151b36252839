import type { ToolBehaviour } from "../task/tool-fields.ts";

const readingWords =
  /^(?:get|list|find|search|query|view|show|read|check|look|lookup|browse|fetch|track|describe|compare|count|calculate|estimate)(?:_|$|[A-Z])/;

/**
 * Whether a tool that a model answers may change anything: as the task says; else by the first word
 * of its name (`search_…`, `get_…`, `view_…` only read), and a name that says nothing may write.
 */
export function toolEffect(name: string, { effect }: ToolBehaviour): "read" | "write" {
  return effect ?? (readingWords.test(name) ? "read" : "write");
}
