import { test } from "node:test";

import { environmentConformance } from "@agent-gym/core/testing";

import { environment, sampleTasks } from "../src/index.ts";

for (const { name, run } of environmentConformance(environment, { tasks: sampleTasks })) {
  void test(name, run);
}
