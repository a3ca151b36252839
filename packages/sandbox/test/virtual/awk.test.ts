import * as fc from "fast-check";
import { expect, test } from "vitest";

import { formatText } from "../../src/virtual/worker/shims/awk/awk-values.ts";
import { parseAwk } from "../../src/virtual/worker/shims/awk/parse-awk.ts";
import { AwkRun } from "../../src/virtual/worker/shims/awk/run-awk.ts";

function awk(
  program: string,
  input = "",
  variables: readonly (readonly [string, string])[] = [],
): string {
  const world = {
    file: (name: string) => (name === "-" ? input : undefined),
    command: () => ({ stdout: "", exitCode: 127 }),
    now: 0,
  };
  return new AwkRun(parseAwk(program), world, { variables, operands: [], env: {} }).run().stdout;
}

test.each([
  ["a - 1 subtracts", "BEGIN { a = 3; print a - 1, a -1, -a }", "2 2 -3\n"],
  ["concatenation binds less than addition", 'BEGIN { print 1 + 2 "" 3 * 2 }', "36\n"],
  ["powers bind to the right, and before a minus", "BEGIN { print 2 ^ 3 ^ 2, -2 ^ 2 }", "512 -4\n"],
  ["numbers in strings compare as strings", 'BEGIN { print ("10" < "9"), (10 < 9) }', "1 0\n"],
  [
    "to look at an element makes it",
    'BEGIN { if (a["x"] == "") n++; print length(a), ("y" in a) }',
    "1 0\n",
  ],
  [
    "several subscripts are one key",
    "BEGIN { a[1, 2] = 3; for (k in a) { split(k, p, SUBSEP); print p[2] } }",
    "2\n",
  ],
  [
    "a function's arrays are its caller's",
    "function f(x) { x[1] = 5 } BEGIN { f(a); print a[1] }",
    "5\n",
  ],
  [
    "a function may call itself",
    "function f(n) { return n < 2 ? 1 : n * f(n - 1) } BEGIN { print f(10) }",
    "3628800\n",
  ],
  [
    "gsub counts, and & is what matched",
    'BEGIN { s = "aXbX"; n = gsub(/X/, "[&\\\\&]", s); print n, s }',
    "2 a[X&]b[X&]\n",
  ],
  ["getline from a file that is not there", 'BEGIN { print (getline line < "nope") }', "-1\n"],
  [
    "a for loop, a break and a continue",
    "BEGIN { for (i = 0; ; i++) { if (i == 1) continue; if (i > 3) break; printf i } }",
    "023",
  ],
  [
    "do, while and else on lines of their own",
    "BEGIN {\n do i++\n while (i < 3)\n if (i > 5)\n  print 1\n else\n  print i\n}",
    "3\n",
  ],
  ["a regular expression in a class", 'BEGIN { print match("a/b", /[/]/) }', "2\n"],
  [
    "printf's stars, signs and zeros",
    'BEGIN { printf "%*d|%-4s|%+.2e|%05.1f|%x|%c%c|%%\\n", 4, 7, "a", 1234.5, 3.14159, 255, 65, "BC" }',
    "   7|a   |+1.23e+03|003.1|ff|AB|%\n",
  ],
  [
    "numbers print as short as they are",
    "BEGIN { print 0.1 + 0.2, 1e6, 1e20, 100000 * 100000, 1 / 3 }",
    "0.3 1000000 100000000000000000000 10000000000 0.333333\n",
  ],
  ["exit leaves for END with its code", 'BEGIN { exit 3 } END { print "end" }', "end\n"],
  [
    "getline takes the next record",
    "NR == 1 { getline; print } END { print NR }",
    "b\n2\n",
    "a\nb\n",
  ],
  [
    "setting a field makes the record anew",
    'BEGIN { OFS = "-" } { $5 = "e"; print; print NF }',
    "a-b---e\n5\n",
    "a b\n",
  ],
  ["setting NF cuts the record", "{ NF = 2; print }", "a b\n", "a b c\n"],
  [
    "paragraphs are records",
    'BEGIN { RS = "" } { print NR, $1, NF }',
    "1 a 2\n2 c 1\n",
    "\na\nb\n\n\nc\n",
  ],
  ["a range begins and ends on one line", "/a/, /a/ { print }", "a\nxa\n", "a\nb\nxa\n"],
  [
    "a separator of several characters is a pattern",
    'BEGIN { FS = ", *" } { print $2 }',
    "b\n",
    "a,  b,c\n",
  ],
  ["a tab as separator keeps empty fields", 'BEGIN { FS = "\\t" } { print NF }', "3\n", "a\t\tb\n"],
])("%s", (_, program, output, input = "") => {
  expect(awk(program, input)).toBe(output);
});

test("what is read compares as a number if it looks like one", () => {
  expect(awk('$1 > 9 { print $1 } $1 == 1e1 { print "ten" }', "10\n9\nabc\n")).toBe(
    "10\nten\nabc\n",
  );
});

test("variables are set before BEGIN, with their escapes", () => {
  expect(awk("BEGIN { print x }", "", [["x", "a\\tb"]])).toBe("a\tb\n");
});

test.each(["{ print", "BEGIN { a = }", "{ if }", "@", "function f( { }"])(
  "%s is no program",
  (program) => {
    expect(() => parseAwk(program)).toThrow(/syntax error/u);
  },
);

test("integers and strings are formatted as C does", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 12 }), (value, width) => {
      expect(formatText(`%${String(width)}d`, [value], "%.6g")).toBe(String(value).padStart(width));
      expect(formatText(`%-${String(width)}d|`, [value], "%.6g")).toBe(
        `${String(value).padEnd(width)}|`,
      );
    }),
  );
});
