import type { EnvironmentDefinition } from "@agent-gym/core";
import { createNlpEnvironment, ToolRefusal } from "@agent-gym/env-nlp";
import * as z from "zod";

const transfer = z.object({ from: z.string(), to: z.string(), amount: z.number().positive() });

export const environment: EnvironmentDefinition = createNlpEnvironment({
  name: "bank",
  version: "1.0.0",
  description: "Dialogues at a bank's counter.",
  tools: {
    transfer: (args, { world }) => {
      const { success, data } = transfer.safeParse(args);
      if (!success) throw new ToolRefusal("invalid", "Say from, to and an amount above 0.");
      const { from, to, amount } = data;
      const [payer, payee] = [world.get("accounts", from), world.get("accounts", to)];
      if (payer === undefined || payee === undefined) {
        throw new ToolRefusal("not_found", "There is no such account.");
      }
      if (Number(payer["balance"]) < amount) {
        throw new ToolRefusal("too_little", "There is too little money on the account.");
      }
      world.update("accounts", from, { increment: { balance: -amount } });
      world.update("accounts", to, { increment: { balance: amount } });
      return { done: true };
    },
  },
});
