const wrappings: readonly (readonly [string, string])[] = [
  ["$$", "$$"],
  ["$", "$"],
  ["\\(", "\\)"],
  ["\\[", "\\]"],
  ["**", "**"],
  ["__", "__"],
  ["`", "`"],
  ['"', '"'],
  ["“", "”"],
  ["「", "」"],
  ["<answer>", "</answer>"],
];

const introduction =
  /^(?:解得|可得|求得|得到|得|即|则|故|所以|因此|于是|(?:so|thus|hence|therefore|we get|we have|which is)\b)\s*[,:]?\s*(?=[\w\\$({[-])/i;

/** An answer without what stands around it: delimiters, emphasis, quotes, the final stop. */
export function stripWrapping(text: string): string {
  let answer = text.trim();
  for (let round = 0; round < 12; round += 1) {
    const before = answer;
    answer = answer
      .replace(/^(?:[:=]\s*)+(?=\S)/, "")
      .replace(introduction, "")
      .replace(/(?<!\\)[,;:]+$|(?<!\.)\.$/, "")
      .trim();
    for (const [open, close] of wrappings) {
      const isWrapped =
        answer.length > open.length + close.length &&
        answer.startsWith(open) &&
        answer.endsWith(close) &&
        !answer.slice(open.length, -close.length).includes(open);
      if (isWrapped) answer = answer.slice(open.length, -close.length).trim();
    }
    if (answer === before) break;
  }
  return withoutDelimiters(answer);
}

/** `$x$ and $y$` is one list of two formulas. A lone dollar is money, and so are two before digits. */
function withoutDelimiters(text: string): string {
  const plain = text.replaceAll(/\\[()[\]]/g, " ").replaceAll("$$", " ");
  const [, between = "", behind = ""] = plain.split("$", 3);
  const dollars = plain.match(/(?<!\\)\$/g)?.length ?? 0;
  const isMoney = /^\s?\d/.test(between) && /[a-z]{2}/i.test(between) && /^\d/.test(behind);
  return dollars % 2 === 0 && !isMoney ? plain.replaceAll(/(?<!\\)\$/g, " ").trim() : plain.trim();
}
