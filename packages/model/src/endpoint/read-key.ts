import { UsageError } from "@agent-gym/core";

/**
 * A key, ready to be sent; `undefined` for none. White space around it is a slip of copying.
 *
 * @throws UsageError for what no header can carry; the message does not show it.
 */
export function readKey(key: string | undefined): string | undefined {
  const trimmed = key?.trim() ?? "";
  if (trimmed === "") return undefined;
  if (!/^[\u0021-\u007E]+$/.test(trimmed)) {
    throw new UsageError(
      "The model's key holds a character that can't be sent in a header: expected letters, digits and signs of ASCII, without spaces.",
      { code: "invalid-key" },
    );
  }
  return trimmed;
}
