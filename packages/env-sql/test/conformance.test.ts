import { callAction } from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { test } from "vitest";

import { environment, sampleTasks } from "../src/index.ts";

const endlessSql =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

const cases = environmentConformance(environment, {
  // A question and a change, in both languages.
  tasks: sampleTasks.filter(({ id }) => id === "shop-march-revenue" || id === "school-retakes"),
  options: { callSeconds: 30 },
  endless: () => [callAction({ name: "run_sql", arguments: { sql: endlessSql } })],
});
test.each(cases)("$name", ({ run }) => run(), 180_000);
