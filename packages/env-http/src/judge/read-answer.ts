/** Whether the last line of a text is one of some answers, but for markup, quotes and a full stop. */
export function lastLineIs(text: string, answers: readonly string[]): boolean {
  const lines = text.split("\n").map(bare);
  const last = lines.findLast((line) => line !== "") ?? "";
  return answers.some((answer) => bare(answer) === last);
}

/** Whether a text holds a phrase as words of its own: `b-12` is not in `b-120`. */
export function names(text: string, phrase: string): boolean {
  const wanted = folded(phrase);
  const [first = "", ...rest] = wanted === "" ? [] : folded(text).split(wanted);
  const grows = (one: string | undefined, other: string | undefined): boolean =>
    [one, other].every((character) => /[a-z0-9]/.test(character ?? ""));
  let before = first;
  for (const after of rest) {
    if (!grows(before.at(-1), wanted[0]) && !grows(wanted.at(-1), after[0])) return true;
    before = after === "" ? wanted : after;
  }
  return false;
}

function bare(line: string): string {
  return folded(line)
    .replace(/^(?:answer|答案|回答)\s*:\s*/u, "")
    .replaceAll(/^[\s*_`"'“”‘’「」()]+|[\s*_`"'“”‘’「」().。!]+$/gu, "");
}

function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\S\n]+/gu, " ");
}
