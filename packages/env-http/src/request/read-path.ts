const longest = 4000;
const tooLong = `path: at most ${longest} characters, each of them spelt out`;

/**
 * A path as it is sent, or what is wrong with it. It can only be a place on the one server: no address,
 * no way to another host, nothing that is read differently by a client and a server.
 */
export function readPath(path: string): { readonly path: string } | { readonly problem: string } {
  if (path.length > longest) return { problem: tooLong };
  if (!path.startsWith("/") || path.startsWith("//")) {
    return { problem: "path: begins with one /, as in /rooms?floor=2, and is no address" };
  }
  if (/[\p{Cc}\p{Surrogate}\\]/u.test(path)) {
    return {
      problem: "path: holds a control character, a line end, a backslash, or half a character",
    };
  }
  const [place = ""] = path.split(/[?#]/, 1);
  if (place.split("/").some((part) => /^(?:\.|%2e){1,2}$/i.test(part))) {
    return { problem: "path: holds . or .. as a part" };
  }
  const here = "http://service.invalid";
  const url = URL.canParse(path, here) ? new URL(path, here) : undefined;
  if (url === undefined || url.origin !== here || url.username !== "") {
    return { problem: "path: can't be read" };
  }
  const sent = `${url.pathname}${url.search}`;
  // A character may be nine when it is spelt out.
  return sent.length > longest ? { problem: tooLong } : { path: sent };
}
