const plain = /^[\w@%+=:,./~^-]+$/;
// Controls and the marks that hide or reorder text must not reach a terminal as they are.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Arguments as bash reads them back: what a person can copy and run. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  if (plain.test(word)) return word;
  if (!unsafe.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const escaped = word
    .replaceAll(/[\\']/g, (sign) => `\\${sign}`)
    .replaceAll(new RegExp(unsafe, "gu"), (sign) =>
      // Bytes, two digits each: read alike in every locale.
      Buffer.from(sign)
        .toString("hex")
        .replaceAll(/../g, (byte) => `\\x${byte}`),
    );
  return `$'${escaped}'`;
}
