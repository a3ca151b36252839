import { digestJson, type Json } from "@agent-gym/core";

/**
 * Data as it stands in a prompt: JSON without a single angle bracket, so that nothing in it can close
 * the tags around it, between tags that nobody could have foreseen.
 */
export function fence(label: string, data: Json, nonce: string): string {
  const text = JSON.stringify(data)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll(">", String.raw`\u003e`)
    .replaceAll("\u2028", String.raw`\u2028`)
    .replaceAll("\u2029", String.raw`\u2029`);
  return `<data-${nonce} ${label}>\n${text}\n</data-${nonce}>`;
}

/** Twelve hexadecimal digits out of a secret of the episode: the same whenever it is played again. */
export async function makeNonce(...parts: readonly Json[]): Promise<string> {
  return (await digestJson(parts)).slice(0, 12);
}
