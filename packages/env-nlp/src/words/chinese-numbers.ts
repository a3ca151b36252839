const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const written = /[零〇一二两三四五六七八九十百千万]+/g;

/** The numbers that a text writes in Chinese characters, as digits: `一百二十` is `120`. */
export function chineseNumbers(text: string): readonly string[] {
  return [...text.matchAll(written)].map(([number]) => toDigits(number));
}

function toDigits(number: string): string {
  const characters = Array.from(number);
  // A year or a telephone number is written digit by digit.
  if (characters.every((one) => one in digits)) {
    return characters.map((one) => digits[one]).join("");
  }
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const one of characters) {
    const unit = units[one];
    if (one === "万") {
      total += (section + digit) * 10_000;
      section = 0;
      digit = 0;
    } else if (unit === undefined) {
      digit = digits[one] ?? 0;
    } else {
      section += (digit === 0 ? 1 : digit) * unit;
      digit = 0;
    }
  }
  return String(total + section + digit);
}
