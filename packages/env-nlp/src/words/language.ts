/** A language that the environment itself speaks. */
export type SpokenLanguage = "en" | "zh";

const cjk = /[\p{Script=Han}]/gu;
const letters = /\p{L}/gu;

/** The share of a text's letters that are Chinese characters; `undefined` for a text without letters. */
export function chineseShare(text: string): number | undefined {
  const all = text.match(letters)?.length ?? 0;
  return all === 0 ? undefined : (text.match(cjk)?.length ?? 0) / all;
}

/** The language of some texts: Chinese when a fifth of the letters are, else English. */
export function languageOf(...texts: readonly string[]): SpokenLanguage {
  return (chineseShare(texts.join(" ")) ?? 0) >= 0.2 ? "zh" : "en";
}

/** The language to speak for a BCP 47 tag: Chinese for `zh…`, else English. */
export function spokenLanguage(tag: string): SpokenLanguage {
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}
