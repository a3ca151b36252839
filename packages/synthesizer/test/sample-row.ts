import { noUsage, type Action, type JsonObject, type ToolSpec, type Turn } from "@agent-gym/core";

import type { Provenance, RecordedSettings, Row } from "../src/index.ts";

/** The tools of the sample: as in the reference sample of every format. */
export const sampleTools: readonly ToolSpec[] = [
  {
    name: "execute_shell",
    description: "Run a shell command",
    parameters: {
      type: "object",
      properties: { command: { type: "string" } },
      required: ["command"],
    },
  },
  {
    name: "read_file",
    description: "Read a text file",
    parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  },
];

/** What an agent says in one turn of a sample. */
interface Said {
  readonly thought?: string;
  readonly thinkType?: string;
  readonly text?: string;
  readonly calls?: readonly (readonly [name: string, values: JsonObject])[];
}

/** An action as a dialect would have read it. */
function action({ thought, thinkType, text = "", calls = [] }: Said): Action {
  return {
    ...(thought === undefined ? {} : { reasoning: thought }),
    ...(thinkType === undefined ? {} : { thinkType }),
    text,
    calls: calls.map(([name, values], index) => ({
      id: `call_${index + 1}`,
      name,
      arguments: values,
      source: JSON.stringify({ name, arguments: values }),
    })),
    malformed: [],
  };
}

/** A user's words, an agent's turn, or the results of its calls, in order. */
export type Part = string | Said | { readonly results: readonly string[] };

/** The turns of a conversation. */
function turns(parts: readonly Part[]): readonly Turn[] {
  let last: Action | undefined;
  return parts.map((part): Turn => {
    if (typeof part === "string") return { observation: { message: part } };
    if ("results" in part) {
      const calls = last?.calls ?? [];
      return {
        observation: {
          results: part.results.map((content, index) => ({
            callId: calls[index]?.id ?? "",
            name: calls[index]?.name ?? "",
            content,
          })),
        },
      };
    }
    last = action(part);
    return { action: last };
  });
}

export interface SampleRow {
  readonly id?: string;
  readonly parts?: readonly Part[];
  readonly tools?: readonly ToolSpec[];
  readonly loss?: readonly boolean[];
  readonly settings?: RecordedSettings;
  readonly provenance?: Partial<Provenance>;
}

/** The canonical sample: two parallel calls, two results, an answer; a thought before each. */
export const sampleParts: readonly Part[] = [
  "Count the letter r (any case) in ws/*.txt; write the number to result.txt.",
  {
    thought: "grep -o counts matches, not lines; then check the file.",
    calls: [
      ["execute_shell", { command: "grep -rohi 'r' ws --include='*.txt' | wc -l > result.txt" }],
      ["read_file", { path: "result.txt" }],
    ],
  },
  { results: ["(exit 0)", "24\n"] },
  { thought: "Verified: 24.", text: "Done: 24, saved in result.txt." },
];

/** The settings of the sample: a user's own prompt, all thoughts kept. */
export const sampleSettings: RecordedSettings = {
  dialect: "hermes",
  systemPromptVersion: "custom",
  systemPrompt: "You are a shell agent.",
  historyThoughts: "keep",
  assistant: "canonical",
};

/** A row as it would be made of a record. */
export function sampleRow(sample: SampleRow = {}): Row {
  const { id = "run/task#0", parts = sampleParts, tools = sampleTools } = sample;
  const all = turns(parts);
  return {
    format: "agent-gym-row/1",
    id,
    transcript: { tools, turns: all },
    loss: sample.loss ?? all.flatMap((turn) => ("action" in turn ? [true] : [])),
    settings: sample.settings ?? sampleSettings,
    provenance: {
      run: "run",
      task: "task",
      digest: "0".repeat(64),
      attempt: 0,
      seed: 0,
      environment: { name: "cmd", version: "1" },
      sandbox: { kind: "bwrap", version: "1" },
      teacher: { agent: "hermes", models: ["teacher"] },
      sampling: { temperature: 0.7 },
      verdict: { reward: 1, success: true },
      ending: "completed",
      usage: noUsage,
      promptDigest: "p",
      toolsDigest: "t",
      ...sample.provenance,
    },
  };
}
