import type { Command } from "just-bash";

import { pathOf } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const units: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

/** `date`, in UTC. */
export const date: Command = shim("date", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "ud:r:s:RI::f:3:",
    long: {
      utc: "u",
      universal: "u",
      date: "d",
      reference: "r",
      set: "s",
      "rfc-email": "R",
      "iso-8601": "I",
      "rfc-3339": "3",
    },
  });
  let time = new Date();
  const given = options.value("d");
  const reference = options.value("r");
  if (given !== undefined) {
    const read = readDate(given, time);
    if (read === undefined) throw new ShimFault(`invalid date '${given}'`);
    time = read;
  } else if (reference !== undefined) {
    const stat = await context.fs.stat(pathOf(context, reference)).catch(() => undefined);
    if (stat === undefined) throw new ShimFault(`${reference}: No such file or directory`);
    time = stat.mtime;
  }
  if (options.has("s")) throw new ShimFault("cannot set date: Operation not permitted");
  const [operand] = options.operands;
  if (operand !== undefined && !operand.startsWith("+"))
    throw new ShimFault(`invalid date '${operand}'`);
  output.line(
    formatDate(
      formatOf(options.has("R") ? "R" : undefined, options.value("I"), options.value("3")) ??
        operand?.slice(1) ??
        "%a %b %e %H:%M:%S %Z %Y",
      time,
    ),
  );
});

function formatOf(
  email: string | undefined,
  iso: string | undefined,
  rfc: string | undefined,
): string | undefined {
  if (email !== undefined) return "%a, %d %b %Y %H:%M:%S %z";
  const precision = iso ?? rfc;
  if (precision === undefined) return undefined;
  const joint = iso === undefined ? " " : "T";
  if (precision.startsWith("h")) return `%Y-%m-%d${joint}%H%:z`;
  if (precision.startsWith("m")) return `%Y-%m-%d${joint}%H:%M%:z`;
  if (precision.startsWith("s")) return `%Y-%m-%d${joint}%H:%M:%S%:z`;
  if (precision.startsWith("n")) return `%Y-%m-%d${joint}%H:%M:%S.%N%:z`;
  return "%Y-%m-%d";
}

