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
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const numerals = "零〇一二两三四五六七八九十百千万亿";
const numeral = `[${numerals}]`;
const fraction = new RegExp(`^(负?)(${numeral}+|\\d+)分之(${numeral}+(?:点${numeral}+)?|[\\d.]+)$`);
const whole = new RegExp(
  `^(负?)(${numeral}*[零〇一二两三四五六七八九十]${numeral}*)(?:点([零〇一二三四五六七八九]+))?([^${numerals}之点第]{0,6})$`,
);

/**
 * An answer that is a number in Chinese words, in digits: `三分之二` → `2/3`, `百分之二十五` → `25%`,
 * `一百二十个` → `120个`. Any other text comes back as it is.
 */
export function readChineseNumerals(text: string): string {
  const answer = text.trim();
  if (!/[零〇一二两三四五六七八九十百分]/.test(answer) || answer.length > 30) return text;
  const parts = fraction.exec(answer);
  if (parts !== null) {
    const [, minus = "", bottom = "", top = ""] = parts;
    const sign = minus === "" ? "" : "-";
    const above = readAny(top);
    return bottom === "百" ? `${sign}${above}%` : `${sign}${above}/${readAny(bottom)}`;
  }
  const words = whole.exec(answer);
  if (words === null) return text;
  const [, minus = "", integer = "", decimals, unit = ""] = words;
  const value = readInteger(integer);
  if (value === undefined) return text;
  const point =
    decimals === undefined
      ? ""
      : `.${Array.from(decimals)
          .map((one) => digits[one])
          .join("")}`;
  return `${minus === "" ? "" : "-"}${value}${point}${unit}`;
}

function readAny(text: string): string {
  if (/^[\d.]+$/.test(text)) return text;
  const [integer = "", decimals] = text.split("点");
  const point =
    decimals === undefined
      ? ""
      : `.${Array.from(decimals)
          .map((one) => digits[one])
          .join("")}`;
  return `${readInteger(integer) ?? integer}${point}`;
}

function readInteger(text: string): number | undefined {
  const characters = Array.from(text);
  if (characters.every((one) => digits[one] !== undefined)) {
    return Number(characters.map((one) => digits[one]).join(""));
  }
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  for (const one of characters) {
    const place = places[one];
    if (digits[one] !== undefined) {
      digit = digits[one];
    } else if (place !== undefined) {
      section += (digit ?? 1) * place;
      digit = undefined;
    } else {
      const scale = one === "万" ? 1e4 : 1e8;
      total = (total + section + (digit ?? 0)) * scale;
      section = 0;
      digit = undefined;
    }
  }
  const value = total + section + (digit ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}
