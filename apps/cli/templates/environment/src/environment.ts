import {
  type AnyTool,
  callAction,
  defineEnvironment,
  defineTool,
  type EnvironmentDefinition,
  type JsonObject,
  type Schema,
  StaticEnvironment,
  textAction,
  type TypedTask,
} from "@agent-gym/core";
import { z } from "zod";

import { sampleTasks } from "./sample-tasks.ts";
import { type ParcelTask, taskSchema } from "./task.ts";

/** What an episode leaves for its judge. */
interface Evidence {
  /** The shelf on which each parcel lies. */
  readonly stock: Readonly<Record<string, string>>;
}

/** What whoever runs it may set: `--set moves=10`. */
interface Options {
  readonly moves: number;
}

const optionsSchema: Schema<Options> = z.strictObject({
  moves: z.int().min(1).default(50).describe("How often parcels may be moved in an episode."),
});

const noInput: Schema<Record<string, never>> = z.strictObject({});
const move: Schema<{ readonly parcel: string; readonly shelf: string }> = z.object({
  parcel: z.string().describe("Which parcel."),
  shelf: z.string().describe("The shelf that it shall lie on."),
});

/** One episode. Its state is its own: nothing is shared with another. */
class Warehouse extends StaticEnvironment<ParcelTask, Evidence> {
  readonly #stock: Map<string, string>;
  #moves: number;

  constructor(task: TypedTask<ParcelTask>, options: Options) {
    super(task);
    this.#stock = new Map(Object.entries(task.input.stock));
    this.#moves = options.moves;
  }

  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "list_parcels",
      description: "Tells on which shelf each parcel lies.",
      input: noInput,
      run: () => JSON.stringify(Object.fromEntries(this.#stock)),
    }),
    defineTool({
      name: "move_parcel",
      description: "Moves a parcel to a shelf.",
      input: move,
      run: ({ parcel, shelf }) => {
        if (!this.#stock.has(parcel)) return `There is no parcel ${JSON.stringify(parcel)}.`;
        if (this.#moves === 0) return "No more moves are allowed.";
        this.#moves -= 1;
        this.#stock.set(parcel, shelf);
        return "Moved.";
      },
    }),
  ];

  protected override prompt(): string {
    return this.task.input.query;
  }

  override async evidence(): Promise<{ readonly data: Evidence }> {
    return { data: { stock: Object.fromEntries(this.#stock) } };
  }
}

/** Parcels are moved to the shelves where they belong. The reward is 1 when all lie right, else 0. */
export const environment: EnvironmentDefinition = defineEnvironment<ParcelTask, Options, Evidence>({
  name: "my-environment",
  // Of what is measured: raise it when results from before and after must not be compared.
  version: "1",
  description: "Parcels are moved to the shelves where they belong.",
  task: taskSchema,
  options: optionsSchema,
  async *tasks({ split }) {
    // These belong to no split.
    if (split === undefined) yield* sampleTasks as readonly JsonObject[];
  },
  create: (task, options) => new Warehouse(task, options),
  // A function of what was recorded: old runs can be judged again.
  grade: ({ task, evidence: { data } }) => {
    const { stock, goal } = task.input;
    const wrong = Object.entries({ ...stock, ...goal })
      .filter(([parcel, shelf]) => data.stock[parcel] !== shelf)
      .map(([parcel]) => parcel);
    return { reward: wrong.length === 0 ? 1 : 0, details: { wrong } };
  },
  // What proves a task: `agent-gym check` plays the solution, and each cheat.
  scripts: ({ input }) => ({
    *solution() {
      for (const { parcel, shelf } of input.solution) {
        yield callAction({ name: "move_parcel", arguments: { parcel, shelf } });
      }
      yield textAction("Done.");
    },
    cheats: {
      *claim() {
        yield textAction("All parcels lie where they belong.");
      },
    },
  }),
});
