import { callAction, createTasks, openSession, textAction } from "@agent-gym/core";
import { nlpEnvironment } from "@agent-gym/env-nlp";

const [task] = await createTasks([
  {
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
      tables: {
        orders: {
          rows: [
            { id: "ord_01", status: "open" },
            { id: "ord_02", status: "open" },
          ],
        },
      },
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
      accept: [{ kind: "state", table: "orders", where: { id: "ord_01", status: "cancelled" } }],
      script: { rules: [{ say: "Thank you, that's all.", act: "accept" }] },
    },
    rubric: {
      items: [
        {
          id: "done",
          kind: "state",
          table: "orders",
          where: { id: "ord_01", status: "cancelled" },
        },
        { id: "rest", kind: "unchanged", tables: ["orders"], except: { orders: { id: "ord_01" } } },
      ],
    },
  },
]);
if (task === undefined) throw new Error("no task");

await using session = await openSession({ definition: nlpEnvironment, task });
const { episode } = session;
await episode?.step(callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } }));
await episode?.step(textAction("Your order is cancelled."));
const { verdict } = await session.finish();
console.log(verdict.reward); // 1
