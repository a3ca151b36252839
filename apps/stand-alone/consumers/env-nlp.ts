/** A dialogue in a closed world is played, and an author's own tools are given in code. */
import { callAction, createTasks, openSession, textAction } from "@agent-gym/core";
import {
  type CodeTool,
  createNlpEnvironment,
  nlpEnvironment,
  type NlpTask,
  ToolRefusal,
} from "@agent-gym/env-nlp";

const cancelled = {
  kind: "state",
  table: "orders",
  where: { id: "ord_01", status: "cancelled" },
} as const;
const dialogue = {
  environment_description: "A shop that sells lamps.",
  initial_message: "Please cancel my order ord_01.",
  tools: [
    {
      type: "function",
      function: {
        name: "cancel_order",
        description: "Cancels an order.",
        parameters: {
          type: "object",
          properties: { order_id: { type: "string" } },
          required: ["order_id"],
        },
      },
    },
  ],
  world: {
    mode: "closed",
    tables: { orders: { rows: [{ id: "ord_01", status: "open" }] } },
  },
  tool_specs: {
    cancel_order: {
      steps: [
        {
          op: "update",
          table: "orders",
          where: { id: "${args.order_id}", status: "open" },
          set: { status: "cancelled" },
          else: { code: "not_found", message: "There is no open order ${args.order_id}." },
        },
      ],
    },
  },
  user: {
    accept: [cancelled],
    script: { rules: [{ say: "Thank you, that's all.", act: "accept" }] },
  },
  rubric: { items: [{ id: "done", ...cancelled }] },
};

const [task] = await createTasks([dialogue]);
if (task === undefined) throw new Error("There is no task.");
const session = await openSession({ definition: nlpEnvironment, task });
await session.episode?.step(
  callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } }),
);
await session.episode?.step(textAction("Your order is cancelled."));
const { verdict } = await session.finish();
if (verdict.reward !== 1) throw new Error(JSON.stringify(verdict));

const transfer: CodeTool = ({ from, to, amount }, { world }) => {
  const account = world.get("accounts", String(from));
  if (account === undefined) throw new ToolRefusal("not_found", "There is no such account.");
  world.update("accounts", account.id, { increment: { balance: -Number(amount) } });
  world.update("accounts", String(to), { increment: { balance: Number(amount) } });
  return { done: true };
};
const bank = createNlpEnvironment({
  name: "bank",
  version: "1.0.0",
  description: "Dialogues at a bank's counter.",
  tools: { transfer },
});
const greeting: NlpTask["initial_message"] = "Hello.";
if (bank.name !== "bank" || greeting === undefined) throw new Error("That is no bank.");
console.log("done");
