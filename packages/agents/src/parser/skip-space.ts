/** The first place at or after `from` that is neither white space nor one of `also`. */
export function skipSpace(text: string, from: number, also = ""): number {
  let position = from;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character > " " && !also.includes(character) && character !== "\u00a0") break;
    position += 1;
  }
  return position;
}

/** Behind the backticks of a code fence and its language, where one stands; else `from`. */
export function skipFence(text: string, from: number): number {
  if (!text.startsWith("```", from)) return from;
  let position = from + 3;
  while (/[A-Za-z`]/.test(text.charAt(position))) position += 1;
  return position;
}
