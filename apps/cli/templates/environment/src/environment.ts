import { defineToolEnvironment, type EnvironmentDefinition } from "@agent-gym/core";
import * as z from "zod";

import { sampleTasks } from "./sample-tasks.ts";

const shelves = z.record(z.string().min(1), z.string().min(1));

/** Parcels are moved to the shelves where they belong. The reward is 1 when all lie right, else 0. */
export const environment: EnvironmentDefinition = defineToolEnvironment({
  name: "my-environment",
  // Of what is measured: raise it when results from before and after must not be compared.
  version: "1",
  description: "Parcels are moved to the shelves where they belong.",
  // A task's data. Well-known fields (id, tags, split, …) are let through.
  task: z.strictObject({
    query: z.string().min(1).describe("What the agent is asked."),
    stock: shelves.describe("The shelf on which each parcel lies at the start."),
    goal: shelves.describe("Where each must lie in the end; those not named must stay."),
    solution: z
      .array(z.strictObject({ parcel: z.string(), shelf: z.string() }))
      .describe("The moves of the reference solution, in order."),
  }),
  // Rules that a schema can't say.
  check: ({ input: { stock, goal } }) =>
    Object.keys(goal)
      .filter((parcel) => !Object.hasOwn(stock, parcel))
      .map((parcel) => `goal: there is no parcel ${JSON.stringify(parcel)} in the stock`),
  // What whoever runs it may set: --set moves=10.
  options: z.strictObject({
    moves: z.int().min(1).default(50).describe("How often parcels may be moved in an episode."),
  }),
  tasks: sampleTasks,
  prompt: ({ input }) => input.query,
  // The world of one episode, as plain JSON: tools change it, and it is what is judged.
  state: ({ input }, { moves }) => ({ stock: input.stock, moves }),
  tools: {
    list_parcels: {
      description: "Tells on which shelf each parcel lies.",
      input: z.strictObject({}),
      run: (_, { state }) => JSON.stringify(state.stock),
    },
    move_parcel: {
      description: "Moves a parcel to a shelf.",
      input: z.strictObject({
        parcel: z.string().min(1).describe("Which parcel."),
        shelf: z.string().min(1).describe("The shelf that it shall lie on."),
      }),
      // What it throws is told to the agent.
      run: ({ parcel, shelf }, { state }) => {
        if (!Object.hasOwn(state.stock, parcel))
          throw new Error(`There is no parcel ${JSON.stringify(parcel)}.`);
        if (state.moves === 0) throw new Error("No more moves are allowed.");
        state.moves -= 1;
        state.stock[parcel] = shelf;
        return "Moved.";
      },
    },
  },
  // A function of what was recorded: old runs can be judged again.
  reward: ({ task: { input }, state }) => {
    const wrong = Object.entries({ ...input.stock, ...input.goal })
      .filter(([parcel, shelf]) => state.stock[parcel] !== shelf)
      .map(([parcel]) => parcel);
    return { reward: wrong.length === 0 ? 1 : 0, details: { wrong } };
  },
  // What proves a task: the solution must succeed, and no cheat may.
  solution: ({ input }) => [
    ...input.solution.map((move) => ({ name: "move_parcel", arguments: move })),
    "Done.",
  ],
  cheats: () => ({ claim: ["All parcels lie where they belong."] }),
});
