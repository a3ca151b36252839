const wordCharacter = /[a-z0-9_]/;

/** One spelling of a text: compatibility forms folded, lower case, single spaces, `1,450` as `1450`. */
export function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replaceAll(/\s+/g, " ");
}

/**
 * Whether a text says some words: whatever the case, width and spaces; Latin words and numbers only
 * whole, so that `45` is said by `45.00` and not by `145`, `45.5` or `45b`. Linear, no patterns.
 */
export function says(text: string, words: string): boolean {
  const wanted = plainText(words).trim();
  if (wanted === "") return false;
  const said = plainText(text);
  for (let at = said.indexOf(wanted); at !== -1; at = said.indexOf(wanted, at + 1)) {
    if (beginsWhole(said, at, wanted) && endsWhole(said, at, wanted)) return true;
  }
  return false;
}

/** The first of some words that a text says. */
export function firstSaid(text: string, words: readonly string[]): string | undefined {
  return words.find((one) => says(text, one));
}

function beginsWhole(said: string, at: number, wanted: string): boolean {
  const first = wanted.charAt(0);
  if (!wordCharacter.test(first)) return true;
  const before = said.charAt(at - 1);
  if (at > 0 && wordCharacter.test(before)) return false;
  return !(/\d/.test(first) && /[.,]/.test(before) && /\d/.test(said.charAt(at - 2)));
}

function endsWhole(said: string, at: number, wanted: string): boolean {
  const last = wanted.charAt(wanted.length - 1);
  if (!wordCharacter.test(last)) return true;
  let end = at + wanted.length;
  if (/\d/.test(last)) {
    // 45 is also said by 45.00, and 45.5 by 45.50.
    const zeros = /\.\d+$/.test(wanted) ? /^0+/ : /^\.0+/;
    end += zeros.exec(said.slice(end, end + 12))?.[0].length ?? 0;
    if (/[.,]/.test(said.charAt(end)) && /\d/.test(said.charAt(end + 1))) return false;
  }
  return !wordCharacter.test(said.charAt(end));
}
