import { type Action, isJsonObject, type Json, type Transcript } from "@agent-gym/core";

import { actionsOf, withActions } from "./actions.ts";

/**
 * The same value with U+FFFD in place of lone surrogates, which no file, loader or tokenizer takes;
 * the very value where it has none.
 */
export function wellFormedText<Value extends Json>(value: Value): Value {
  return isWellFormed(value) ? value : (mended(value) as Value);
}

/**
 * The same conversation without lone surrogates. A call whose arguments held one is no longer what the
 * model wrote, and so is marked as repaired.
 */
export function wellFormedTranscript(transcript: Transcript): Transcript {
  const whole = wellFormedText(transcript as unknown as Json) as unknown as Transcript;
  if (whole === transcript) return transcript;
  const before = actionsOf(transcript);
  const actions = actionsOf(whole).map((action, turn): Action => ({
    ...action,
    calls: action.calls.map((call, index) =>
      isWellFormed(before[turn]?.calls[index]?.arguments) ? call : { ...call, repaired: true },
    ),
  }));
  return withActions(whole, actions);
}

function isWellFormed(value: Json | undefined): boolean {
  // Most texts have no surrogates at all, which is told much sooner than that all come in pairs.
  if (typeof value === "string") {
    return !/[\ud800-\udfff]/.test(value) || !/\p{Surrogate}/u.test(value);
  }
  if (Array.isArray(value)) return value.every((member: Json) => isWellFormed(member));
  if (!isJsonObject(value)) return true;
  for (const name in value) {
    if (!isWellFormed(name) || !isWellFormed(value[name])) return false;
  }
  return true;
}

function mended(value: Json): Json {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\uFFFD");
  if (Array.isArray(value)) return value.map((member: Json) => mended(member));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [mended(name), mended(member)]),
  );
}
