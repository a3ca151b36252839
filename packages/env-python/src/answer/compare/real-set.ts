import { realNumber, exact, double } from "../evaluate/value.ts";
import type { Budget } from "../number/budget.ts";
import { complex, NotComputable } from "../number/complex.ts";
import type { Collection, Expression, Relation } from "../parse/expression.ts";
import { nameOf } from "./assignments.ts";
import { constantValue, tryEvaluate } from "./compare-scalars.ts";
import { findRoots } from "./find-roots.ts";
import { infinityOf, symbolsOf } from "./symbols-of.ts";

/** A set of real numbers: what is in it, and where that may change. */
export interface RealSet {
  readonly has: (x: number) => boolean;
  readonly edges: readonly number[];
}

const everything: RealSet = { has: () => true, edges: [] };
const margin = 1e-9;

function near(left: number, right: number): boolean {
  // A margin that is relative to infinity would let everything be near it.
  if (!Number.isFinite(left) || !Number.isFinite(right)) return left === right;
  return Math.abs(left - right) <= margin * Math.max(1, Math.abs(left), Math.abs(right));
}

/** Whether a formula can only be a set of numbers: an inequality, a union, a half-open interval. */
export function isSetLike(expression: Expression): boolean {
  switch (expression.kind) {
    case "set-operation":
    case "set-builder":
    case "number-set":
      return true;
    case "relation":
      return expression.operators.every((operator) => operator !== "=" && operator !== "~");
    case "collection": {
      const { open, close, items } = expression;
      if (open === "")
        return (
          items.length > 0 && items.every((item) => isSetLike(item) && item.kind === "relation")
        );
      return (
        items.length === 2 &&
        `${open}${close}` !== "()" &&
        `${open}${close}` !== "[]" &&
        open !== "{"
      );
    }
    default:
      return false;
  }
}

/** A formula as a set of reals; `undefined` when it is none that can be worked out. */
export function realSet(expression: Expression, budget: Budget): RealSet | undefined {
  switch (expression.kind) {
    case "collection":
      return ofCollection(expression, budget);
    case "set-operation": {
      const [left, right] = [realSet(expression.left, budget), realSet(expression.right, budget)];
      if (left === undefined || right === undefined) return undefined;
      return combine(expression.operator, left, right);
    }
    case "set-builder":
      return ofConditions(expression.member, expression.conditions, budget);
    case "number-set":
      if (expression.name === "reals") return everything;
      if (expression.name === "integers") return { has: (x) => near(x, Math.round(x)), edges: [] };
      return undefined;
    case "relation":
      return ofRelation(expression, budget);
    default: {
      const value = numberOf(expression, budget);
      return value === undefined ? undefined : { has: (x) => near(x, value), edges: [value] };
    }
  }
}

function combine(
  operator: "union" | "intersection" | "difference",
  left: RealSet,
  right: RealSet,
): RealSet {
  const edges = [...left.edges, ...right.edges];
  switch (operator) {
    case "union":
      return { has: (x) => left.has(x) || right.has(x), edges };
    case "intersection":
      return { has: (x) => left.has(x) && right.has(x), edges };
    default:
      return { has: (x) => left.has(x) && !right.has(x), edges };
  }
}

