import { neutraliseJson } from "@agent-gym/agents";
import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

/** Where a piece of a conversation stands in a text; -1 for both where it does not. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

const nowhere: Found = { start: -1, end: -1 };

/**
 * Finds some words in a rendered text from a place on: as they are, less the white space around them,
 * or as the inside of a JSON string, which is how some templates print results.
 */
export function findWords(text: string, words: string, from: number): Found {
  for (const spelled of spellings(words)) {
    const start = text.indexOf(spelled, from);
    if (start !== -1) return { start, end: start + spelled.length };
  }
  return nowhere;
}

/**
 * Finds a call in a rendered text from a place on, whatever its syntax: its name, and behind it every
 * text, number and truth value of its arguments.
 */
export function findCall(
  text: string,
  call: { readonly name: string; readonly arguments: JsonObject },
  from: number,
): Found {
  for (let start = text.indexOf(call.name, from); start !== -1;) {
    const behind = start + call.name.length;
    const end = findLeaves(text, call.arguments, behind);
    if (end !== -1) return { start, end };
    start = text.indexOf(call.name, behind);
  }
  return nowhere;
}

/** The end of the leaf that stands last; -1 where one is missing. */
function findLeaves(text: string, value: Json, from: number): number {
  if (typeof value === "string")
    return value.trim() === "" ? from : findWords(text, value, from).end;
  if (Array.isArray(value) || isJsonObject(value)) {
    let end = from;
    for (const member of Object.values(value as JsonObject)) {
      const found = findLeaves(text, member, from);
      if (found === -1) return -1;
      end = Math.max(end, found);
    }
    return end;
  }
  // Python prints its own words for these where a template does not ask for JSON.
  const word = JSON.stringify(value);
  const words = value === null ? ["null", "None"] : [word, capitalized(word)];
  const ends = words.flatMap((spelled) => {
    const start = text.indexOf(spelled, from);
    return start === -1 ? [] : [start + spelled.length];
  });
  return ends.length === 0 ? -1 : Math.min(...ends);
}

function spellings(words: string): readonly string[] {
  const inner = JSON.stringify(words).slice(1, -1);
  const ascii = inner.replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    words,
    words.trim(),
    inner,
    neutraliseJson(inner),
    JSON.stringify(words.trim()).slice(1, -1),
    ascii,
    // As a Python literal.
    words.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
    markup(inner),
  ];
}

// Some serialisers keep tags out of JSON.
function markup(text: string): string {
  return text
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("&", "\\u0026")
    .replaceAll("'", "\\u0027");
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
