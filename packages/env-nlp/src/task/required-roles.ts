import type { RoleName } from "../roles/role.ts";
import type { Scenario } from "./scenario.ts";

/**
 * The roles that models must play in a task, and no others: the user unless it is scripted; the tools
 * if one has neither code nor steps; the tracker if a stage has no check, or a question for a fact no
 * words, to be known by; the judge if an item needs a reader.
 */
export function requiredRoles(
  { tools, behaviours, stages, facts, items, user }: Scenario,
  { codeTools }: { readonly codeTools: ReadonlySet<string> },
): readonly RoleName[] {
  const isSimulated = user.script === undefined;
  const needs: Readonly<Record<RoleName, boolean>> = {
    user: isSimulated,
    tools: tools.some(({ name }) => !codeTools.has(name) && behaviours[name]?.steps === undefined),
    tracker:
      stages.some(({ done }) => done === undefined) ||
      (isSimulated &&
        facts.some(({ disclose, asked }) => disclose === "when_asked" && asked === undefined)),
    judge: items.some(({ kind }) => kind === "judged"),
  };
  return (Object.keys(needs) as RoleName[]).filter((role) => needs[role]);
}
