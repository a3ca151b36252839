import type { Budget } from "../number/budget.ts";
import type { Expression } from "../parse/expression.ts";
import { compareQuantities } from "./compare-quantities.ts";
import { compareScalars } from "./compare-scalars.ts";
import { all, different, type Judgement, unsure } from "./judgement.ts";

/** `7 : 32` also equals `14 : 64` and 7/32; two times of day must be written alike. */
export function compareRatios(gold: Expression, prediction: Expression, budget: Budget): Judgement {
  if (gold.kind !== "ratio" || prediction.kind !== "ratio") {
    return compareQuantities(gold, prediction, budget);
  }
  const [[first, ...parts], [other, ...others]] = [gold.parts, prediction.parts];
  if (first === undefined || other === undefined || parts.length !== others.length) {
    return different("ratios of other lengths");
  }
  const product = (left: Expression, right: Expression): Expression => ({
    kind: "multiply",
    factors: [left, right],
  });
  const judgement = all(
    parts.map((part, index) =>
      compareScalars(product(part, other), product(others[index] ?? part, first), budget),
    ),
    "equal ratios",
  );
  const areTimes = isTime(gold.written) && isTime(prediction.written);
  return judgement.equal === true && areTimes && gold.written !== prediction.written
    ? unsure("equal as ratios, different as times")
    : judgement;
}

function isTime(written: string): boolean {
  return /^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(written);
}
