import { asAssignment } from "./compare/assignments.ts";
import { asQuantity } from "./compare/compare-quantities.ts";
import { constantValue } from "./compare/compare-scalars.ts";
import { realNumber } from "./evaluate/value.ts";
import { extractAnswer } from "./extract/extract-answer.ts";
import { Budget, OverBudget } from "./number/budget.ts";
import { NotComputable } from "./number/complex.ts";
import { parseReadings } from "./parse/parse-readings.ts";

/**
 * The real number that an answer comes to, without its unit and its name: 1.5 for `\frac{3}{2}`,
 * `x = 1.5`, `1.5 cm`, 0.25 for `25%`; `undefined` for everything else, such as a list. For a
 * prediction, the answer is searched for in what was said.
 */
export function numericValue(
  text: string,
  { from = "gold" }: { readonly from?: "gold" | "prediction" } = {},
): number | undefined {
  const answer = extractAnswer(text, { from });
  if (answer === undefined) return undefined;
  const budget = new Budget();
  try {
    for (const reading of parseReadings(answer.text, from, budget)) {
      const named = asAssignment(reading)?.value ?? reading;
      const isPercent = named.kind === "apply" && named.name === "percent";
      const { value } = isPercent ? { value: named } : asQuantity(named);
      const number = constantValue(value, budget);
      if (number !== undefined) return realNumber(number);
    }
    return undefined;
  } catch (error) {
    if (error instanceof OverBudget || error instanceof NotComputable) return undefined;
    throw error;
  }
}
