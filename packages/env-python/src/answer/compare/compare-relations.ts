import type { Budget } from "../number/budget.ts";
import type { Expression, Relation } from "../parse/expression.ts";
import type { Compare } from "./compare-answers.ts";
import { constantRatio } from "./constant-ratio.ts";
import { all, different, equal, type Judgement, unsure } from "./judgement.ts";
import { isConstant, symbolsOf } from "./symbols-of.ts";

/** Two relations, or a relation and what may be its result. */
export function compareRelations(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
  compare: Compare,
): Judgement {
  if (gold.kind === "relation" && prediction.kind === "relation") {
    return gold.operators.every((operator) => operator === "=")
      ? compareEquations(gold, prediction, budget)
      : compareInequalities(gold, prediction, budget, compare);
  }
  if (prediction.kind === "relation") {
    // `2 + 3 = 5` says 5.
    const result = resultOf(prediction);
    if (result !== undefined) return compare(gold, result, budget);
  } else if (gold.kind === "relation") {
    const result = resultOf(gold);
    if (result !== undefined) return compare(result, prediction, budget);
  }
  return different("one is a relation, the other is not");
}

function resultOf({ operators, operands }: Relation): Expression | undefined {
  const isCalculation =
    operators.every((operator) => operator === "=" || operator === "~") &&
    operands.every((operand) => isConstant(operand));
  return isCalculation ? operands.at(-1) : undefined;
}

function difference(left: Expression, right: Expression): Expression {
  return { kind: "add", terms: [left, { kind: "negate", operand: right }] };
}

/** Two equations are one when their sides' differences are multiples of each other. */
export function compareEquations(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
): Judgement {
  if (gold.kind !== "relation" || prediction.kind !== "relation") {
    return different("one is an equation, the other is not");
  }
  const isEquation = [...gold.operators, ...prediction.operators].every((one) => one === "=");
  const [[a, b, more], [c, d, extra]] = [gold.operands, prediction.operands];
  if (!isEquation || a === undefined || b === undefined || c === undefined || d === undefined) {
    return different("not both are equations");
  }
  if (more !== undefined || extra !== undefined) return unsure("equations of several parts");
  if (symbolsOf(gold).size < 2 && !isConstant(a) && isConstant(b)) {
    // With one unknown, any equation with that solution would do: also the question itself.
    const isGivenBack = symbolsOf(c).size > 0 && isConstant(d) && constantRatio(a, c, budget) === 1;
    if (!isGivenBack) return unsure("the prediction is not solved for its unknown");
  }
  const ratio = constantRatio(difference(a, b), difference(c, d), budget);
  return ratio === undefined ? different("different equations") : equal("equal equations");
}

function compareInequalities(
  gold: Relation,
  prediction: Relation,
  budget: Budget,
  compare: Compare,
): Judgement {
  const [left, right] = [ascending(gold), ascending(prediction)];
  if (left.operators.length !== right.operators.length)
    return unsure("inequalities of other parts");
  if (left.operators.some((operator, index) => operator !== right.operators[index])) {
    return different("another kind of relation");
  }
  const parts = (relation: Relation): readonly Expression[] => relation.operands;
  const same = all(
    parts(left).map((operand, index) => compare(operand, parts(right)[index] ?? operand, budget)),
    "equal relations",
  );
  if (same.equal === true) return same;
  const [[a, b, more], [c, d]] = [left.operands, right.operands];
  if (more !== undefined || !a || !b || !c || !d) return unsure(same.reason);
  const ratio = constantRatio(difference(a, b), difference(c, d), budget);
  const isSymmetric = left.operators[0] === "!=";
  if (ratio === undefined) return different("different inequalities");
  return ratio > 0 || isSymmetric ? equal("equal inequalities") : different("the other way round");
}

/** `a > b` as `b < a`. */
function ascending(relation: Relation): Relation {
  const { operators, operands } = relation;
  if (!operators.every((operator) => operator === ">" || operator === ">=")) return relation;
  return {
    kind: "relation",
    operators: operators.toReversed().map((operator) => (operator === ">" ? "<" : "<=")),
    operands: operands.toReversed(),
  };
}
