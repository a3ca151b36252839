import { jsonSchemaProblems, type ToolCall, type ToolSpec } from "@agent-gym/core";

import { actionsOf } from "../row/actions.ts";
import { judgeTurns, type WrongTurn, type WrongTurns } from "./mask-turns.ts";
import { rowStage, type Stage } from "./stage.ts";

/**
 * Every call is of a tool that there is, with arguments that its schema accepts. Rejects the row, or
 * masks the turn where a later one put it right.
 */
export function validCallsStage(
  options: { /** Default: `reject`. */ readonly wrongTurns?: WrongTurns } = {},
): Stage {
  const { wrongTurns = "reject" } = options;
  // One object per distinct schema: validators are compiled per object, and every row has its own copy.
  const schemas = new Map<string, ToolSpec["parameters"]>();
  const shared = (parameters: ToolSpec["parameters"]): ToolSpec["parameters"] => {
    const text = JSON.stringify(parameters);
    const known = schemas.get(text);
    if (known === undefined) schemas.set(text, parameters);
    return known ?? parameters;
  };
  return rowStage({
    name: "valid-calls",
    description: "known tools, with arguments that their schemas accept",
    settings: { wrongTurns },
    judge: (row) => {
      const tools = new Map(
        row.transcript.tools.map(({ name, parameters }) => [name, shared(parameters)]),
      );
      const wrong = actionsOf(row.transcript).flatMap(({ calls }, turn) =>
        calls.flatMap((call): readonly WrongTurn[] => {
          const fault = faultOf(call, tools);
          return fault === undefined ? [] : [{ turn, ...fault }];
        }),
      );
      return judgeTurns(row, wrong, wrongTurns);
    },
  });
}

function faultOf(
  { name, arguments: values }: ToolCall,
  tools: ReadonlyMap<string, ToolSpec["parameters"]>,
): Omit<WrongTurn, "turn"> | undefined {
  const schema = tools.get(name);
  if (schema === undefined) return { code: "unknown-tool", reason: `there is no tool ${name}` };
  const [problem] = jsonSchemaProblems(schema, values);
  return problem === undefined
    ? undefined
    : { code: "invalid-arguments", reason: `arguments of ${name}: ${problem}` };
}
