import { sandboxConformance } from "@agent-gym/core/testing";
import { afterAll, describe, test } from "vitest";

import { createDockerProvider } from "../../src/docker/index.ts";
import { crashHarness } from "../crash-harness.ts";

const provider = createDockerProvider();
const probe = await provider.probe();
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

describe.skipIf(!probe.ok)(`the Docker sandbox${why}`, () => {
  afterAll(async () => await provider.dispose?.());
  const cases = sandboxConformance(provider, { crashHarness: crashHarness("docker") });
  for (const { name, run } of cases) test(name, run, 120_000);
});
