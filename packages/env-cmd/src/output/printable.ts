/**
 * Escape sequences of ECMA-48: control sequences (colours, cursor moves), strings up to their
 * terminator (titles, links), and short ones. No part of it can run on past the next escape character,
 * so that hostile output is read in linear time.
 */
const escapeSequences =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B[\]PX^_][^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;

const controls = /\r(?!\n)|(?![\t\n\r])\p{Cc}/gu;

/**
 * Text that does nothing to a terminal: escape sequences are dropped, and other control characters
 * become their pictures (␀, ␛, ␡). Tabs and line ends stay.
 */
export function printable(text: string): string {
  return text.replace(escapeSequences, "").replace(controls, picture);
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}
