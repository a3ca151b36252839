import { HermesAgent } from "@agent-gym/agents";
import { createTasks } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { standardStages, synthesize } from "@agent-gym/synthesizer";

const call = '<tool_call>\n{"name": "add", "arguments": {"amount": 3}}\n</tool_call>';
const teacher = scriptedModel(({ messages }) =>
  messages.some(({ role }) => role === "assistant") ? "Done." : call,
);

const { dataset } = await synthesize({
  run: {
    definition: counterEnvironment,
    tasks: await createTasks([{ target: 3 }]),
    agent: HermesAgent(),
    model: () => teacher,
    attempts: 4,
  },
  temperatures: [0.3, 0.7, 1],
  maxCost: 20,
  dataset: {
    outputDir: "data/counter",
    format: "hermes",
    stages: standardStages({ keep: "best" }),
    check: true,
  },
});
console.log(dataset?.manifest.counts);
