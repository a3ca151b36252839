import type { NlpTask } from "../task/nlp-task.ts";

/** The parts of a task that can be filled in, in the order in which they are asked for. */
export type TaskPart =
  | "initial_message"
  | "user"
  | "story_stages"
  | "world"
  | "tool_specs"
  | "rubric"
  | "solution";

/** What a short task leaves out. A part that it has, however little, is the author's. */
export function missingParts(task: NlpTask): readonly TaskPart[] {
  const isMissing: Readonly<Record<TaskPart, boolean>> = {
    initial_message: task.initial_message === undefined,
    user: task.user === undefined,
    story_stages: task.story_stages.some((stage) => typeof stage === "string"),
    world: task.world === undefined,
    tool_specs: task.tool_specs === undefined && task.tools.length > 0,
    rubric: task.rubric === undefined,
    solution: task.solution === undefined,
  };
  return (Object.keys(isMissing) as TaskPart[]).filter((part) => isMissing[part]);
}
