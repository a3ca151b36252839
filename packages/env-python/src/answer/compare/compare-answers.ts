import type { Budget } from "../number/budget.ts";
import type { Collection, Expression } from "../parse/expression.ts";
import { compareText } from "../text/compare-text.ts";
import { compareAssignments } from "./compare-assignments.ts";
import { compareCollections, isPair } from "./compare-collections.ts";
import { compareMatrices, asMatrix } from "./compare-matrices.ts";
import { compareQuantities } from "./compare-quantities.ts";
import { compareRatios } from "./compare-ratios.ts";
import { compareRealSets } from "./compare-real-sets.ts";
import { compareRelations } from "./compare-relations.ts";
import { different, equal, type Judgement, unsure } from "./judgement.ts";
import { expandPlusMinus, hasPlusMinus } from "./plus-minus.ts";
import { isSetLike } from "./real-set.ts";
import { structureKey } from "./structure-key.ts";

/** How two parsed answers are compared, for rules that compare their parts. */
export type Compare = (gold: Expression, prediction: Expression, budget: Budget) => Judgement;

/**
 * Whether a parsed prediction says what the gold answer says.
 *
 * @throws OverBudget when that takes too long to find out.
 */
export function compareAnswers(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
): Judgement {
  budget.spend(40);
  if (structureKey(gold) === structureKey(prediction)) return equal("written alike");
  const [left, right] = [unwrap(gold), unwrap(prediction)];
  const assigned = compareAssignments(left, right, budget, compareAnswers);
  if (assigned !== undefined) return assigned;
  if (hasPlusMinus(left) || hasPlusMinus(right)) {
    return compareAnswers(bothSigns(left), bothSigns(right), budget);
  }
  if (left.kind === "text" || right.kind === "text") return compareTexts(left, right);
  const matrices = [asMatrix(left, right), asMatrix(right, left)];
  if (matrices[0] !== undefined && matrices[1] !== undefined) {
    return compareMatrices(matrices[0], matrices[1], budget, compareAnswers);
  }
  if (isSetLike(left) || isSetLike(right)) return compareSets(left, right, budget);
  if (left.kind === "collection" || right.kind === "collection") {
    return compareCollections(left, right, budget, compareAnswers);
  }
  if (left.kind === "relation" || right.kind === "relation") {
    return compareRelations(left, right, budget, compareAnswers);
  }
  if (left.kind === "ratio" || right.kind === "ratio") return compareRatios(left, right, budget);
  return compareQuantities(left, right, budget);
}

/** A list of one is that one. */
function unwrap(expression: Expression): Expression {
  if (expression.kind !== "collection") return expression;
  const items = withoutRemarks(expression);
  const [only] = items;
  if (items.length === 1 && only !== undefined) return unwrap(only);
  return items.length === expression.items.length ? expression : { ...expression, items };
}

/** `k \in \mathbb{Z}` behind an answer says what k is, and is no answer of its own. */
function withoutRemarks({ items }: Collection): readonly Expression[] {
  const rest = items.filter(
    (item) =>
      item.kind !== "relation" ||
      item.operators.length !== 1 ||
      item.operators[0] !== "in" ||
      item.operands[1]?.kind !== "number-set",
  );
  return rest.length === 0 ? items : rest;
}

/** A `±` makes two answers of one. */
function bothSigns(expression: Expression): Expression {
  const isList = expression.kind === "collection" && ["", "{"].includes(expression.open);
  const items = (isList ? expression.items : [expression]).flatMap((item) =>
    hasPlusMinus(item) ? expandPlusMinus(item) : [item],
  );
  if (!isList && items.length === 1) return expression;
  return { kind: "collection", open: "{", close: "}", items };
}

function compareTexts(left: Expression, right: Expression): Judgement {
  if (left.kind === "text" && right.kind === "text") return compareText(left.text, right.text);
  return wordOf(left) !== "" && wordOf(right) !== ""
    ? compareText(wordOf(left), wordOf(right))
    : different("one is a text, the other a formula");
}

function wordOf(expression: Expression): string {
  if (expression.kind === "text") return expression.text;
  return expression.kind === "symbol" || expression.kind === "constant" ? expression.name : "";
}

function compareSets(left: Expression, right: Expression, budget: Budget): Judgement {
  const sets = compareRealSets(left, right, budget);
  if (sets.equal !== null) return sets;
  if (left.kind === "relation" && right.kind === "relation") {
    return compareRelations(left, right, budget, compareAnswers);
  }
  if (isPair(left) && isPair(right)) {
    // Ends that are formulas: `(a, a + 1]`.
    return left.open === right.open && left.close === right.close
      ? compareCollections(
          { ...left, open: "(", close: ")" },
          { ...right, open: "(", close: ")" },
          budget,
          compareAnswers,
        )
      : different("other ends are part of the interval");
  }
  const isList = left.kind === "collection" && right.kind === "collection";
  if (isList) return compareCollections(left, right, budget, compareAnswers);
  return left.kind === right.kind ? sets : unsure(sets.reason);
}
