import { type Action, isJsonObject, type Json, type Transcript } from "@agent-gym/core";

import { actionsOf, withActions } from "./actions.ts";

/**
 * The same value with U+FFFD in place of lone surrogates, which no file, loader or tokenizer takes;
 * the very value where it has none.
 */
export function wellFormedText<Value extends Json>(value: Value): Value {
  return mended(value) as Value;
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
      call.arguments === before[turn]?.calls[index]?.arguments ? call : { ...call, repaired: true },
    ),
  }));
  return withActions(whole, actions);
}

function mended(value: Json | undefined): Json | undefined {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\uFFFD");
  if (Array.isArray(value)) {
    const list: readonly (Json | undefined)[] = value.map(mended);
    return list.every((member, index) => member === value[index]) ? value : (list as Json);
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  const own = members.map(([name, member]) => [mended(name) as string, mended(member)] as const);
  const same = own.every(
    ([name, member], index) => name === members[index]?.[0] && member === members[index]?.[1],
  );
  return same ? value : (Object.fromEntries(own) as Json);
}
