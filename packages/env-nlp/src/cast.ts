import type { EpisodeContext, Json, Task } from "@agent-gym/core";

import { makeSecret } from "./make-secret.ts";
import type { NlpOptions } from "./nlp-options.ts";
import { RolePlayer } from "./roles/role-player.ts";
import { type RoleName, rolePrompts } from "./roles/role.ts";
import { StageTracker } from "./stages/stage-tracker.ts";
import { requiredRoles } from "./task/required-roles.ts";
import type { CodeTool } from "./tools/code-tool.ts";
import { ToolDesk } from "./tools/tool-desk.ts";
import type { DialogueState } from "./user/dialogue-state.ts";
import type { DialogueUser } from "./user/dialogue-user.ts";
import { ScriptedUser } from "./user/scripted-user.ts";
import { SimulatedUser } from "./user/simulated-user.ts";

/** Who takes part in an episode besides the agent. */
export interface Cast {
  readonly user: DialogueUser;
  readonly tracker: StageTracker;
  readonly desk: ToolDesk;
}

/**
 * Casts the roles that a task needs, each with its own model, and notes with which prompts.
 *
 * @throws UsageError when the run has no model for one of them.
 */
export async function makeCast(
  state: DialogueState,
  {
    task,
    options,
    context,
    codeTools,
  }: {
    readonly task: Task;
    readonly options: NlpOptions;
    readonly context: EpisodeContext;
    readonly codeTools: Readonly<Record<string, CodeTool>>;
  },
): Promise<Cast> {
  const { scenario, world } = state;
  const { language, user } = scenario;
  const secret = await makeSecret(task, context.seed);
  const roles = requiredRoles(scenario, { codeTools: new Set(Object.keys(codeTools)) });
  const prompts = roles.map((role): [string, Json] => [role, rolePrompts[role][language].version]);
  context.note("cast", { prompts: Object.fromEntries(prompts), scripted: !roles.includes("user") });
  const player = (role: RoleName): RolePlayer =>
    new RolePlayer(role, {
      model: context.model(role),
      options: options[role],
      language,
      note: context.note,
      onCall: () => {
        state.roleCalls += 1;
      },
    });
  return {
    user:
      user.script === undefined
        ? new SimulatedUser(player("user"), { secret })
        : new ScriptedUser(user.script, scenario),
    tracker: new StageTracker(roles.includes("tracker") ? player("tracker") : undefined, {
      secret,
    }),
    desk: new ToolDesk({
      scenario,
      world,
      codeTools,
      player: roles.includes("tools") ? player("tools") : undefined,
      secret,
      onFaults: (faults) => state.faults.push(...faults),
    }),
  };
}
