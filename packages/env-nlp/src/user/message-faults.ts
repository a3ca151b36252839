import type { Fault } from "../roles/role-fault.ts";
import type { SettledFact } from "../task/scenario.ts";
import { chineseNumbers } from "../words/chinese-numbers.ts";
import { chineseShare, spokenLanguage } from "../words/language.ts";
import { firstSaid, plainText } from "../words/says.ts";

const longest = 1200;

/** What only someone who serves says. Not even a polite customer does. */
const servingWords = [
  "how can i help you",
  "how may i help you",
  "how can i assist",
  "how may i assist",
  "i can help you with that",
  "i'd be happy to help you",
  "i would be happy to assist",
  "let me look that up for you",
  "is there anything else i can help",
  "is there anything else i can do for you",
  "thank you for contacting",
  "as an ai",
  "as a language model",
  "有什么可以帮您",
  "有什么可以帮你",
  "有什么能帮您",
  "请问还有什么需要帮",
  "很高兴为您服务",
  "我来为您查询",
  "我帮您查",
  "感谢您的咨询",
  "感谢您的来电",
  "作为客服",
  "作为一个ai",
  "作为人工智能",
  "作为语言模型",
];

const markup =
  /<\/?(?:tool_call|function|think|data-|output|\|)|```|\{\s*"(?:name|tool|function|message)"\s*:/i;

/** Words that carry data: numbers of three digits and more, ids, addresses. */
const dataWords =
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|(?=[A-Za-z_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]{2,}/gu;

/** What a message of a user that a model plays is held against. */
export interface MessageContext {
  /** BCP 47. */
  readonly language: string;
  readonly unlocked: readonly SettledFact[];
  readonly locked: readonly SettledFact[];
  /** All that the user may know besides facts: persona, goal, what was said. */
  readonly known: readonly string[];
  readonly ownMessages: readonly string[];
  readonly agentMessages: readonly string[];
}

/** What is wrong with a message, told by rules: each kind once. */
export function messageFaults(message: string, context: MessageContext): readonly Fault[] {
  const found: (Fault | undefined)[] = [
    message.trim() === "" ? { kind: "silent", message: "the message is empty" } : undefined,
    flips(message),
    echoes(message, context.agentMessages),
    discloses(message, context),
    invents(message, context),
    repeats(message, context.ownMessages),
    wrongLanguage(message, context.language),
    message.length > longest
      ? {
          kind: "too-long",
          message: `the message is longer than ${longest} characters`,
          mild: true,
        }
      : undefined,
  ];
  return found.filter((fault) => fault !== undefined);
}

function flips(message: string): Fault | undefined {
  const words = firstSaid(message, servingWords);
  if (words !== undefined) {
    return {
      kind: "role-flip",
      message: `you are the customer, and "${words}" is what the assistant would say`,
    };
  }
  return markup.test(message)
    ? { kind: "role-flip", message: "a customer writes no calls, code or markup" }
    : undefined;
}

function echoes(message: string, agentMessages: readonly string[]): Fault | undefined {
  const own = plainText(message).trim();
  if (own.length < 30) return undefined;
  return agentMessages.some((text) => plainText(text).includes(own))
    ? { kind: "role-flip", message: "the message repeats what the assistant said" }
    : undefined;
}

function discloses(message: string, { locked }: MessageContext): Fault | undefined {
  const fact = locked.find(({ words = [] }) => firstSaid(message, words) !== undefined);
  return fact === undefined
    ? undefined
    : { kind: "disclosed", message: "the message tells something that is not to be told now" };
}

function invents(message: string, { unlocked, known }: MessageContext): Fault | undefined {
  const texts = [...unlocked.flatMap(({ text, words = [] }) => [text, ...words]), ...known];
  const sources = plainText([...texts, ...texts.flatMap(chineseNumbers)].join("\n"));
  const invented = [...message.normalize("NFKC").matchAll(dataWords)]
    .map(([word]) => plainText(word).replaceAll(/^[-_.]+|[-_.]+$/g, ""))
    .filter((word) => word !== "" && !isPlain(word) && !sources.includes(word));
  // A short number may be a sum or a guess; an id, an address or a long number is made up.
  const [first] = [...invented.filter((word) => !/^\d{1,4}$/.test(word)), ...invented];
  if (first === undefined) return undefined;
  return {
    kind: "invented",
    message: `${JSON.stringify(first)} stands nowhere in what you know; say that you don't know, or leave it out`,
    ...(/^\d{1,4}$/.test(first) ? { mild: true } : {}),
  };
}

/** Ordinary words with a digit: `1st`, `20s`, `3am`. */
function isPlain(word: string): boolean {
  return /^\d{1,2}$/.test(word) || /^\d{1,2}(?:st|nd|rd|th|s|am|pm|h|min|x|d|k)$/.test(word);
}

function repeats(message: string, ownMessages: readonly string[]): Fault | undefined {
  const own = plainText(message).trim();
  return ownMessages.some((text) => plainText(text).trim() === own)
    ? { kind: "repeated", message: "you have said exactly this before", mild: true }
    : undefined;
}

function wrongLanguage(message: string, language: string): Fault | undefined {
  const share = chineseShare(message);
  const wanted = /^(?:zh|en)\b/i.test(language) ? spokenLanguage(language) : undefined;
  if (share === undefined || wanted === undefined || message.trim().length < 6) return undefined;
  const wrong = wanted === "zh" ? share < 0.3 : share > 0.3;
  return wrong
    ? {
        kind: "wrong-language",
        message: wanted === "zh" ? "请用中文回答" : "the message must be in English",
        mild: true,
      }
    : undefined;
}
