import { contentText, type Json, type JsonObject, type Turn } from "@agent-gym/core";

import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/** Patterns of what should not be in a dataset, by name. Each match is bounded, so that it is linear. */
const patterns: Readonly<Record<string, RegExp>> = {
  "private-key": /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----/g,
  "api-key":
    /\b(?:sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,200}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,82}|AIza[0-9A-Za-z_-]{35}|xox[abprs]-[A-Za-z0-9-]{10,200}|hf_[A-Za-z0-9]{30,40}|glpat-[A-Za-z0-9_-]{20,64}|npm_[A-Za-z0-9]{36}|[rs]k_live_[A-Za-z0-9]{20,128})\b/g,
  password:
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,64}:[^\s:/@]{3,128}@|\bBearer [A-Za-z0-9_.~+/-]{20,500}|(?:\b|_)(?:password|passwd|secret|secret_access_key|api_key|access_token)["']?\s{0,3}[:=]\s{0,3}["']?[A-Za-z0-9_+/!@#$%^&*-]{12,200}/gi,
  "json-web-token": /\beyJ[A-Za-z0-9_-]{8,500}\.eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,500}/g,
  email:
    /\b[A-Za-z0-9._%+-]{1,64}@(?!example\.|localhost)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}\b/g,
  "phone-number":
    /(?<![\d.])(?:\+\d{1,3}[ -]?\(?\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}|1[3-9]\d(?:\d{8}|([ -])\d{4}\1\d{4}))(?![\d.])/g,
  "card-number": /(?<!\d)(?:\d{4}[ -]?){3}\d{1,7}(?!\d)/g,
  "identity-number":
    /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g,
};

/** What is looked for, and what happens where it is found. */
export interface PersonalDataOptions {
  /** `report` (the default): rows stay, findings are told. `reject`: rows with a finding go. */
  readonly action?: "report" | "reject";
  /** Kinds that are looked for. Default: all. */
  readonly kinds?: readonly string[];
}

/**
 * Looks for secrets and personal data in all that a row says: keys, tokens, passwords, mail addresses, phone,
 * card and identity numbers. What was found is told by kind and turn, never by value.
 */
export function personalDataStage(options: PersonalDataOptions = {}): Stage {
  const { action = "report", kinds = Object.keys(patterns) } = options;
  return {
    name: "personal-data",
    description: "reports secrets and personal data",
    settings: { action, kinds },
    open: () => {
      const counts: Record<string, number> = {};
      const rows: string[] = [];
      return {
        judge: (group) =>
          group.rows.map((row): Judgement => {
            const found = row.transcript.turns.flatMap((turn, index) =>
              findings(turnText(turn), kinds).map((kind) => ({ kind, turn: index })),
            );
            if (found.length === 0) return kept;
            for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
            if (rows.length < 100) rows.push(row.id);
            const note: Json = found.slice(0, 50);
            if (action === "report") return { ...kept, note };
            const names = [...new Set(found.map(({ kind }) => kind))].join(", ");
            return rejected("personal-data", `it holds what looks like: ${names}`, note);
          }),
        report: (): JsonObject => ({ found: counts, rows }),
      };
    },
  };
}

function findings(text: string, kinds: readonly string[]): readonly string[] {
  return kinds.flatMap((kind) => {
    const pattern = patterns[kind];
    if (pattern === undefined) return [];
    const matches = text.match(pattern) ?? [];
    return matches.filter((match) => kind !== "card-number" || passesLuhn(match)).map(() => kind);
  });
}

/** The check digit of card numbers (Luhn, ISO/IEC 7812-1), for 13 to 19 digits. */
function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1*$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const value = place % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function turnText(turn: Turn): string {
  if ("observation" in turn) {
    const { results = [], message = "" } = turn.observation;
    return [...results.map(({ content }) => content), message].map(contentText).join("\n");
  }
  const { reasoning = "", text, calls } = turn.action;
  return [reasoning, text, ...calls.map((call) => JSON.stringify(call.arguments))].join("\n");
}
