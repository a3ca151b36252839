import { stripVTControlCharacters } from "node:util";

/**
 * Text that does nothing to a terminal: escape sequences (colours, cursor moves, titles) are dropped,
 * and other control characters become their pictures (␀, ␛, ␡). Tabs and line ends stay.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return stripVTControlCharacters(text).replace(
    /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g,
    picture,
  );
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}
