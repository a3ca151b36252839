import { neutralise } from "@agent-gym/agents";

import { actionsOf } from "../row/actions.ts";
import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** What of a provider should never be learned, by name. */
const leftovers: Readonly<Record<string, RegExp>> = {
  "provider-error":
    /^\s*(?:<!doctype html|<html[\s>]|\{\s*"error"\s*:|(?:error|upstream error|request failed)\b[^\n]{0,80}\b(?:429|5\d\d|rate limit|overloaded|timed? ?out|quota))/i,
  identity:
    /\b(?:I am|I'm|as)\s+(?:an?\s+)?(?:AI|artificial intelligence|(?:large )?language model|(?:chat)?GPT|Claude|Gemini|DeepSeek|Qwen|GLM|Kimi)\b[^.\n]{0,60}\b(?:made|developed|trained|created|built|by)\b|我是(?:由)?[^。\n]{0,20}(?:开发|训练|研发|推出)的|(?:作为|身为)(?:一个|一名)?(?:人工智能|AI|大?语言模型)(?:助手|模型)?/i,
  refusal:
    /^\s*(?:(?:I(?:'|’)m )?(?:very )?sorry[,;.]? (?:but )?I (?:can(?:'|’|no)t|(?:am|was) (?:unable|not able)|won(?:'|’)t)|I(?:'|’)m sorry,? but|I(?:(?:'|’)m| am) (?:unable|not able) to (?:help|assist)|I can(?:'|’|no)t (?:help|assist|comply)|(?:很|非常)?(?:抱歉|对不起)[，,]?(?:但)?(?:我)?(?:不能|无法))/i,
};

/**
 * Nothing that belongs to a provider and not to the task: control tokens and tags in the words of a
 * turn, error pages, who made the model, refusals.
 */
export const noLeftoversStage: Stage = rowStage({
  name: "no-leftovers",
  description: "no control tokens, error pages, refusals or talk of who made the model",
  settings: { version: 2 },
  judge: ({ transcript }) => {
    for (const [turn, { text, reasoning = "", calls }] of actionsOf(transcript).entries()) {
      if (neutralise(text) !== text || neutralise(reasoning) !== reasoning) {
        return rejected("control-token", `turn ${turn + 1} holds a tag or a control token`);
      }
      for (const [code, pattern] of Object.entries(leftovers)) {
        // What begins a turn that goes on to act was no refusal.
        if (code === "refusal" && calls.length > 0) continue;
        const found = pattern.exec(text) ?? (code === "identity" ? pattern.exec(reasoning) : null);
        if (found === null) continue;
        return rejected(code, `turn ${turn + 1} says "${found[0].trim().slice(0, 80)}"`);
      }
    }
    return kept;
  },
});
