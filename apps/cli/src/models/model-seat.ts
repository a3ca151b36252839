import { type EndpointChoice, shownUrl } from "../endpoint/choose-endpoint.ts";

/** A model and the roles that it plays, as people are told. Holds no secret. */
export interface ModelSeat {
  readonly roles: readonly string[];
  readonly name: string;
  /** Without anything secret; absent when recorded answers are all there is. */
  readonly url?: string;
  /** Where the key came from; absent when none is sent. */
  readonly keySource?: string;
}

/** The seat of a model at an endpoint. */
export function seatOf(
  roles: readonly string[],
  name: string,
  choice: EndpointChoice | undefined,
): ModelSeat {
  const { url, keySource } = choice ?? {};
  return {
    roles,
    name,
    ...(url === undefined ? {} : { url: shownUrl(url) }),
    ...(keySource === undefined ? {} : { keySource }),
  };
}

/** A model in one line: its name, where it is, and whose key is sent. */
export function seatText({ name, url, keySource }: ModelSeat): string {
  if (url === undefined) return `${name}, replayed`;
  return `${name} at ${url} (${keySource === undefined ? "no key" : `key from ${keySource}`})`;
}
