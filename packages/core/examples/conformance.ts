import { test } from "node:test";

import { environmentConformance } from "@agent-gym/core/testing";

import { environment } from "./order-desk.ts";

const tasks = [{ orders: { "1": "lamp", "2": "desk" }, cancel: "desk" }];

for (const { name, run } of environmentConformance(environment, { tasks })) void test(name, run);
