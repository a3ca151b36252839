/**
 * Escape sequences of ECMA-48. No part of one can run past the next escape character, so that hostile
 * output is read in linear time.
 */
const escapeSequences =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B[\]PX^_][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;

const controls = /\r(?!\n)|(?![\t\n\r])\p{Cc}/gu;

/** `<object at 0x7f3c…>`: where an object lies differs from run to run, and tells nobody anything. */
const addresses = /(?<= at )0x[0-9a-f]{6,16}\b/g;

/**
 * Output as an agent reads it: without escape sequences and addresses, with control characters as
 * pictures, and cut in its middle where it is too long.
 */
export function shownText(text: string, { maximum }: { readonly maximum: number }): string {
  const plain = text
    .replace(escapeSequences, "")
    .replace(controls, picture)
    .replace(addresses, "0x…")
    .replace(/\r?\n$/, "");
  if (plain.length <= maximum) return plain;
  const half = Math.floor(maximum / 2);
  const head = whole(plain.slice(0, half));
  const tail = whole(plain.slice(plain.length - half));
  const left = plain.length - head.length - tail.length;
  return `${head}\n[... ${left} characters left out ...]\n${tail}`;
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}

/** Without half of a character at either end. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}
