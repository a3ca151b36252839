import { callAction } from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { describe, test } from "vitest";

import { environment, sampleTasks } from "../src/index.ts";

describe("the conformance of env-http", () => {
  const cases = environmentConformance(environment, {
    tasks: sampleTasks.filter(({ id }) => id === "find-the-room" || id === "zh-hand-over"),
    // With a token of the task, so that it waits for a change that never comes.
    endless: ({ data }) => [
      callAction({
        name: "http_request",
        arguments: {
          method: "GET",
          path: "/changes",
          headers: { Authorization: `Bearer ${tokenOf(data["access"])}` },
        },
      }),
    ],
    options: { deadline: 60 },
  });
  test.each(cases)("$name", ({ run }) => run(), 120_000);
});

function tokenOf(access: unknown): string {
  return (access as { readonly token?: string }).token ?? "none";
}
