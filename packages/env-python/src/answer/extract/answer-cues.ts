/** Words behind which an answer stands, in English and Chinese. */
const cue = new RegExp(
  [
    String.raw`####`,
    String.raw`\bfinal answer\b\W{0,4}\n`,
    String.raw`\banswers?\b[^.\n:=]{0,60}?(?:\b(?:is|are|equals|should be|must be|would be|will be)\b\s*:?|[:=])`,
    String.raw`(?:最终|最后|正确)?的?答案(?:就是|应该是|应该为|应是|应为|是|为|等于|选|\s*[:=])`,
    String.raw`(?:最终|最后|计算)的?(?:结果|得数|答案)(?:就是|是|为|等于|\s*[:=])`,
    String.raw`【(?:答案|解答)】`,
    String.raw`(?:故|应|因此|所以)选(?:择)?`,
  ].join("|"),
  "gi",
);

/** What follows the last of these words; `undefined` where there is none. */
export function behindLastCue(text: string): string | undefined {
  let end = -1;
  cue.lastIndex = 0;
  for (let found = cue.exec(text); found !== null; found = cue.exec(text)) {
    const rest = text.slice(cue.lastIndex, cue.lastIndex + 40).replaceAll(/[\s*:]/g, "");
    // "Is the answer right?" says nothing behind its last word.
    if (rest !== "") end = cue.lastIndex;
  }
  return end < 0 ? undefined : text.slice(end);
}

/** What follows "final answer" behind a box: a model that corrects itself means the later one. */
export function finalAnswerBehind(text: string): string | undefined {
  if (!/\bfinal answer\b|最终答案|最后答案/i.test(text)) return undefined;
  const behind = behindLastCue(text);
  return behind === undefined ? undefined : firstSentence(behind);
}

/** The sentence that a text begins with; formulas stay whole, and so do decimals. */
export function firstSentence(text: string): string {
  const start = text.replace(/^[\s*:]+/, "");
  const display = /^(?:\$\$|\\\[)/.exec(start)?.[0];
  if (display !== undefined) {
    const close = start.indexOf(display === "$$" ? "$$" : "\\]", 2);
    if (close > 0) return start.slice(0, close + 2);
  }
  let inMaths = false;
  for (let index = 0; index < Math.min(start.length, 2_000); index += 1) {
    const character = start[index];
    if (character === "\n") return start.slice(0, index);
    if (character === "$") inMaths = !inMaths;
    const isStop = !inMaths && /[.!?]/.test(character ?? "");
    if (isStop && /^(?:\s|\*|$)/.test(start.slice(index + 1, index + 2))) {
      return start.slice(0, index);
    }
  }
  return start.slice(0, 2_000);
}
