import { plainText } from "./says.ts";

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;

/**
 * What to look for when someone searches for a text: its words, and the pairs of neighbouring
 * characters of scripts that put no spaces between words. Each once.
 */
export function searchTerms(text: string): readonly string[] {
  const plain = plainText(text);
  const terms = new Set<string>();
  for (const [run] of plain.matchAll(han)) {
    if (run.length === 1) terms.add(run);
    for (let at = 0; at + 2 <= run.length; at += 1) terms.add(run.slice(at, at + 2));
  }
  for (const word of plain.replaceAll(han, " ").split(/[^\p{L}\p{N}]+/u)) {
    if (word !== "") terms.add(word);
  }
  return [...terms];
}

/** How many of the terms a text holds. */
export function countTerms(text: string, terms: readonly string[]): number {
  const plain = plainText(text);
  return terms.filter((term) => plain.includes(term)).length;
}
