/** The last fenced block of a text that is in one of these languages, or in none. */
export function lastCodeBlock(text: string, languages: readonly string[]): string | undefined {
  const lines = text.split(/\r?\n/);
  let found: string | undefined;
  let open: { readonly fence: string; readonly fits: boolean; readonly from: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const [, fence = "", language = ""] = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)/.exec(line) ?? [];
    if (open === undefined) {
      if (fence === "") continue;
      const fits = language === "" || languages.includes(language.toLowerCase());
      open = { fence, fits, from: index + 1 };
    } else if (language === "" && fence.startsWith(open.fence)) {
      if (open.fits) found = lines.slice(open.from, index).join("\n");
      open = undefined;
    }
  }
  return found;
}
