/**
 * How long a server asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or
 * as an HTTP date (RFC 9110, 10.2.3). `undefined` when it does not say so in a way that can be read.
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number = Date.now(),
): number | undefined {
  const precise = Number.parseFloat(one(headers["retry-after-ms"]));
  if (precise >= 0) return precise;
  const value = one(headers["retry-after"]).trim();
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number.parseFloat(value) * 1000;
  // A bare number that is not one of these (`-1`) is read as a year by Date.parse.
  if (!/[a-z]/i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
