/** A text as a literal of Python, in ASCII whatever it holds. */
export function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[^\0-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\U${code.toString(16).padStart(8, "0")}`;
  });
}
