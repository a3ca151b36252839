import { sandboxConformance } from "@agent-gym/core/testing";
import { describe, test } from "vitest";

import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";
import { crashHarness } from "../crash-harness.ts";

const provider = createBubblewrapProvider();
const probe = await provider.probe();
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

describe.skipIf(!probe.ok)(`the bubblewrap sandbox${why}`, () => {
  const cases = sandboxConformance(provider, { crashHarness: crashHarness("bubblewrap") });
  for (const { name, run } of cases) test(name, run, 60_000);
});
