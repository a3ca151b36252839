import type { SpokenLanguage } from "./language.ts";

/** What the environment itself says to an agent, or to a model that plays a role. */
interface Phrases {
  readonly instructions: string;
  /** To an agent that says nothing. */
  readonly silence: string;
  /** When the user's model can't be used for once. */
  readonly goOn: string;
  /** A scripted user that no rule applies to. */
  readonly insist: string;
  readonly content: string;
  readonly leave: string;
  readonly again: (problems: string) => string;
}

const phrases: Readonly<Record<SpokenLanguage, Phrases>> = {
  en: {
    instructions:
      "You are the assistant of the service whose tools you have. A customer writes to you: help them, by means of the tools. What you write without calling a tool goes to the customer. Ask for what you need to know, never make up data, and say what you have done.",
    silence: "Are you still there?",
    goOn: "Go on, please.",
    insist: "I'd just like you to take care of what I asked for.",
    content: "Great, that's all I needed. Thank you!",
    leave: "Never mind. I'll try it elsewhere.",
    again: (problems) =>
      `That answer can't be used: ${problems}. Answer again, with one JSON object and nothing else.`,
  },
  zh: {
    instructions:
      "你是这些工具所属服务的客服助手。一位顾客会给你发消息，请借助工具帮助他。不调用工具时写的内容会直接发给顾客。需要的信息要询问，不得编造数据，并说明你做了什么。",
    silence: "你还在吗？",
    goOn: "请继续。",
    insist: "我只想请你办好我刚才说的事。",
    content: "好的，这样就可以了，谢谢！",
    leave: "算了，我再想别的办法吧。",
    again: (problems) => `这个回答不能用：${problems}。请重新回答，只写一个 JSON 对象。`,
  },
};

/** The environment's own phrases in a language. */
export function phrasesOf(language: SpokenLanguage): Phrases {
  return phrases[language];
}

/** Asks a model for another answer, and says what was wrong with the last. */
export function sayAgain(language: SpokenLanguage, problems: readonly string[]): string {
  return phrases[language].again(problems.join("; "));
}
