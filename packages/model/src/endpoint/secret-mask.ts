/** Replaces secrets in a text by `[secret]`. */
export type SecretMask = (text: string) => string;

// Shorter ones are no secrets (`EMPTY`, `none`), and masking them would garble messages.
const shortestSecret = 6;
// Shorter words of headers and queries are names and versions.
const shortestWord = 12;
// What a server shows of a key that it cuts off; shorter prefixes (`sk-proj-`) are common to many.
const shownPrefix = 10;

/**
 * A mask for some secrets, in the spellings in which a server may repeat them: as they are, escaped
 * in JSON or a URL, in base64, or cut off after at least ten characters.
 */
export function createSecretMask(secrets: readonly string[]): SecretMask {
  const spellings = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    ]);
  const unique = [...new Set(spellings)].toSorted((left, right) => right.length - left.length);
  return (text) => unique.reduce(maskOne, text);
}

/** A mask for all that a request carries besides its body: the key, headers, fields of the query. */
export function createRequestMask(request: {
  readonly key: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}): SecretMask {
  const { key = "", headers = {}, query } = request;
  const words = [...Object.values(headers), ...Object.values(query)]
    .flatMap((value) => value.split(/\s+/))
    .filter((word) => word.length >= shortestWord);
  return createSecretMask([key, ...words]);
}

function maskOne(text: string, secret: string): string {
  const prefix = secret.slice(0, shownPrefix);
  let masked = "";
  let from = 0;
  for (;;) {
    const at = text.indexOf(prefix, from);
    if (at === -1) return masked + text.slice(from);
    let end = prefix.length;
    while (end < secret.length && text[at + end] === secret[end]) end += 1;
    masked += `${text.slice(from, at)}[secret]`;
    from = at + end;
  }
}
