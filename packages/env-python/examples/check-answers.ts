import { checkAnswer } from "@agent-gym/env-python/answer";

const equal = (gold: string, prediction: string) => checkAnswer({ gold, prediction }).equal;

console.log(equal("\\frac{\\sqrt{2}}{2}", "So it is \\boxed{1/\\sqrt2}.")); // true
console.log(equal("1.5万元", "答案是15000元。")); // true
console.log(equal("(0, 1]", "\\boxed{0 \\le x < 1}")); // false
console.log(equal("5", "\\boxed{9^{9^{9^9}}}")); // null: can't tell
