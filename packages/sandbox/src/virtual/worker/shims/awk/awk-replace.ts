/** `sub` and `gsub`: the text as changed, and how often. */
export function substitute(
  text: string,
  pattern: RegExp,
  options: { readonly replacement: string; readonly all: boolean },
): { readonly text: string; readonly count: number } {
  let count = 0;
  pattern.lastIndex = 0;
  const changed = text.replace(pattern, (match) => {
    if (count > 0 && !options.all) return match;
    count += 1;
    return options.replacement.replace(/\\\\|\\&|&/gu, (one) =>
      one === "&" ? match : one.slice(1),
    );
  });
  return { text: changed, count };
}

/** `gensub`: `which` is `g`, or the number of the one to change. */
export function generalSubstitute(
  text: string,
  pattern: RegExp,
  options: { readonly replacement: string; readonly which: string },
): string {
  const wanted = /^[gG]/u.test(options.which) ? undefined : Math.max(1, Number(options.which) || 1);
  let count = 0;
  pattern.lastIndex = 0;
  return text.replace(pattern, (...match: unknown[]) => {
    count += 1;
    if (wanted !== undefined && count !== wanted) return match[0] as string;
    return options.replacement.replace(/\\(\d)|\\&|&|\\\\/gu, (one, digit?: string) => {
      if (one === "&") return match[0] as string;
      if (digit === undefined) return one.slice(1);
      const group = match[Number(digit)];
      return typeof group === "string" ? group : "";
    });
  });
}
