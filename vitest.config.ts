import { globSync } from "node:fs";
import { basename } from "node:path";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: globSync("{packages,apps}/*").map((root) => ({
      extends: true,
      test: {
        name: basename(root),
        root,
        include: ["test/**/*.test.ts"],
        // What a project's tests share and only they need: made once, when one of them runs.
        globalSetup: globSync(`${import.meta.dirname}/${root}/test/global-setup.ts`),
      },
    })),
    coverage: {
      provider: "v8",
      include: ["{packages,apps}/*/src/**/*.ts"],
      reporter: ["text", "lcov"],
    },
  },
});
