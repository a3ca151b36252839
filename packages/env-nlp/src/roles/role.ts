import { judgeEnglish } from "../prompts/judge-en.ts";
import { judgeChinese } from "../prompts/judge-zh.ts";
import type { Prompt } from "../prompts/prompt.ts";
import { toolsEnglish } from "../prompts/tools-en.ts";
import { toolsChinese } from "../prompts/tools-zh.ts";
import { trackerEnglish } from "../prompts/tracker-en.ts";
import { trackerChinese } from "../prompts/tracker-zh.ts";
import { userEnglish } from "../prompts/user-en.ts";
import { userChinese } from "../prompts/user-zh.ts";
import type { SpokenLanguage } from "../words/language.ts";

/** A part that a model plays besides the agent's. */
export type RoleName = "user" | "tools" | "tracker" | "judge";

/** What each role does, for a person who chooses models. */
export const roleDescriptions: Readonly<Record<RoleName, string>> = {
  user: "plays the person the agent talks to",
  tools: "answers calls of tools that have no steps of their own",
  tracker: "tells which stages of the story were reached, where no check can",
  judge: "judges the rubric's items that only a reader can judge",
};

/** Each role's prompt, by language. */
export const rolePrompts: Readonly<Record<RoleName, Readonly<Record<SpokenLanguage, Prompt>>>> = {
  user: { en: userEnglish, zh: userChinese },
  tools: { en: toolsEnglish, zh: toolsChinese },
  tracker: { en: trackerEnglish, zh: trackerChinese },
  judge: { en: judgeEnglish, zh: judgeChinese },
};
