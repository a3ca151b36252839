import { expect, test } from "vitest";

import * as core from "../../src/index.ts";
import {
  AgentGymError,
  DeadlineError,
  EpisodeOverError,
  InvalidTaskError,
  ProviderError,
  SandboxError,
  UsageError,
  VerifierError,
} from "../../src/index.ts";

const samples = new Map<string, AgentGymError>([
  ["AgentGymError", new AgentGymError({ code: "x", message: "m" })],
  ["DeadlineError", new DeadlineError("A step", 5)],
  ["EpisodeOverError", new EpisodeOverError({ status: "completed" })],
  ["InvalidTaskError", new InvalidTaskError("t", ["p"])],
  ["ProviderError", new ProviderError({ code: "rate-limit", message: "m" })],
  ["SandboxError", new SandboxError({ code: "died", message: "m" })],
  ["UsageError", new UsageError("m")],
  ["VerifierError", new VerifierError("m")],
]);

const errorClasses = Object.entries(core).filter(
  ([, value]) => typeof value === "function" && value.prototype instanceof AgentGymError,
) as [string, typeof AgentGymError][];

test.each([["AgentGymError", AgentGymError] as const, ...errorClasses])(
  "%s knows its own kind, and no other's",
  (name, errorClass) => {
    expect(Object.hasOwn(errorClass, "kind")).toBe(true);
    expect(Object.hasOwn(errorClass, "isInstance")).toBe(true);
    for (const [other, error] of samples) {
      expect(errorClass.isInstance(error), `${name}.isInstance(${other})`).toBe(
        error instanceof errorClass,
      );
    }
    expect(samples.get(name)?.name).toBe(name);
  },
);

test("an error is known across two copies of the package", () => {
  const copy = { "~agent-gym-kinds": ["UsageError", "AgentGymError"] };
  expect(UsageError.isInstance(copy)).toBe(true);
  expect(AgentGymError.isInstance(copy)).toBe(true);
  expect(SandboxError.isInstance(copy)).toBe(false);
  expect(UsageError.isInstance(null)).toBe(false);
  expect(UsageError.isInstance("UsageError")).toBe(false);
});

test("an invalid task keeps its problems and its cause", () => {
  const cause = new Error("why");
  const error = new InvalidTaskError('"a"', ["query: missing"], { cause });
  expect(error).toMatchObject({ task: '"a"', problems: ["query: missing"], cause });
  expect(error.message).toBe('Task "a" is not valid: query: missing.');
});

test("an error's kinds are not printed with it", () => {
  expect(Object.keys(new UsageError("m"))).not.toContain("~agent-gym-kinds");
});
