import type { ToolSpec } from "@agent-gym/core";

import { languageOf, type SpokenLanguage, spokenLanguage } from "../words/language.ts";
import type { RubricItem } from "./check.ts";
import type { NlpTask, Stage, WorldData } from "./nlp-task.ts";
import type { ToolBehaviour } from "./tool-fields.ts";
import type { Disclosure, Fact, User } from "./user-fields.ts";

/** A rubric's item with its defaults. */
export type SettledItem = RubricItem & { readonly required: boolean; readonly weight: number };

/** A fact with its default. */
export type SettledFact = Fact & { readonly disclose: Disclosure };

/** A task with everything that it leaves out settled by rule: the same for every episode. */
export interface Scenario {
  readonly task: NlpTask;
  /** The language in which the environment itself speaks. */
  readonly language: SpokenLanguage;
  /** The language of the dialogue (BCP 47). */
  readonly languageTag: string;
  readonly tools: readonly ToolSpec[];
  readonly behaviours: Readonly<Record<string, ToolBehaviour>>;
  readonly stages: readonly Stage[];
  readonly user: User;
  readonly facts: readonly SettledFact[];
  readonly patience: number;
  readonly world: WorldData;
  readonly basis: "all" | "weighted";
  readonly items: readonly SettledItem[];
  readonly limits: { readonly turns: number; readonly roleCalls: number };
}

const settled = new WeakMap<NlpTask, Scenario>();

/** The scenario of a task. The same object each time. */
export function scenarioOf(task: NlpTask): Scenario {
  let scenario = settled.get(task);
  if (scenario === undefined) {
    scenario = settle(task);
    settled.set(task, scenario);
  }
  return scenario;
}

function settle(task: NlpTask): Scenario {
  const { user = {}, rubric } = task;
  const language =
    task.language === undefined
      ? languageOf(
          task.initial_message ?? task.user_persona ?? "",
          task.user_persona ?? "",
          task.environment_description,
        )
      : spokenLanguage(task.language);
  const stages = task.story_stages.map((stage, index) =>
    typeof stage === "string" ? { id: `s${index + 1}`, description: stage } : stage,
  );
  const basis = rubric?.basis ?? "all";
  return {
    task,
    language,
    languageTag: task.language ?? language,
    tools: task.tools.map(({ function: { name, description, parameters } }) => ({
      name,
      description,
      parameters: { type: "object", ...parameters },
    })),
    behaviours: task.tool_specs ?? {},
    stages,
    user,
    facts: (user.facts ?? []).map((fact) => ({ disclose: "upfront", ...fact })),
    patience: user.patience ?? 5,
    world: task.world ?? { mode: "open" },
    basis,
    items: (rubric?.items ?? stageItems(stages, language)).map((item) => ({
      required: basis === "all",
      weight: 1,
      ...item,
    })),
    limits: { turns: task.limits?.turns ?? 60, roleCalls: task.limits?.role_calls ?? 300 },
  };
}

/** What a task without a rubric is judged by: its story, told to its end. */
function stageItems(stages: readonly Stage[], language: SpokenLanguage): readonly RubricItem[] {
  if (stages.length === 0) {
    const text =
      language === "zh"
        ? "客服用工具查到或办成了用户所要的事，用户得到了想要的结果。"
        : "By means of the tools, the assistant found or did what the user wanted, and the user got it.";
    return [{ id: "goal", kind: "judged", text }];
  }
  return stages.map(({ id, description }) => ({
    id,
    kind: "judged",
    text:
      language === "zh"
        ? `这一步确实发生了，并且靠的是客服的帮助：${description}`
        : `This took place, with the assistant's help: ${description}`,
  }));
}
