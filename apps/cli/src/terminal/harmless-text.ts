// C0 and C1 controls and DEL; the marks that reorder, hide or break a line of text.
const unsafe =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of a model, a tool or a file, made safe to print: whatever could move the cursor, colour,
 * hide or reorder is shown as a sign instead. Line breaks and tabs stay.
 */
export function harmlessText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(unsafe, (sign) => (sign === "\n" || sign === "\t" ? sign : picture(sign)));
}

/** The same in one line: line breaks and tabs become spaces. */
export function harmlessLine(text: string): string {
  return harmlessText(text.trim().replaceAll(/\s*\r?\n\s*|\t/g, " "));
}

function picture(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  // Unicode has a picture for each C0 control: ESC is U+241B.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
