import {
  callAction,
  contentText,
  defineAgent,
  isJsonObject,
  textAction,
  type Action,
  type AgentDefinition,
  type Observation,
  type ToolSpec,
} from "@agent-gym/core";

import { seededRandom } from "../random/seeded-random.ts";
import { sampleJsonSchema, type JsonSampling } from "./sample-json-schema.ts";

/** So many actions that call, and then a last word. */
const actions = 8;

/**
 * Calls tools by chance, with arguments that fit their schemas and are made of words that it has seen,
 * and then says something. Its episode's seed decides all of it. No task should be solved so.
 */
export const randomAgent: AgentDefinition = defineAgent({
  name: "random",
  roles: [],
  settings: { actions },
  play: async (episode) => {
    const { seed, start } = episode;
    const random = seededRandom(seed);
    const seen = new Set(["0", "1", "true"]);
    addWords(seen, start.instructions ?? "");
    let observation: Observation = start.observation;
    for (let taken = 0; taken <= actions && !episode.over; taken += 1) {
      for (const text of textsOf(observation)) addWords(seen, text);
      const sampling = { random, words: [...seen] };
      const speaks = taken === actions || start.tools.length === 0;
      const action = speaks ? someWords(sampling) : someCalls(start.tools, sampling);
      ({ observation } = await episode.step(action));
    }
  },
});

function someCalls(tools: readonly ToolSpec[], sampling: JsonSampling): Action {
  const { random } = sampling;
  const calls = Array.from({ length: random() < 0.2 ? 2 : 1 }, () => {
    const { name, parameters } = tools[Math.floor(random() * tools.length)] as ToolSpec;
    const value = sampleJsonSchema(parameters, sampling);
    return { name, arguments: isJsonObject(value) ? value : {} };
  });
  return callAction(...calls);
}

function someWords(sampling: JsonSampling): Action {
  const text = sampleJsonSchema({ type: "string" }, sampling);
  return textAction(typeof text === "string" ? text : "");
}

function textsOf({ message, results = [] }: Observation): readonly string[] {
  return [message ?? "", ...results.map(({ content }) => content)].map(contentText);
}

/** More words than these make it no wiser. */
const mostWords = 500;

function addWords(seen: Set<string>, text: string): void {
  for (const [word] of text.slice(0, 20_000).matchAll(/[\p{L}\p{N}_./-]+/gu)) {
    if (seen.size >= mostWords) return;
    seen.add(word.slice(0, 60));
  }
}
