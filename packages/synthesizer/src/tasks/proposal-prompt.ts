import type { ChatMessage, EnvironmentDefinition, JsonObject } from "@agent-gym/core";

/** Changes whenever the words of the prompt do. */
export const proposalPromptVersion = "task-proposal.1";

/** What one proposal should be about. */
export interface ProposalBrief {
  /** Tasks that show what is meant. */
  readonly examples: readonly JsonObject[];
  /** Who would ask for such a thing. */
  readonly persona?: string;
  /** What it should exercise. */
  readonly tag?: string;
  /** As in BCP 47. */
  readonly language?: string;
  /** What makes this request differ from the others, besides. */
  readonly number: number;
}

/** Asks a model for a new task of an environment, with everything that proves it. */
export function proposalPrompt(
  {
    name,
    description,
    taskSchema,
  }: Pick<EnvironmentDefinition, "name" | "description" | "taskSchema">,
  { examples, persona, tag, language, number }: ProposalBrief,
): readonly ChatMessage[] {
  const wishes = [
    persona === undefined ? "" : `It is asked by: ${persona}`,
    tag === undefined ? "" : `It exercises: ${tag}`,
    language === undefined ? "" : `Its words are in the language: ${language}`,
  ].filter((line) => line !== "");
  return [
    {
      role: "system",
      content: `You write tasks for the environment "${name}": ${description}

A task is one JSON object that fits this JSON Schema:
${JSON.stringify(taskSchema)}

It will be played before it is accepted, so it must hold all that it needs:
- what is set up before it begins, the same every time: no clock, no chance, no network
- checks of the outcome that its reference solution passes, and that doing nothing, printing the expected answer, or editing the inputs does not pass
- a reference solution, where the schema has a place for one
- a question that says all that the checks demand and does not give the answer away

Write something else than the examples: another goal, other names, other data. Answer with the JSON object alone.`,
    },
    {
      role: "user",
      content: [
        ...examples.map((example) => `An example:\n${JSON.stringify(example)}`),
        ...wishes,
        `Write task number ${number + 1}.`,
      ].join("\n\n"),
    },
  ];
}
