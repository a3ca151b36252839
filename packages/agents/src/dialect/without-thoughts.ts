import { parseText } from "../parser/parse-text.ts";

/** A model's text with its thoughts cut out, and nothing else changed but the white space around it. */
export function withoutThoughts(content: string): string {
  const { thoughts } = parseText(content);
  if (thoughts.length === 0) return content;
  let rest = "";
  let position = 0;
  for (const [start, end] of thoughts) {
    rest += content.slice(position, start);
    position = end;
  }
  return (rest + content.slice(position)).trim();
}