/** What `-d` takes: a point in time, then steps from it. */
function readDate(text: string, now: Date): Date | undefined {
  let rest = ` ${text.trim().toLowerCase()} `;
  let time = new Date(now);
  let fixed = false;
  let clock = false;
  let zone = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match !== null)
      rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return match;
  };
  const epoch = take(/ @(-?\d+(?:\.\d+)?) /u);
  if (epoch !== null) {
    time = new Date(Number(epoch[1]) * 1000);
    fixed = clock = true;
  }
  const offset = take(
    /(?<=\d)\s*(?:z|utc|gmt)(?= )|(?<=:\d\d(?:\.\d+)?)\s*([-+])(\d\d):?(\d\d)(?= )/u,
  );
  if (offset?.[1] !== undefined) {
    zone = (offset[1] === "-" ? 1 : -1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
  }
  const day =
    take(/ (\d{4})-(\d{1,2})-(\d{1,2})(?=[ t])/u) ??
    take(/ (\d{4})\/(\d{1,2})\/(\d{1,2})(?= )/u) ??
    take(/ (\d{4})(\d{2})(\d{2})(?= )/u);
  const american = day === null ? take(/ (\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?(?= )/u) : null;
  const names = months.map((month) => month.toLowerCase().slice(0, 3)).join("|");
  const worded =
    day === null && american === null
      ? (take(
          new RegExp(
            ` (\\d{1,2})(?:st|nd|rd|th)?[ -](${names})[a-z]*,?(?:[ -](\\d{4}))?(?= )`,
            "u",
          ),
        ) ??
        take(new RegExp(` (${names})[a-z]* (\\d{1,2})(?:st|nd|rd|th)?,?(?: (\\d{4}))?(?= )`, "u")))
      : null;
  const set = (year: number, month: number, dayOfMonth: number): boolean => {
    const made = new Date(Date.UTC(year, month, dayOfMonth));
    if (made.getUTCMonth() !== month) return false;
    time = made;
    fixed = true;
    return true;
  };
  if (day !== null && !set(Number(day[1]), Number(day[2]) - 1, Number(day[3]))) return undefined;
  if (
    american !== null &&
    !set(Number(american[3] ?? now.getUTCFullYear()), Number(american[1]) - 1, Number(american[2]))
  ) {
    return undefined;
  }
  if (worded !== null) {
    const first = Number.isNaN(Number(worded[1]));
    const month = months.findIndex((name) =>
      name.toLowerCase().startsWith((first ? worded[1] : worded[2])?.slice(0, 3) ?? "?"),
    );
    if (
      !set(Number(worded[3] ?? now.getUTCFullYear()), month, Number(first ? worded[2] : worded[1]))
    )
      return undefined;
  }
  const at =
    take(/[ t](\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*([ap]m)?(?= )/u) ??
    take(/ (\d{1,2})()()()\s*([ap]m)(?= )/u);
  if (at !== null) {
    const hour = (Number(at[1]) % (at[5] === undefined ? 24 : 12)) + (at[5] === "pm" ? 12 : 0);
    time.setUTCHours(
      hour,
      Number(at[2]),
      Number(at[3] ?? 0),
      Math.round(Number(at[4] ?? 0) * 1000),
    );
    clock = true;
  }
  if (take(/ (?:now|today)(?= )/u) !== null && fixed && !clock) clock = false;
  if (take(/ midnight(?= )/u) !== null) time.setUTCHours(0, 0, 0, 0);
  if (take(/ noon(?= )/u) !== null) time.setUTCHours(12, 0, 0, 0);
  let steps = 0;
  if (take(/ tomorrow(?= )/u) !== null) steps += 1;
  if (take(/ yesterday(?= )/u) !== null) steps -= 1;
  time.setUTCDate(time.getUTCDate() + steps);
  for (;;) {
    const step = take(
      / ([-+]?)\s*(\d+|a|an|next|last)? *(sec|second|min|minute|hour|day|week|fortnight|month|year)s?( ago)?(?= )/u,
    );
    if (step === null) break;
    const word = step[2] ?? "1";
    const count =
      (word === "last" ? -1 : Number(word) || (word === "0" ? 0 : 1)) *
      (step[1] === "-" ? -1 : 1) *
      (step[4] === undefined ? 1 : -1);
    if (step[3] === "month") time.setUTCMonth(time.getUTCMonth() + count);
    else if (step[3] === "year") time.setUTCFullYear(time.getUTCFullYear() + count);
    else time = new Date(time.getTime() + count * (units[step[3] ?? ""] ?? 0));
  }
  const weekday = take(/ (next |last )?(sun|mon|tue|wed|thu|fri|sat)[a-z]*(?= )/u);
  if (weekday !== null) {
    const wanted = weekdays.findIndex((name) => name.toLowerCase().startsWith(weekday[2] ?? "?"));
    let ahead = (wanted - time.getUTCDay() + 7) % 7;
    if (weekday[1] === "next " && ahead === 0) ahead = 7;
    if (weekday[1] === "last ") ahead = ahead === 0 ? -7 : ahead - 7;
    time.setUTCDate(time.getUTCDate() + ahead);
    if (!clock) time.setUTCHours(0, 0, 0, 0);
  }
  if (rest.trim() !== "" || Number.isNaN(time.getTime())) return undefined;
  return new Date(time.getTime() + zone);
}

/** `strftime`, in UTC. */
function formatDate(format: string, time: Date): string {
  const pad = (value: number, width = 2, fill = "0"): string => String(value).padStart(width, fill);
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  const [hour, weekday] = [time.getUTCHours(), time.getUTCDay()];
  const yearDay = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const [isoYear, isoWeek] = isoWeekOf(time);
  const of = (letter: string): string | undefined => {
    const values: Readonly<Record<string, () => string>> = {
      "%": () => "%",
      n: () => "\n",
      t: () => "\t",
      Y: () => String(year),
      C: () => pad(Math.floor(year / 100)),
      y: () => pad(year % 100),
      m: () => pad(month + 1),
      d: () => pad(day),
      e: () => pad(day, 2, " "),
      H: () => pad(hour),
      k: () => pad(hour, 2, " "),
      I: () => pad(hour % 12 || 12),
      l: () => pad(hour % 12 || 12, 2, " "),
      M: () => pad(time.getUTCMinutes()),
      S: () => pad(time.getUTCSeconds()),
      N: () => `${pad(time.getUTCMilliseconds(), 3)}000000`,
      s: () => String(Math.floor(time.getTime() / 1000)),
      p: () => (hour < 12 ? "AM" : "PM"),
      P: () => (hour < 12 ? "am" : "pm"),
      Z: () => "UTC",
      z: () => "+0000",
      a: () => (weekdays[weekday] ?? "").slice(0, 3),
      A: () => weekdays[weekday] ?? "",
      b: () => (months[month] ?? "").slice(0, 3),
      h: () => (months[month] ?? "").slice(0, 3),
      B: () => months[month] ?? "",
      j: () => pad(yearDay, 3),
      u: () => String(weekday || 7),
      w: () => String(weekday),
      U: () => pad(Math.floor((yearDay + 6 - weekday) / 7)),
      W: () => pad(Math.floor((yearDay + 6 - ((weekday + 6) % 7)) / 7)),
      V: () => pad(isoWeek),
      G: () => String(isoYear),
      g: () => pad(isoYear % 100),
      q: () => String(Math.floor(month / 3) + 1),
      F: () => formatDate("%Y-%m-%d", time),
      T: () => formatDate("%H:%M:%S", time),
      R: () => formatDate("%H:%M", time),
      r: () => formatDate("%I:%M:%S %p", time),
      D: () => formatDate("%m/%d/%y", time),
      x: () => formatDate("%m/%d/%y", time),
      X: () => formatDate("%H:%M:%S", time),
      c: () => formatDate("%a %b %e %H:%M:%S %Y", time),
    };
    return values[letter]?.();
  };
  return format.replace(
    /%(:{0,2})([-_0^#]?)(\d*)([A-Za-z%])/gu,
    (whole, colons: string, flag: string, width: string, letter: string) => {
      if (letter === "z" && colons !== "") return colons === ":" ? "+00:00" : "+00:00:00";
      let text = of(letter);
      if (text === undefined) return whole;
      if (letter === "N" && width !== "") return text.slice(0, Number(width));
      if (flag === "-") text = text.replace(/^[0 ]+(?=\d)/u, "");
      else if (flag === "_") text = text.replace(/^0+(?=\d)/u, (zeros) => " ".repeat(zeros.length));
      else if (flag === "^") text = text.toUpperCase();
      return width === "" ? text : text.padStart(Number(width), flag === "_" ? " " : "0");
    },
  );
}

function isoWeekOf(time: Date): readonly [number, number] {
  const thursday = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  return [year, Math.ceil(((thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7)];
}
