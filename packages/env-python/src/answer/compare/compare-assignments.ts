import type { Budget } from "../number/budget.ts";
import type { Expression } from "../parse/expression.ts";
import { type Assignment, asAssignments } from "./assignments.ts";
import type { Compare } from "./compare-answers.ts";
import { compareEquations } from "./compare-relations.ts";
import { all, different, equal, type Judgement, unsure } from "./judgement.ts";
import { isConstant } from "./symbols-of.ts";

/**
 * Answers of which at least one says what some name is: `x = 5`, `p = 3, q = 2`. `undefined` when
 * neither does.
 */
export function compareAssignments(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
  compare: Compare,
): Judgement | undefined {
  const [left, right] = [asAssignments(gold), asAssignments(prediction)];
  const isEquation = [gold, prediction].every(
    (one) => one.kind === "relation" && one.operators.every((operator) => operator === "="),
  );
  if (left !== undefined && right !== undefined) {
    const judgement = compareBoth(left, right, budget, compare);
    const isFormula = isEquation && !isSolution(left) && judgement.equal !== true;
    return isFormula ? compareEquations(gold, prediction, budget) : judgement;
  }
  if (left !== undefined) {
    if (isEquation) {
      return isSolution(left)
        ? unsure("the prediction is not solved for its unknown")
        : compareEquations(gold, prediction, budget);
    }
    return compareValues(left, (values) => compare(values, prediction, budget));
  }
  if (right === undefined) return undefined;
  if (isEquation) return compareEquations(gold, prediction, budget);
  return compareValues(right, (values) => compare(gold, values, budget));
}

/** Whether every name is given a number, so that an equation still to be solved says less. */
function isSolution(assignments: readonly Assignment[]): boolean {
  return assignments.every(({ value }) => isConstant(value));
}

function compareBoth(
  left: readonly Assignment[],
  right: readonly Assignment[],
  budget: Budget,
  compare: Compare,
): Judgement {
  const names = new Set(left.map(({ name }) => name));
  const others = new Set(right.map(({ name }) => name));
  if (names.size === 1 && others.size === 1) {
    const judgement = compare(valuesOf(left, "{"), valuesOf(right, "{"), budget);
    const [name = ""] = names;
    if (judgement.equal !== true || others.has(name)) return judgement;
    const [other = ""] = others;
    return isResult(name) && isResult(other)
      ? equal("equal values")
      : unsure(`equal values, but of ${name} and of ${other}`);
  }
  if (names.size !== left.length || others.size !== right.length) {
    return compareCases(left, right, budget, compare);
  }
  if (left.length !== right.length) return different("not as many values");
  return all(
    left.map(({ name, value }) => {
      const match = right.find((one) => one.name === name);
      return match === undefined
        ? different(`${name} is missing`)
        : compare(value, match.value, budget);
    }),
    "equal values by name",
  );
}

/** `y`, `f(x)`, and words: names for the answer as such. */
function isResult(name: string): boolean {
  return name === "y" || name.endsWith("()") || /[^a-zA-Z_'\d]/.test(name) || name.length > 2;
}

/** Several solutions of several unknowns: one tuple for each time that the first name comes round. */
function compareCases(
  left: readonly Assignment[],
  right: readonly Assignment[],
  budget: Budget,
  compare: Compare,
): Judgement {
  const [mine, theirs] = [tuplesOf(left, true), tuplesOf(right, true)];
  if (mine === undefined || theirs === undefined) return unsure("which values belong together");
  return compare(mine, theirs, budget);
}

function tuplesOf(assignments: readonly Assignment[], sorted: boolean): Expression | undefined {
  const written = [...new Set(assignments.map(({ name }) => name))];
  const names = sorted ? written.toSorted() : written;
  if (assignments.length % names.length !== 0) return undefined;
  const items: Expression[] = [];
  for (let start = 0; start < assignments.length; start += names.length) {
    const part = assignments.slice(start, start + names.length);
    const values = names.map((name) => part.find((one) => one.name === name)?.value);
    if (!values.every((value) => value !== undefined)) return undefined;
    items.push({ kind: "collection", open: "(", close: ")", items: values });
  }
  return { kind: "collection", open: "{", close: "}", items };
}

/** The values alone, against an answer without names: in the order written, or that of the names. */
function compareValues(
  assignments: readonly Assignment[],
  judge: (values: Expression) => Judgement,
): Judgement {
  const names = new Set(assignments.map(({ name }) => name));
  if (names.size === 1) return judge(valuesOf(assignments, "{"));
  const [written, sorted] = [false, true].map((isSorted) => {
    const tuples = tuplesOf(assignments, isSorted);
    return tuples === undefined ? unsure("which values belong together") : judge(tuples);
  });
  if (written === undefined || sorted?.equal === true) return sorted ?? unsure("no values");
  return written;
}

function valuesOf(assignments: readonly Assignment[], open: "{" | "("): Expression {
  const items = assignments.map(({ value }) => value);
  const [only] = items;
  if (items.length === 1 && only !== undefined) return only;
  return { kind: "collection", open, close: open === "{" ? "}" : ")", items };
}
