import {
  type Action,
  contentText,
  defineEnvironment,
  type EnvironmentDefinition,
  InteractiveEnvironment,
  type Start,
  textAction,
  type Transition,
  type UserModel,
} from "@agent-gym/core";
import * as z from "zod";

/** A guest who orders only when asked politely, and leaves after three rude turns. */
class ShyGuest extends InteractiveEnvironment<{ dish: string }, { ordered: boolean }> {
  ordered = false;
  rude = 0;

  protected override readonly user: UserModel = {
    open: async () => ({ message: "Hello. I might be hungry." }),
    answer: async (said) => {
      if (said.includes(this.task.input.dish)) {
        this.ordered = true;
        return { message: "Yes, exactly that. Thank you!", done: true };
      }
      if (/please|may i/iu.test(said)) return { message: `I like ${this.task.input.dish}.` };
      this.rude += 1;
      return { message: "Hm." };
    },
  };

  // The base class lets the user open the conversation.
  override async reset(options: { seed: number; signal: AbortSignal }): Promise<Start> {
    const start = await super.reset(options);
    return { ...start, instructions: "You are a waiter. Find out what the guest wants." };
  }

  // The base class lets the user or a tool answer.
  override async step(action: Action, options: { signal: AbortSignal }): Promise<Transition> {
    const transition = await super.step(action, options);
    return this.rude >= 3 ? { ...transition, truncated: true } : transition;
  }

  override async evidence() {
    return { data: { ordered: this.ordered } };
  }
}

export const environment: EnvironmentDefinition = defineEnvironment({
  name: "shy-guest",
  version: "1",
  description: "Find out what a guest would like to eat.",
  task: z.looseObject({ dish: z.string().min(1) }),
  create: (task) => new ShyGuest(task),
  grade: ({ evidence: { data } }) => ({ reward: data.ordered ? 1 : 0 }),
  scripts: () => ({
    *solution() {
      const reply = yield textAction("May I ask what you would like?");
      yield textAction(`So you would like this: ${contentText(reply.message ?? "")}`);
    },
    cheats: {
      *insist() {
        for (;;) yield textAction("You have ordered.");
      },
    },
  }),
});
