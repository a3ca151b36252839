/**
 * The pieces of text between calls and thoughts as one text: trimmed, empty ones left out, joined by
 * line ends. A code fence that held nothing but calls goes with them.
 */
export function joinPieces(pieces: readonly string[]): string {
  const kept: string[] = [];
  for (const piece of pieces) {
    const next = piece.trim();
    if (next === "") continue;
    const before = kept.at(-1);
    if (before !== undefined && next.startsWith("```") && endsInFenceOpening(before)) {
      kept.pop();
      const head = before.slice(0, before.lastIndexOf("```")).trim();
      const tail = next.slice(3).trim();
      kept.push(...[head, tail].filter((part) => part !== ""));
    } else {
      kept.push(next);
    }
  }
  return kept.join("\n");
}

function endsInFenceOpening(text: string): boolean {
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return lastLine.length < 16 && /^```[a-z]*$/.test(lastLine);
}
