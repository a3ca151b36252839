/**
 * A text of at most so many characters, plus a note: what is too much is taken out of its middle, at
 * line ends where they are near, and the note says how much that was.
 */
export function cutMiddle(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const half = Math.floor(maximum / 2);
  const head = text.slice(0, headEnd(text, half));
  const tail = text.slice(tailStart(text, text.length - half));
  const left = text.length - head.length - tail.length;
  const lines = text.slice(head.length, text.length - tail.length).split("\n").length - 1;
  const note = `[... ${left} characters (${lines} lines) left out ...]`;
  return `${head}${head.endsWith("\n") ? "" : "\n"}${note}\n${tail}`;
}

/** How far a cut may move to fall on a line end. */
const nearby = 200;

function headEnd(text: string, end: number): number {
  const line = text.lastIndexOf("\n", end - 1) + 1;
  if (line > 0 && end - line <= Math.min(nearby, end / 2)) return line;
  return isLowSurrogate(text, end) ? end - 1 : end;
}

function tailStart(text: string, start: number): number {
  const line = text.indexOf("\n", start - 1) + 1;
  if (line > 0 && line - start <= Math.min(nearby, (text.length - start) / 2)) return line;
  return isLowSurrogate(text, start) ? start + 1 : start;
}

function isLowSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}
