import { different, equal, type Judgement, unsure } from "../compare/judgement.ts";

const synonyms: readonly (readonly string[])[] = [
  ["yes", "true", "correct", "是", "对", "正确", "是的", "真", "√", "yes it is"],
  ["no", "false", "incorrect", "否", "错", "错误", "不是", "不对", "假", "×", "wrong"],
  [
    "nosolution",
    "nosolutions",
    "norealsolution",
    "norealsolutions",
    "none",
    "empty",
    "emptyset",
    "无解",
    "没有解",
    "空集",
    "doesnotexist",
    "dne",
    "不存在",
    "nosuchnumberexists",
  ],
  [
    "infinitelymany",
    "infinite",
    "infinitelymanysolutions",
    "无数个",
    "无穷多",
    "无穷多个",
    "无限多",
  ],
  ["undefined", "notdefined", "无定义", "无意义"],
  ["even", "偶", "偶数", "偶函数"],
  ["odd", "奇", "奇数", "奇函数"],
];

const meanings: ReadonlyMap<string, number> = new Map(
  synonyms.flatMap((words, meaning) => words.map((word) => [word, meaning] as const)),
);

/** A text without what does not matter: case, white space, punctuation, articles. */
function plainText(written: string): string {
  const text = written.replaceAll(
    /\\(?:text(?:bf|it|rm)?|math(?:bf|it|rm))\s*\{([^{}]*)\}/g,
    " $1 ",
  );
  // A formula that could not be read: there, every sign matters.
  if (/[\d\\+*/^=<>]/.test(text)) return text.replaceAll(/[\s$]+|\.$/g, "");
  return text
    .toLowerCase()
    .replaceAll(/\b(?:the|a|an)\b(?=\s+\p{L})/gu, " ")
    .replaceAll(/[\s\p{P}$]+/gu, "");
}

/** Two answers in words. Long ones that differ may still say the same. */
export function compareText(gold: string, prediction: string): Judgement {
  const [left, right] = [plainText(gold), plainText(prediction)];
  if (left === "" || right === "") {
    return gold.trim() === prediction.trim() ? equal("equal texts") : different("an empty answer");
  }
  if (left === right) return equal("equal texts");
  const meaning = meanings.get(left);
  if (meaning !== undefined && meaning === meanings.get(right)) return equal("synonyms");
  const isShort = Math.max(left.length, right.length) <= 12 || meaning !== undefined;
  return isShort ? different("different texts") : unsure("different texts may mean the same");
}
