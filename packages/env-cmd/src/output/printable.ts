import { stripVTControlCharacters } from "node:util";

/**
 * Text that does nothing to a terminal: escape sequences (colours, cursor moves, titles) are dropped,
 * and other control characters become their pictures (␀, ␛, ␡). Tabs and line ends stay.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r(?!\n)|(?![\t\n\r])\p{Cc}/gu, picture);
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}
