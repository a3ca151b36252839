import {
  type Action,
  callAction,
  defineEnvironment,
  defineTool,
  type EnvironmentDefinition,
  type Start,
  StaticEnvironment,
  textAction,
  type Transition,
} from "@agent-gym/core";
import * as z from "zod";

class NumberGuess extends StaticEnvironment<{ secret: number }, { guesses: number[] }> {
  readonly guesses: number[] = [];

  protected override readonly tools = [
    defineTool({
      name: "guess",
      description: "Guesses the number.",
      input: z.object({ number: z.int() }),
      run: ({ number }) => {
        this.guesses.push(number);
        if (number === this.task.input.secret) return { content: "Yes!", done: true };
        return number < this.task.input.secret ? "Higher." : "Lower.";
      },
    }),
  ];

  protected override prompt() {
    return "I think of a number from 1 to 100. Find it.";
  }

  // The base class shows the prompt and the tools; here the rules come with them.
  override async reset(options: { seed: number; signal: AbortSignal }): Promise<Start> {
    const start = await super.reset(options);
    return { ...start, instructions: "You have ten guesses. Make one at a time." };
  }

  // The base class answers calls, and ends when the agent only speaks; here too many guesses do too.
  override async step(action: Action, options: { signal: AbortSignal }): Promise<Transition> {
    const transition = await super.step(action, options);
    return this.guesses.length >= 10 ? { ...transition, truncated: true } : transition;
  }

  override async evidence() {
    return { data: { guesses: [...this.guesses] } };
  }
}

export const environment: EnvironmentDefinition = defineEnvironment({
  name: "number-guess",
  version: "1",
  description: "Find a number in ten guesses.",
  task: z.looseObject({ secret: z.int().min(1).max(100) }),
  create: (task) => new NumberGuess(task),
  grade: ({ task, evidence: { data } }) => ({
    reward: data.guesses.slice(0, 10).includes(task.input.secret) ? 1 : 0,
    scores: { guesses: data.guesses.length },
  }),
  scripts: ({ input }) => ({
    *solution() {
      yield callAction({ name: "guess", arguments: { number: input.secret } });
    },
    cheats: {
      *claim() {
        yield textAction("Found it!");
      },
    },
  }),
});
