import { type Expression, partsOf, type Relation } from "../parse/expression.ts";
import { symbolsOf } from "./symbols-of.ts";

/** What a name is said to be. */
export interface Assignment {
  readonly name: string;
  readonly value: Expression;
}

/**
 * `x = 5`, `x = 2 + 3 = 5`, `5 = x`, `f(x) = 2x`, `Area = 5`, `x \in S`: a name and its value;
 * `undefined` for every other relation.
 */
export function asAssignment(expression: Expression): Assignment | undefined {
  if (expression.kind !== "relation") return undefined;
  const { operators, operands } = expression;
  const [first] = operands;
  const last = operands.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (operators.length === 1 && operators[0] === "in") {
    const name = nameOf(first);
    return name === undefined || last.kind === "number-set" ? undefined : { name, value: last };
  }
  if (!operators.every((operator) => operator === "=" || operator === "~")) return undefined;
  const name = nameOf(first);
  // `x = 1/3 ≈ 0.33`: the exact value is meant.
  const about = operators.indexOf("~");
  const value = about > 0 ? (operands[about] ?? last) : last;
  if (name !== undefined && !mentions(value, first)) return { name, value };
  const turned = nameOf(last);
  const isTurned = operands.length === 2 && turned !== undefined && !mentions(first, last);
  return isTurned ? { name: turned, value: first } : undefined;
}

/** A symbol, a point or segment (`AB`), a function of symbols, words. */
export function nameOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "symbol":
      return expression.index === undefined ? expression.name : undefined;
    case "text":
      return expression.text;
    case "multiply":
      return nameOfProduct(expression.factors);
    case "ratio":
      return joinNames(expression.parts, ":");
    case "divide":
      return joinNames([expression.top, expression.bottom], ":");
    case "apply": {
      const [operand] = expression.operands;
      const inner = operand === undefined ? undefined : nameOf(operand);
      const isName = ["abs", "conj", "sin", "cos", "tan"].includes(expression.name);
      return isName && inner !== undefined ? `${expression.name} ${inner}` : undefined;
    }
    default:
      return undefined;
  }
}

function joinNames(parts: readonly Expression[], by: string): string | undefined {
  const names = parts.map(nameOf);
  return names.every((name) => name !== undefined) ? names.join(by) : undefined;
}

const functions = new Set(["f", "g", "h", "F", "G", "H", "P", "Q", "p", "q", "S", "T", "V", "A"]);

function nameOfProduct(factors: readonly Expression[]): string | undefined {
  const [first, second] = factors;
  if (first?.kind !== "symbol") return undefined;
  const names = factors.map((factor) => (factor.kind === "symbol" ? factor.name : undefined));
  const isSegment = names.every(
    (name) => name !== undefined && /^(?:[A-Z]|angle|triangle)/.test(name),
  );
  if (isSegment) return names.join("");
  // `f(x)`, `f(2)`: what a function is at a point.
  const isFunction = factors.length === 2 && functions.has(first.name.replace(/['_\d]+$/, ""));
  const isArgument = second?.kind === "symbol" || second?.kind === "number";
  if (!isFunction || !isArgument) return undefined;
  return `${first.name}()`;
}

function mentions(value: Expression, name: Expression): boolean {
  if (name.kind === "text") return false;
  if (name.kind === "ratio" || name.kind === "divide") {
    return partsOf(name).some((part) => mentions(value, part));
  }
  const names = name.kind === "multiply" ? name.factors.slice(0, 1) : [name];
  const symbols = symbolsOf(value);
  return names.some((one) => one.kind === "symbol" && symbols.has(one.name));
}

/**
 * The assignments that a list is made of: `x = 1, y = 2`, or `(x, y) = (1, 2)`; a bare value behind
 * one goes on with its name, as in `n = 1, 2, 3`. `undefined` when it holds anything else.
 */
export function asAssignments(expression: Expression): readonly Assignment[] | undefined {
  if (expression.kind === "relation") {
    const tuple = tupleAssignment(expression);
    if (tuple !== undefined) return tuple;
    const single = asAssignment(expression);
    return single === undefined ? undefined : [single];
  }
  const isList =
    expression.kind === "collection" && (expression.open === "" || expression.open === "{");
  if (!isList) return undefined;
  const assignments: Assignment[] = [];
  for (const item of expression.items) {
    const several = item.kind === "relation" ? asAssignments(item) : undefined;
    const last = assignments.at(-1);
    const tuple = item.kind === "collection" && item.open === "(" ? item : undefined;
    const names = assignments.slice(-(tuple?.items.length ?? 0)).map(({ name }) => name);
    const isNextTuple = tuple !== undefined && new Set(names).size === tuple.items.length;
    if (isNextTuple && names.length > 1) {
      // `(x, y) = (1, 2), (3, 4)`
      assignments.push(...tuple.items.map((value, index) => ({ name: names[index] ?? "", value })));
    } else if (several !== undefined) assignments.push(...several);
    else if (last !== undefined && item.kind !== "relation") {
      assignments.push({ name: last.name, value: item });
    } else return undefined;
  }
  return assignments.length === 0 ? undefined : assignments;
}

function tupleAssignment({ operators, operands }: Relation): readonly Assignment[] | undefined {
  const [names, values] = operands;
  if (operators.length !== 1 || operators[0] !== "=") return undefined;
  if (names?.kind !== "collection" || values?.kind !== "collection") return undefined;
  if (names.items.length !== values.items.length || names.items.length < 2) return undefined;
  const assignments = names.items.map((item, index): Assignment | undefined => {
    const name = nameOf(item);
    const value = values.items[index];
    return name === undefined || value === undefined ? undefined : { name, value };
  });
  return assignments.every((one) => one !== undefined) ? assignments : undefined;
}
