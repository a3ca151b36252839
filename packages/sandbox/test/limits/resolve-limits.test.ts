import { SandboxError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { defaultLimits } from "../../src/index.ts";
import { resolveLimits } from "../../src/limits/resolve-limits.ts";

test("a spec's limits go before the backend's, and those before the defaults", () => {
  const limits = resolveLimits(
    { wallMs: 1 },
    { kind: "test", defaults: { wallMs: 2, cpuMs: 3 }, minimum: { cpuMs: 3 } },
  );
  expect(limits).toEqual({ ...defaultLimits, wallMs: 1, cpuMs: 3 });
});

test("a limit that can't be kept is refused, with the least that can", () => {
  const resolve = (processes: number) => () =>
    resolveLimits({ processes }, { kind: "test", minimum: { processes: 2 } });
  expect(resolve(1)).toThrow(
    "The test sandbox needs processes to be a whole number of at least 2, not 1.",
  );
  for (const value of [Number.NaN, Infinity, 2.5, -1]) {
    expect(resolve(value)).toThrow(expect.toSatisfy(SandboxError.isInstance));
  }
});
