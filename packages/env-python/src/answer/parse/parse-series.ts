import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

/** `\sum_{k=1}^{n} a_k`, `\prod_{k=1}^{n} a_k`, `\int_a^b f(x)\,dx` */
export function parseSeries(
  grammar: Grammar,
  operator: "sum" | "product" | "integral",
): Expression {
  const { cursor } = grammar;
  let below: Expression | undefined;
  let to: Expression | undefined;
  while (cursor.isAt("_") || cursor.isAt("^")) {
    if (cursor.take("_")) below = grammar.argument();
    else if (cursor.take("^")) to = grammar.argument();
  }
  if (below === undefined || to === undefined) return cursor.fail("expected bounds");
  if (operator === "integral") return parseIntegral(grammar, below, to);
  const [variable, from] = below.kind === "relation" ? below.operands : [];
  if (variable?.kind !== "symbol" || from === undefined) {
    return cursor.fail("expected where the index starts");
  }
  const body = grammar.juxtaposed();
  return { kind: "series", operator, variable: variable.name, from, to, body };
}

function parseIntegral(grammar: Grammar, from: Expression, to: Expression): Expression {
  const { cursor } = grammar;
  // The integrand ends at the `d` that names its variable: its letters are read as one factor.
  const sum = grammar.sum();
  const factors = sum.kind === "multiply" ? sum.factors : [];
  const terms = sum.kind === "add" ? sum.terms : [];
  const last = terms.at(-1);
  const inner = last?.kind === "multiply" ? last.factors : factors;
  const [differential, variable] = inner.slice(-2);
  const isDifferential = differential?.kind === "symbol" && differential.name === "d";
  if (!isDifferential || variable?.kind !== "symbol") return cursor.fail("expected dx at the end");
  const rest: Expression = { kind: "multiply", factors: inner.slice(0, -2) };
  const body: Expression =
    terms.length > 0 ? { kind: "add", terms: [...terms.slice(0, -1), rest] } : rest;
  return { kind: "series", operator: "integral", variable: variable.name, from, to, body };
}
