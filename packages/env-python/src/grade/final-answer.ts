import type { Transcript } from "@agent-gym/core";

/**
 * What an agent said last without calling a tool: its answer. `undefined` when its last turn was a
 * call, or was cut off, or said nothing.
 */
export function finalAnswer({ turns }: Transcript): string | undefined {
  const last = turns.findLast((turn) => "action" in turn);
  if (last === undefined || !("action" in last)) return undefined;
  const { text, calls, malformed, incomplete } = last.action;
  const isAnswer = calls.length === 0 && malformed.length === 0 && incomplete !== true;
  return isAnswer && text.trim() !== "" ? text : undefined;
}

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
