import { isKnownUnitWord } from "../units/parse-unit.ts";
import { isDenied } from "./is-denied.ts";

const number =
  /(?<![\w.\\^_]|[\^_]\{)(?:[-+](?:[$€£¥]\s?)?|[$€£¥]\s?-?)?(?:\d{1,4} \d{1,3}\/\d{1,4}|\d{1,3}(?:,\d{3})+(?![\d,]\d)(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?:\s?\/\s?\d+)?(?:\s*(?:\\?%|°))?/g;
const unitBehind = /^\s*([A-Za-z]{2,12}|[\p{Script=Han}]{1,4})(?:\^?([23])\b)?/u;

/** The first or the last number of a text, with its sign and its unit, where that is a known one. */
export function findNumber(
  text: string,
  which: "first" | "last",
): { readonly content: string; readonly start: number } | undefined {
  // Nobody states a result and then writes on for so long.
  const offset = which === "last" ? Math.max(0, text.length - 20_000) : 0;
  const searched = text.slice(offset, offset + 20_000);
  let best: RegExpExecArray | undefined;
  number.lastIndex = 0;
  for (let found = number.exec(searched); found !== null; found = number.exec(searched)) {
    if (isDenied(searched.slice(Math.max(0, found.index - 24), found.index))) continue;
    best = found;
    if (which === "first") break;
  }
  if (best === undefined) return undefined;
  const [digits] = best;
  const rest = searched.slice(best.index + digits.length, best.index + digits.length + 20);
  const [behind = "", word = ""] = unitBehind.exec(rest) ?? [];
  const han = /^[万亿千百]/.test(word) || /^(?:[米元岁度]|厘米|千米|公里|小时|分钟)/.test(word);
  const isMultiplier = /^(?:dozen|hundred|thousand|million|billion|trillion)$/i.test(word);
  const unit = isMultiplier || isKnownUnitWord(word) ? behind : han ? word : "";
  return {
    content: `${digits}${unit === "" ? "" : ` ${unit.trim()}`}`,
    start: offset + best.index,
  };
}
