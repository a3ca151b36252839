import { environmentConformance } from "@agent-gym/core/testing";
import { test } from "vitest";

import { nlpEnvironment } from "../src/index.ts";
import { sampleTasks } from "./play-episode.ts";

const options = nlpEnvironment.parseOptions({});
const alone = (await sampleTasks()).filter(
  (task) => (nlpEnvironment.needs(task, options).roles ?? []).length === 0,
);

const cases = environmentConformance(nlpEnvironment, {
  tasks: alone.slice(0, 2).map(({ data }) => data),
});
test.each(cases)("$name", ({ run }) => run(), 120_000);
