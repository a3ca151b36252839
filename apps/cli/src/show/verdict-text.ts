import { type Json, type JsonObject, isJsonObject, type RecordedEvent } from "@agent-gym/core";
import { findingWords } from "@agent-gym/runner";

import { formatReward } from "../terminal/format-number.ts";
import { harmlessLine, harmlessText } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { type CutLimits, cutText, uncut } from "./cut-text.ts";

type Verdict = Extract<RecordedEvent, { readonly type: "verdict" }>;

const valueLimits: CutLimits = { lines: 12, characters: 800 };

/**
 * What an episode was worth and why: each check with what it expected and found, and what the
 * verifier said on its way.
 */
export function verdictText(
  { verdict, gradedBy }: Verdict,
  {
    success,
    styles,
    full = false,
  }: { readonly success: boolean; readonly styles: Styles; readonly full?: boolean },
): string {
  const limits = full ? uncut : valueLimits;
  const word = success ? styles.good("passed") : styles.bad("failed");
  const lines = [
    verdict.reward === null
      ? `${styles.warn("not judged")}: ${verdict.boundary}: ${harmlessLine(verdict.reason)}`
      : `${word}, reward ${formatReward(verdict.reward)}  ${styles.dim(`graded by ${gradedBy}`)}`,
  ];
  const scores = Object.entries(verdict.scores ?? {});
  if (scores.length > 0) {
    const parts = scores.map(([name, score]) => `${harmlessLine(name)} ${formatReward(score)}`);
    lines.push(styles.dim(`scores: ${parts.join(", ")}`));
  }
  lines.push(...detailLines(verdict.details, { styles, limits }));
  return lines.join("\n");
}

interface DetailOptions {
  readonly styles: Styles;
  readonly limits: CutLimits;
}

/** Details as they are customary: `checks`, then whatever else there is, `stderr` word for word. */
function detailLines(details: Json | undefined, options: DetailOptions): readonly string[] {
  if (details === undefined || details === null) return [];
  if (!isJsonObject(details)) return [valueText(details, options)];
  const { checks, ...rest } = details;
  const known = Array.isArray(checks) ? (checks as readonly Json[]).filter(isJsonObject) : [];
  return [
    ...known.flatMap((check) => checkLines(check, options)),
    ...Object.entries(known.length > 0 || checks === undefined ? rest : details)
      .filter(([, value]) => !isEmpty(value))
      .flatMap(([name, value]) => field(name, value, options)),
  ];
}

function checkLines(check: JsonObject, options: DetailOptions): readonly string[] {
  const { kind, name, path, passed, expected, found, ...rest } = check;
  const { styles } = options;
  const title = [kind, path].filter((part) => typeof part === "string").join(" ");
  const named = typeof name === "string" ? `${name} (${title})` : title;
  if (passed === true) return [`${styles.good("✓")} ${harmlessLine(named)}`];
  return [
    `${styles.bad("✗")} ${harmlessLine(named)}`,
    ...field("expected", expected ?? null, options),
    ...field("found", found ?? null, options),
    ...Object.entries(rest).flatMap(([key, value]) => field(key, value, options)),
  ];
}

function field(name: string, value: Json, options: DetailOptions): readonly string[] {
  const label = options.styles.dim(`${harmlessLine(name)}:`);
  const text = valueText(value, options);
  if (!text.includes("\n")) return [`    ${label} ${text}`];
  return [`    ${label}`, ...text.split("\n").map((line) => `      ${line}`)];
}

/** A value as it can be read: a text of several lines as such, the rest as JSON. */
function valueText(value: Json, { limits, styles }: DetailOptions): string {
  const words = findingWords(value);
  if (words !== undefined) return cutText(styles.dim(harmlessLine(words)), limits);
  if (typeof value === "string" && value.trimEnd().includes("\n")) {
    return cutText(harmlessText(value.trimEnd()), limits);
  }
  if (isJsonObject(value) && Object.values(value).some(isLongText)) {
    const lines = Object.entries(value).map(([name, inner]) =>
      isLongText(inner)
        ? `${name}:\n${harmlessText(inner.trimEnd()).replaceAll(/^/gm, "  ")}`
        : `${name}: ${JSON.stringify(inner)}`,
    );
    return cutText(lines.join("\n"), limits);
  }
  return cutText(harmlessText(JSON.stringify(value)), limits);
}

function isLongText(value: Json): value is string {
  return typeof value === "string" && value.trimEnd().includes("\n");
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
