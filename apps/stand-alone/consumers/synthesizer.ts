/** A scripted teacher plays, and what it did well becomes checked rows. */
import { HermesAgent } from "@agent-gym/agents";
import { createTasks } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import {
  builtInFormats,
  type DatasetManifest,
  kept,
  readManifest,
  rejected,
  rowStage,
  type Stage,
  standardStages,
  synthesize,
} from "@agent-gym/synthesizer";

const call = '<tool_call>\n{"name": "add", "arguments": {"amount": 3}}\n</tool_call>';
const teacher = scriptedModel(({ messages }) =>
  messages.some(({ role }) => role === "assistant") ? "Done." : call,
);
const short: Stage = rowStage({
  name: "short",
  description: "at most ten turns",
  judge: ({ loss }) => (loss.length <= 10 ? kept : rejected("long", `it has ${loss.length} turns`)),
});

const { dataset } = await synthesize({
  run: {
    definition: counterEnvironment,
    tasks: await createTasks([{ target: 3 }]),
    agent: HermesAgent(),
    model: () => teacher,
    attempts: 2,
  },
  dataset: {
    outputDir: "data",
    format: "hermes",
    stages: [...standardStages({ keep: "best" }), short],
    check: true,
  },
});
const manifest: DatasetManifest = await readManifest("data/manifest.json");
if (dataset === undefined || manifest.counts.written !== 1) {
  throw new Error(JSON.stringify(manifest.counts));
}
if (builtInFormats["trl"] === undefined) throw new Error("There is no format trl.");
console.log("done");
