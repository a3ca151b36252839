/** A text as a Python literal that any Python reads, in ASCII: JSON's escapes are Python's. */
export function pythonLiteral(text: string): string {
  const escaped = JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  // Python has no pairs of surrogates: each character beyond the first plane is written whole.
  return escaped.replaceAll(
    /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/gi,
    (_, high: string, low: string) => {
      const code = (Number.parseInt(high, 16) - 0xd800) * 0x400 + Number.parseInt(low, 16) - 0xdc00;
      return `\\U${(code + 0x10000).toString(16).padStart(8, "0")}`;
    },
  );
}
