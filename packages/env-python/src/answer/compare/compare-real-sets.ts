import type { Budget } from "../number/budget.ts";
import { type Expression, someExpression } from "../parse/expression.ts";
import { nameOf } from "./assignments.ts";
import { different, equal, type Judgement, unsure } from "./judgement.ts";
import { realSet, testPoints } from "./real-set.ts";
import { isConstant } from "./symbols-of.ts";

/** Two sets of real numbers, by what is in them at and around all their edges. */
export function compareRealSets(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
): Judgement {
  if (!isSolved(prediction)) return unsure("the prediction is not solved for its variable");
  const [left, right] = [realSet(gold, budget), realSet(prediction, budget)];
  if (left === undefined || right === undefined) {
    return unsure(`the ${left === undefined ? "gold" : "predicted"} set can't be worked out`);
  }
  const edges = [...left.edges, ...right.edges];
  const points = testPoints(edges);
  // At worst, every point is held against every edge.
  budget.spend((points.length * edges.length) / 10);
  const wrong = points.find((x) => left.has(x) !== right.has(x));
  return wrong === undefined ? equal("equal sets") : different(`different sets at ${wrong}`);
}

/** An inequality that still holds a formula of its variable may be the question itself. */
function isSolved(expression: Expression): boolean {
  return !someExpression(
    expression,
    (one) =>
      one.kind === "relation" &&
      one.operands.some((operand) => !isConstant(operand) && !isBare(operand)),
  );
}

function isBare(operand: Expression): boolean {
  if (nameOf(operand) !== undefined) return true;
  if (operand.kind === "set-builder" || operand.kind === "set-operation") return true;
  const [inner] = operand.kind === "apply" && operand.name === "abs" ? operand.operands : [];
  return inner?.kind === "symbol";
}
