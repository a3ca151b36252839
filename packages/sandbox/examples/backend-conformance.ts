import { test } from "node:test";

import { sandboxConformance } from "@agent-gym/core/testing";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";

const provider = createVirtualProvider();

for (const { name, run } of sandboxConformance(provider)) void test(name, run);
