import { textAction } from "../action/action.ts";
import type { Observation } from "../action/observation.ts";
import type { Agent, AgentDefinition } from "./agent.ts";
import { defineAgent } from "./define-agent.ts";

/** The agent that plays one of an environment's own scripts: `solution`, or a cheat by name. */
export function scriptAgent(name: string, script: string): AgentDefinition {
  return defineAgent({
    name,
    roles: [],
    script,
    create: ({ start, script: play }): Agent => {
      if (play === undefined) throw new Error(`No script "${script}" was given to ${name}.`);
      const turns = play(start);
      let first = true;
      return {
        act: async (observation: Observation) => {
          const { done, value } = first ? turns.next() : turns.next(observation);
          first = false;
          return done === true ? textAction("") : value;
        },
        close: async () => void turns.return(),
      };
    },
  });
}

/** Plays each task's reference solution: shows that the tasks can be solved. */
export const oracleAgent: AgentDefinition = scriptAgent("oracle", "solution");

/** Says nothing and calls nothing, once: shows what a task gives away. */
export const nopAgent: AgentDefinition = defineAgent({
  name: "nop",
  roles: [],
  create: () => ({ act: async () => textAction("") }),
});
