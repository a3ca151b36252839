import { callAction, type JsonObject } from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { test } from "vitest";

import { pythonEnvironment } from "../src/index.ts";
import { describeOnBackends } from "./backends.ts";

const tasks: JsonObject[] = [];
for await (const task of pythonEnvironment.tasks?.({}) ?? []) tasks.push(task);

describeOnBackends("the conformance of env-python", ({ provider }) => {
  const cases = environmentConformance(pythonEnvironment, {
    tasks: tasks.slice(0, 1),
    sandboxes: provider,
    endless: () => [
      callAction({ name: "run_python_code", arguments: { code: "while True: pass" } }),
    ],
  });
  test.each(cases)("$name", ({ run }) => run(), 240_000);
});
