import { validateHeaderName, validateHeaderValue } from "node:http";

const mostCharacters = 8000;
/** Those that say where a request goes and where it ends. */
const kept: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers by their lower-case name, or what is wrong with them. */
export function readHeaders(
  headers: Readonly<Record<string, string>>,
): { readonly headers: ReadonlyMap<string, string> } | { readonly problem: string } {
  const read = new Map<string, string>();
  let characters = 0;
  for (const [written, value] of Object.entries(headers)) {
    const name = written.toLowerCase();
    const shown = JSON.stringify(written.slice(0, 60));
    characters += name.length + value.length;
    if (characters > mostCharacters) {
      return { problem: `headers: at most ${mostCharacters} characters in all` };
    }
    if (kept.has(name)) return { problem: `headers: ${shown} is not yours to set` };
    if (read.has(name)) return { problem: `headers: ${shown} is there twice` };
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return { problem: `headers: ${shown} is no header, or holds a character that none may hold` };
    }
    read.set(name, value);
  }
  return { headers: read };
}
