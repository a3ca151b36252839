import { callAction, type JsonObject } from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { test } from "vitest";

import { cmdEnvironment } from "../src/index.ts";
import { describeOnBackends } from "./backends.ts";

const tasks: JsonObject[] = [];
for await (const task of cmdEnvironment.tasks?.({}) ?? []) tasks.push(task);

describeOnBackends("the conformance of env-cmd", ({ provider }) => {
  const cases = environmentConformance(cmdEnvironment, {
    tasks: tasks.slice(0, 1),
    sandboxes: provider,
    endless: () => [callAction({ name: "execute_shell", arguments: { command: "sleep 1000" } })],
  });
  test.each(cases)("$name", ({ run }) => run(), 240_000);
});
