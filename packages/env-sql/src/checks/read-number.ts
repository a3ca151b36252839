const currencies =
  "€ eur euro euros $ usd us$ dollar dollars £ gbp pound pounds ¥ cny rmb yuan jpy yen 元 人民币 欧元 美元 英镑 日元 块 块钱";
const counters = "个 件 本 册 人 名 位 次 条 张 份 笔 项 种 台";
const totals = "total; in total; altogether; a total of; 共; 共有; 总共; 一共; 共计; 总计; 合计";

/** Words that leave a number what it is. Any other word, known or not, makes it another answer. */
const harmlessUnits = [...currencies.split(" "), ...counters.split(" ")];
const harmlessTotals = totals.split(";");

const form = /^([-−+]?)(\D*?)([-−+]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(.*)$/su;

/**
 * The number that is all a line says; `undefined` when it says anything else, such as `not 3`, `3%`
 * or `3 dozen`. Beside it may stand a unit (a currency, a Chinese counter or one of `units`) and a
 * word like `in total`. Both the line and the units are in lower case and NFKC.
 */
export function readNumber(line: string, units: readonly string[]): number | undefined {
  const [, first = "", before = "", second = "", digits, after = ""] = form.exec(line) ?? [];
  if (digits === undefined || (first !== "" && second !== "")) return undefined;
  const unit = ["", ...harmlessUnits, ...units].map(close);
  const total = ["", ...harmlessTotals].map(close);
  const says = (words: string, some: readonly string[], others: readonly string[]): boolean =>
    some.some((one) => others.some((other) => `${one}${other}` === words));
  if (!says(close(before), total, unit) || !says(close(after), unit, total)) return undefined;
  const size = Number(digits.replaceAll(",", ""));
  return /[-−]/u.test(first + second) ? -size : size;
}

function close(words: string): string {
  return words.replaceAll(/\s+/gu, "");
}
