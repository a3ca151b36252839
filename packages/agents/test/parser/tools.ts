import type { ToolSpec } from "@agent-gym/core";

const string = { type: "string" } as const;

/** The tools that the cases in `tool-call-cases.json` speak of. */
export const caseTools: readonly ToolSpec[] = [
  tool("execute_shell", { command: string }),
  tool("search", {
    q: string,
    n: { type: "integer" },
    tags: { type: "array" },
    opt: { anyOf: [{ type: "integer" }, { type: "null" }] },
    deep: { type: "boolean" },
    f: { type: "object" },
    name: string,
  }),
  tool("get_weather", { city: string }),
  tool("write_file", { path: string, content: string }),
  tool("noop", {}),
];

function tool(name: string, properties: ToolSpec["parameters"]): ToolSpec {
  return { name, description: `The tool ${name}.`, parameters: { type: "object", properties } };
}