function numberOf(expression: Expression, budget: Budget): number | undefined {
  const infinity = infinityOf(expression);
  if (infinity !== undefined) return infinity * Number.POSITIVE_INFINITY;
  const value = constantValue(expression, budget);
  if (value === undefined) return undefined;
  try {
    return realNumber(value);
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}

function ofCollection({ open, close, items }: Collection, budget: Budget): RealSet | undefined {
  if (open === "") return ofConditions(undefined, items, budget);
  const numbers: number[] = [];
  for (const item of items) {
    const value = numberOf(item, budget);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  const edges = numbers.filter(Number.isFinite);
  if (open === "{") return { has: (x) => numbers.some((one) => near(one, x)), edges };
  const [from, to] = numbers;
  if (from === undefined || to === undefined || numbers.length !== 2) return undefined;
  return {
    has: (x) => (near(x, from) ? open === "[" : x > from) && (near(x, to) ? close === "]" : x < to),
    edges,
  };
}

/** All conditions at once; where nothing fulfils them all, a list of cases was meant. */
function ofConditions(
  member: Expression | undefined,
  conditions: readonly Expression[],
  budget: Budget,
): RealSet | undefined {
  if (member !== undefined && member.kind !== "symbol") {
    const domain = member.kind === "relation" ? realSet(member, budget) : undefined;
    if (domain === undefined) return undefined;
    const rest = ofConditions(undefined, conditions, budget);
    return rest === undefined ? undefined : combine("intersection", domain, rest);
  }
  const sets: RealSet[] = [];
  // Each set asks those before it.
  budget.spend(conditions.length ** 2 / 4);
  for (const condition of conditions) {
    const set = realSet(condition, budget);
    if (set === undefined) return undefined;
    sets.push(set);
  }
  if (sets.length === 0) return undefined;
  const both = sets.reduce((left, right) => combine("intersection", left, right), everything);
  const points = testPoints(both.edges);
  budget.spend((points.length * both.edges.length) / 10);
  const isEmpty = !points.some((x) => both.has(x));
  return isEmpty && member === undefined
    ? sets.reduce((left, right) => combine("union", left, right))
    : both;
}

function ofRelation({ operators, ...relation }: Relation, budget: Budget): RealSet | undefined {
  // `0 < f(x) < 1` is about a number that has that name.
  const operands = relation.operands.map((operand): Expression => {
    const name = operand.kind === "multiply" ? nameOf(operand) : undefined;
    return name === undefined ? operand : { kind: "symbol", name };
  });
  const variables = new Set(operands.flatMap((operand) => [...symbolsOf(operand)]));
  const [variable, ...others] = variables;
  if (variable === undefined || others.length > 0) return undefined;
  const sets: RealSet[] = [];
  for (const [index, operator] of operators.entries()) {
    const [left, right] = [operands[index], operands[index + 1]];
    if (left === undefined || right === undefined) return undefined;
    if (operator === "in" || operator === "not-in") {
      const inner = left.kind === "symbol" ? realSet(right, budget) : undefined;
      if (inner === undefined) return undefined;
      sets.push(operator === "in" ? inner : combine("difference", everything, inner));
      continue;
    }
    const difference: Expression = {
      kind: "add",
      terms: [left, { kind: "negate", operand: right }],
    };
    const at = (x: number): number | undefined => valueAt(difference, x, budget);
    sets.push({
      has: (x) => {
        const value = at(x);
        if (value === undefined) return false;
        return holds(operator, Math.abs(value) <= margin * Math.max(1, Math.abs(x)) ? 0 : value);
      },
      edges: findRoots(at),
    });
  }
  return sets.reduce((left, right) => combine("intersection", left, right), everything);
}

function holds(operator: string, difference: number): boolean {
  switch (operator) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "!=":
      return difference !== 0;
    default:
      return difference === 0;
  }
}

/** A formula of one variable at a point; `undefined` where it is not real or not defined. */
function valueAt(expression: Expression, x: number, budget: Budget): number | undefined {
  const point = Number.isSafeInteger(x) ? exact(x) : double(complex(x));
  const symbol = (): typeof point => point;
  try {
    const value = tryEvaluate(expression, { budget, symbol });
    return value === undefined ? undefined : realNumber(value);
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}

/** Points that tell two sets apart: their edges, points close to these, between them and beyond. */
export function testPoints(edges: readonly number[]): readonly number[] {
  const sorted = [...new Set(edges)].toSorted((left, right) => left - right);
  const points: number[] = [...fixedPoints];
  for (const [index, edge] of sorted.entries()) {
    const step = 1e-6 * Math.max(1, Math.abs(edge));
    points.push(edge, edge - step, edge + step);
    const next = sorted[index + 1];
    points.push(next === undefined ? edge + 1 : (edge + next) / 2);
  }
  return points;
}

const fixedPoints = [-1e9, -1000.5, -10.25, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 10.25, 1000.5, 1e9];
