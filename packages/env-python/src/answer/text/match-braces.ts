/**
 * Where each `{` of a text finds its `}`: index of the partner, -1 for all other places. Escaped
 * braces (`\{`) don't count. One pass, however the text is nested.
 */
export function matchBraces(text: string): Int32Array {
  const partners = new Int32Array(text.length).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 92) index += 1;
    else if (code === 123) open.push(index);
    else if (code === 125) {
      const start = open.pop();
      if (start !== undefined) partners[start] = index;
    }
  }
  return partners;
}
