import { UsageError } from "@agent-gym/core";

/** Where an endpoint is, taken apart. */
export interface EndpointAddress {
  /** Without a slash at its end, and without a query. Safe to show. */
  readonly base: string;
  readonly host: string;
  /** Fields that go with every request. May hold a key: never shown. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Reads an endpoint's address: one without a path gets `/v1`, one that ends in `/chat/completions`
 * or `/responses` loses that, and any other path stays as it is.
 *
 * @throws UsageError that says what is wrong with it.
 */
export function readEndpointAddress(url: string): EndpointAddress {
  const given = url.trim();
  if (!/^https?:\/\//i.test(given)) {
    // Not shown when it may hold a password.
    const shown = given.includes("@") ? "another one" : JSON.stringify(given);
    const hint = /^[\w.-]+(?::\d+)?(?:\/|$)/.test(given) ? `; write http://${given}` : "";
    throw invalid(`the address must begin with http:// or https://, not be ${shown}${hint}`);
  }
  if (!URL.canParse(given)) throw invalid("the address can't be read as a URL");
  const parsed = new URL(given);
  if (parsed.username !== "" || parsed.password !== "") {
    throw invalid("give the key as the key, not as a part of the address");
  }
  const path = parsed.pathname
    .replace(/\/+$/, "")
    .replace(/\/(?:(?:chat\/)?completions|responses)$/, "");
  return {
    base: `${parsed.origin}${path === "" ? "/v1" : path}`,
    host: parsed.host,
    query: Object.fromEntries(parsed.searchParams),
  };
}

function invalid(problem: string): UsageError {
  return new UsageError(`Can't use this model endpoint: ${problem}.`, { code: "invalid-endpoint" });
}
