import * as z from "zod";

import { callAction, textAction } from "../action/action.ts";
import { defineEnvironment } from "../environment/define-environment.ts";
import type { EnvironmentDefinition } from "../environment/environment-definition.ts";
import { StaticEnvironment } from "../environment/static-environment.ts";
import type { Schema } from "../schema/schema.ts";
import type { TypedTask } from "../task/task.ts";
import { defineTool } from "../tool/define-tool.ts";
import type { AnyTool } from "../tool/tool.ts";

interface CounterTask {
  readonly target: number;
}

interface Total {
  readonly total: number;
}

const counterTask: Schema<CounterTask> = z.looseObject({ target: z.int() });
const amount: Schema<{ readonly amount: number }> = z.object({ amount: z.int() });

class CounterEnvironment extends StaticEnvironment<CounterTask, Total> {
  total: number = 0;

  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "add",
      description: "Adds an amount to the counter.",
      input: amount,
      run: (input) => {
        this.total += input.amount;
        return `The counter is at ${this.total}.`;
      },
    }),
  ];

  constructor(task: TypedTask<CounterTask>) {
    super(task);
    this.evidence = async () => ({ data: { total: this.total } });
  }

  protected override prompt(): string {
    return `Bring the counter to ${this.task.input.target}, then say that you are done.`;
  }
}

/**
 * A whole environment in a few lines, for tests of what drives environments: one tool, `add`, and a
 * reward of 1 when the counter stands at the task's `target`. Needs no sandbox and no model.
 */
export const counterEnvironment: EnvironmentDefinition = defineEnvironment<
  CounterTask,
  Record<string, never>,
  Total
>({
  name: "counter",
  version: "1",
  description: "Bring a counter to a number.",
  task: counterTask,
  create: (task) => new CounterEnvironment(task),
  grade: ({ task, evidence: { data } }) => {
    const { target } = task.input;
    return {
      reward: data.total === target ? 1 : 0,
      details: { expected: target, found: data.total },
    };
  },
  scripts: (task) => ({
    *solution() {
      yield callAction({ name: "add", arguments: { amount: task.input.target } });
      yield textAction("Done.");
    },
    cheats: {
      *claim() {
        yield textAction("The counter is there, I am sure.");
      },
    },
  }),
});
