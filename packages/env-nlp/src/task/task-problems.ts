import { toolNameProblem } from "@agent-gym/core";

import { type CheckedNames, checkProblems } from "../checks/check-problems.ts";
import { evaluateState } from "../checks/evaluate-check.ts";
import { knownFields, programProblems } from "../program/program-problems.ts";
import { jsonSchemaFaults } from "./json-schema-faults.ts";
import type { NlpTask } from "./nlp-task.ts";
import { repeatedIds } from "./repeated-ids.ts";
import { type Scenario, scenarioOf } from "./scenario.ts";
import { tableProblems } from "./table-problems.ts";
import { userProblems } from "./user-problems.ts";

/**
 * Faults of a task that its schema can't say, one line each.
 *
 * @param codeTools tools that code answers, whatever the data says.
 */
export function taskProblems(
  task: NlpTask,
  { codeTools }: { readonly codeTools: ReadonlySet<string> },
): readonly string[] {
  const scenario = scenarioOf(task);
  const names: CheckedNames = {
    tables: new Set(Object.keys(scenario.world.tables ?? {})),
    openTables: scenario.world.mode === "open",
    tools: new Set(scenario.tools.map(({ name }) => name)),
    facts: new Set(scenario.facts.map(({ id }) => id)),
  };
  return [
    ...(task.compiled?.reviewed === false
      ? [
          "compiled.reviewed: a model filled this task in and nobody has read it yet: read it, then set reviewed to true",
        ]
      : []),
    ...toolProblems(scenario, codeTools),
    ...tableProblems(scenario.world),
    ...invariantProblems(scenario, names),
    ...userProblems(scenario, names),
    ...repeatedIds("story_stages", scenario.stages),
    ...scenario.stages.flatMap(({ id, done = [] }) =>
      done.flatMap((check, index) => checkProblems(check, `stage ${id}.done.${index}`, names)),
    ),
    ...repeatedIds("rubric.items", task.rubric?.items ?? []),
    ...(task.rubric?.items ?? []).flatMap((item) =>
      item.kind === "judged" ? [] : checkProblems(item, `rubric item ${item.id}`, names),
    ),
    ...solutionProblems(task, names),
  ];
}

function toolProblems(
  { tools, behaviours, world }: Scenario,
  codeTools: ReadonlySet<string>,
): readonly string[] {
  const tables = world.tables ?? {};
  const fields = knownFields(tables, Object.values(behaviours));
  const names = tools.map(({ name }) => name);
  const problems = tools.flatMap((tool) => {
    const { name, parameters } = tool;
    const bad = toolNameProblem(name);
    const behaviour = behaviours[name];
    const faults = [
      ...(bad === undefined ? [] : [`tools: ${bad}`]),
      ...jsonSchemaFaults(parameters, `tools.${name}.parameters`),
      ...(parameters["type"] === "object"
        ? []
        : [`tools.${name}.parameters.type: a tool's arguments are an object`]),
    ];
    if (behaviour === undefined) {
      return world.mode === "closed" && !codeTools.has(name) && Object.keys(tables).length === 0
        ? [
            ...faults,
            `tool_specs.${name}: nothing can answer it: a closed world without tables needs steps for each tool`,
          ]
        : faults;
    }
    const { returns, reads = [], writes = [], steps, result } = behaviour;
    const unknown = [...reads, ...writes].filter((one) => !Object.hasOwn(tables, one));
    return [
      ...faults,
      ...(returns === undefined ? [] : jsonSchemaFaults(returns, `tool_specs.${name}.returns`)),
      ...(world.mode === "open" ? [] : unknown).map(
        (one) => `tool_specs.${name}: there is no table "${one}" in the world`,
      ),
      ...(result !== undefined && steps === undefined
        ? [`tool_specs.${name}.result: only a tool with steps has a result of its own`]
        : []),
      // A broken schema would only repeat itself in what the steps make of it.
      ...(faults.length > 0 ? [] : programProblems(behaviour, { tool, tables, fields })),
    ];
  });
  return [
    ...repeatedIds(
      "tools",
      names.map((id) => ({ id })),
    ),
    ...problems,
    ...Object.keys(behaviours)
      .filter((name) => !names.includes(name))
      .map((name) => `tool_specs.${name}: there is no such tool`),
  ];
}

function invariantProblems({ world }: Scenario, names: CheckedNames): readonly string[] {
  const initial = Object.fromEntries(
    Object.entries(world.tables ?? {}).map(([table, { rows }]) => [table, rows]),
  );
  return (world.invariants ?? []).flatMap((invariant, index) => {
    const place = `world.invariants.${index}`;
    if (invariant.kind !== "state") return [`${place}: an invariant is a check of the kind state`];
    const problems = checkProblems(invariant, place, names);
    if (problems.length > 0) return problems;
    const { passed, expected, found } = evaluateState(invariant, initial);
    return passed ? [] : [`${place}: it does not hold at the start: ${expected}, found ${found}`];
  });
}

function solutionProblems({ solution = [] }: NlpTask, { tools }: CheckedNames): readonly string[] {
  return solution.flatMap((turn, index) =>
    "say" in turn
      ? []
      : turn.calls
          .filter(({ name }) => !tools.has(name))
          .map(({ name }) => `solution.${index}: there is no tool "${name}"`),
  );
}
