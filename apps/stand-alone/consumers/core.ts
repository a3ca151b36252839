/** An environment of an author's own: made, played by its oracle, and proved to conform. */
import {
  AgentGymError,
  createTasks,
  defineToolEnvironment,
  type EnvironmentDefinition,
  type EpisodeOutcome,
  oracleAgent,
  openSession,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import * as z from "zod";

const environment: EnvironmentDefinition = defineToolEnvironment({
  name: "order-desk",
  version: "1",
  description: "Cancel the right order.",
  task: z.object({ orders: z.record(z.string(), z.string()), cancel: z.string() }),
  prompt: ({ input }) => `Cancel the order of the ${input.cancel}.`,
  state: ({ input }) => ({ orders: { ...input.orders }, cancelled: [] as string[] }),
  tools: {
    cancel_order: {
      description: "Cancels an order.",
      input: z.object({ number: z.string() }),
      run: ({ number }, { state }) => {
        if (!(number in state.orders)) throw new Error(`There is no order ${number}.`);
        state.cancelled.push(number);
        return `Order ${number} is cancelled.`;
      },
    },
  },
  reward: ({ task: { input }, state }) => {
    const [number = "", ...others] = state.cancelled;
    return others.length === 0 && input.orders[number] === input.cancel ? 1 : 0;
  },
  solution: ({ input: { orders, cancel } }) => {
    const number = Object.keys(orders).find((one) => orders[one] === cancel) ?? "";
    return [{ name: "cancel_order", arguments: { number } }, "It is cancelled."];
  },
});

const inputs = [{ orders: { "1": "lamp", "2": "desk" }, cancel: "desk" }];

async function playEpisode(emit: (event: TrajectoryEvent) => void): Promise<EpisodeOutcome> {
  const [task] = await createTasks(inputs);
  if (task === undefined) throw new Error("There is no task.");
  await using session = await openSession({
    definition: environment,
    task,
    script: "solution",
    emit,
  });
  if (session.episode !== undefined) await oracleAgent.play(session.episode);
  return await session.finish();
}

const events: TrajectoryEvent[] = [];
const { ending, verdict } = await playEpisode((event) => events.push(event));
if (ending.status !== "completed" || verdict.reward !== 1) throw new Error(JSON.stringify(verdict));
if (!events.some(({ type }) => type === "verdict")) throw new Error("The verdict is not recorded.");

for (const { name, run } of environmentConformance(environment, { tasks: inputs })) {
  await run().catch((error: unknown) => {
    throw new Error(`It does not conform: ${name}`, { cause: error });
  });
}

try {
  await createTasks([{ id: "twice" }, { id: "twice" }]);
  throw new Error("Two tasks of one name were taken.");
} catch (error) {
  if (!AgentGymError.isInstance(error)) throw error;
}
console.log("done");
