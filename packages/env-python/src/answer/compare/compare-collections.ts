import { asComplex, type Value } from "../evaluate/value.ts";
import type { Budget } from "../number/budget.ts";
import { NotComputable } from "../number/complex.ts";
import type { Collection, Expression } from "../parse/expression.ts";
import type { Compare } from "./compare-answers.ts";
import { compareRealSets } from "./compare-real-sets.ts";
import { constantValue } from "./compare-scalars.ts";
import { all, different, equal, type Judgement, unsure } from "./judgement.ts";
import { isConstant } from "./symbols-of.ts";

/** Two things in round or square brackets: a point, an interval. */
export function isPair(expression: Expression): expression is Collection {
  return (
    expression.kind === "collection" &&
    expression.items.length === 2 &&
    (expression.open === "(" || expression.open === "[")
  );
}

/** Sets and bare lists in any order, tuples in theirs; what brackets mean decides which of these. */
export function compareCollections(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
  compare: Compare,
): Judgement {
  if (gold.kind !== "collection" || prediction.kind !== "collection") {
    return different("one is a list, the other is not");
  }
  const [kind, other] = [kindOf(gold), kindOf(prediction)];
  const ordered = (): Judgement => inOrder(gold.items, prediction.items, budget, compare);
  const unordered = (): Judgement => inAnyOrder(gold.items, prediction.items, budget, compare);
  if (kind === "set" || kind === "list") {
    if (other === "set" || other === "list") return unordered();
    if (kind === "list" || prediction.items.length > 2) {
      const judgement = kind === "list" ? ordered() : unordered();
      if (judgement.equal === true && kind === "list") return judgement;
      return judgement.equal === false ? judgement : unsure("a set is not a tuple");
    }
    return different("a set is neither a point nor an interval");
  }
  if (other === "set") return different("a tuple has an order, a set has none");
  if (other === "list") {
    return gold.open === "[" && isPair(gold) ? different("an interval is no list") : ordered();
  }
  if (isPair(gold) && isPair(prediction) && kind !== other) {
    return different("other brackets");
  }
  if (kind === "interval" && isPair(gold)) {
    const sets = compareRealSets(gold, prediction, budget);
    if (sets.equal !== null) return sets;
  }
  return ordered();
}

function kindOf({ open, close }: Collection): "set" | "list" | "tuple" | "interval" {
  if (open === "{") return "set";
  if (open === "") return "list";
  return open === "(" && close === ")" ? "tuple" : "interval";
}

function inOrder(
  gold: readonly Expression[],
  prediction: readonly Expression[],
  budget: Budget,
  compare: Compare,
): Judgement {
  if (gold.length !== prediction.length) return different("not as many items");
  const judgements = gold
    .values()
    .map((item, index) => compare(item, prediction[index] ?? item, budget));
  return all(judgements, "equal items in order");
}

/** Repeated items count once. */
function inAnyOrder(
  gold: readonly Expression[],
  prediction: readonly Expression[],
  budget: Budget,
  compare: Compare,
): Judgement {
  const numbers = compareNumberSets(gold, prediction, budget, compare);
  if (numbers !== undefined) return numbers;
  let doubt: Judgement | undefined;
  const isFound = (item: Expression, among: readonly Expression[], isGold: boolean): boolean => {
    for (const one of among) {
      const judgement = isGold ? compare(item, one, budget) : compare(one, item, budget);
      if (judgement.equal === true) return true;
      if (judgement.equal === null) doubt ??= judgement;
    }
    return false;
  };
  const missing = gold.filter((item) => !isFound(item, prediction, true)).length;
  const extra = prediction.filter((item) => !isFound(item, gold, false)).length;
  if (missing === 0 && extra === 0) return equal("equal items in any order");
  return doubt ?? different(missing > 0 ? "an item is missing" : "an item is too much");
}

/** Lists of numbers are sorted first, so that long ones take no longer than they must. */
function compareNumberSets(
  gold: readonly Expression[],
  prediction: readonly Expression[],
  budget: Budget,
  compare: Compare,
): Judgement | undefined {
  const [left, right] = [sortNumbers(gold, budget), sortNumbers(prediction, budget)];
  if (left === undefined || right === undefined) return undefined;
  if (left.length !== right.length) return different("not as many different items");
  const judgements = left
    .values()
    .map((item, index) => compare(item, right[index] ?? item, budget));
  return all(judgements, "equal items in any order");
}

function sortNumbers(
  items: readonly Expression[],
  budget: Budget,
): readonly Expression[] | undefined {
  const keyed: { readonly item: Expression; readonly key: number }[] = [];
  for (const item of items) {
    const isNumber = !["collection", "relation", "quantity", "text", "matrix"].includes(item.kind);
    const value = isNumber && isConstant(item) ? constantValue(item, budget) : undefined;
    const key = value === undefined ? undefined : keyOf(value);
    if (key === undefined) return undefined;
    keyed.push({ item, key });
  }
  keyed.sort((left, right) => left.key - right.key);
  return keyed
    .filter(({ key }, index) => {
      const before = keyed[index - 1];
      return before === undefined || Math.abs(key - before.key) > 1e-12 * Math.abs(key);
    })
    .map(({ item }) => item);
}

function keyOf(value: Value): number | undefined {
  try {
    const { re, im } = asComplex(value);
    return im === 0 ? re : undefined;
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}
