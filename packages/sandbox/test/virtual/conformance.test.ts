import { sandboxConformance } from "@agent-gym/core/testing";
import { afterAll, describe, test } from "vitest";

import { createVirtualProvider } from "../../src/virtual/index.ts";
import { crashHarness } from "../crash-harness.ts";

const provider = createVirtualProvider();

describe("the virtual sandbox", () => {
  afterAll(async () => await provider.dispose?.());
  const cases = sandboxConformance(provider, {
    crashHarness: crashHarness("virtual"),
    skip: [
      {
        name: "bytes that are no UTF-8 come out as U+FFFD",
        reason: "just-bash shows them as Latin-1, where no one can tell them from text",
      },
    ],
  });
  for (const { name, run } of cases) test(name, run, 60_000);
});
