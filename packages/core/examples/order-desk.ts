import { defineToolEnvironment, type EnvironmentDefinition } from "@agent-gym/core";
import * as z from "zod";

export const environment: EnvironmentDefinition = defineToolEnvironment({
  name: "order-desk",
  version: "1",
  description: "Cancel the right order.",
  task: z.object({ orders: z.record(z.string(), z.string()), cancel: z.string() }),
  prompt: ({ input }) => `Cancel the order of the ${input.cancel}, then say its number.`,
  state: ({ input }) => ({ orders: { ...input.orders }, cancelled: [] as string[] }),
  tools: {
    list_orders: {
      description: "Lists all orders by number.",
      input: z.object({}),
      run: (_, { state }) => JSON.stringify(state.orders),
    },
    cancel_order: {
      description: "Cancels an order.",
      input: z.object({ number: z.string() }),
      run: ({ number }, { state }) => {
        if (!Object.hasOwn(state.orders, number)) throw new Error(`There is no order ${number}.`);
        state.cancelled.push(number);
        return `Order ${number} is cancelled.`;
      },
    },
  },
  reward: ({ task: { input }, state, answer }) => {
    const [number, ...others] = state.cancelled;
    const right = number !== undefined && input.orders[number] === input.cancel;
    return right && others.length === 0 && answer.includes(number) ? 1 : 0;
  },
  solution: ({ input: { orders, cancel } }) => {
    const number = Object.keys(orders).find((one) => orders[one] === cancel) ?? "";
    return [{ name: "cancel_order", arguments: { number } }, `I cancelled order ${number}.`];
  },
  cheats: () => ({ claim: ["I cancelled orders 1, 2 and 3."] }),
});
