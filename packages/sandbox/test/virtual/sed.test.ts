import { expect, test } from "vitest";

import { parseSed } from "../../src/virtual/worker/shims/sed/parse-sed.ts";
import { SedRun } from "../../src/virtual/worker/shims/sed/run-sed.ts";

function sed(
  script: string,
  text: string,
  options: { quiet?: boolean; extended?: boolean } = {},
): string {
  let output = "";
  const lines = text.split("\n");
  const complete = lines.at(-1) === "";
  if (complete) lines.pop();
  new SedRun(
    parseSed(script, options.extended === true ? "extended" : "basic"),
    { quiet: options.quiet === true, separator: "\n" },
    {
      lines,
      complete,
      name: "-",
      write: (written) => {
        output += written;
      },
      append: () => undefined,
      read: (file) => (file === "two" ? "x\ny\n" : ""),
    },
  ).run();
  return output;
}

const abc = "a\nb\nc\n";

test.each([
  ["a range by numbers", "2,3d", abc, "a\n"],
  ["a range whose end has passed is one line", "2,1d", abc, "a\nc\n"],
  ["a step", "1~2d", abc, "b\n"],
  ["lines after a match", "/a/,+1d", abc, "c\n"],
  ["everything but", "/b/!d", abc, "b\n"],
  ["the empty pattern is the last one", "/b/s//X/", abc, "a\nX\nc\n"],
  ["the second of a line, and all after it", "s/a/X/2g", "aaaa\n", "aXXX\n"],
  ["groups and what matched", "s/\\(.\\)\\(.\\)/[\\2\\1&]/", "ab\n", "[baab]\n"],
  ["changes of case", "s/.*/\\u&-\\U&\\E-&/", "ab\n", "Ab-AB-ab\n"],
  ["another mark, with the mark in it", "s|a\\|b|X|", "a|b\n", "X\n"],
  ["a mark inside brackets", "s/[/]/X/", "a/b\n", "aXb\n"],
  ["a line end in the replacement", "s/,/\\n/g", "a,b\n", "a\nb\n"],
  [
    "text before, after and instead",
    "1i\\\nbefore\n2a after\n3c\\instead",
    abc,
    "before\na\nb\nafter\ninstead\n",
  ],
  ["a change of a range is made once", "1,2c X", abc, "X\nc\n"],
  ["branches and labels", ":x;s/aa/a/;tx", "aaaa\n", "a\n"],
  ["the hold space turns a file around", "1!G;h;$!d", abc, "c\nb\na\n"],
  ["lines are joined", ":a;N;$!ba;s/\\n/+/g", abc, "a+b+c\n"],
  ["D starts again with what is left", "$!N;P;D", abc, abc],
  ["blocks nest", "/a/{s/a/x/;/x/{s/x/y/}}", abc, "y\nb\nc\n"],
  ["a file is read in", "1r two", "a\nb\n", "a\nx\ny\nb\n"],
  ["letters are mapped", "y/ab/ba/", "abc\n", "bac\n"],
  ["it quits", "2q", abc, "a\nb\n"],
  ["line numbers", "=", "a\n", "1\na\n"],
  ["a last line without its end keeps it so", "s/b/X/", "a\nb", "a\nX"],
  ["comments and blanks", "  # nothing\n s/a/b/ ; # more\n", "a\n", "b\n"],
])("%s", (_, script, text, output) => {
  expect(sed(script, text)).toBe(output);
});

test("extended patterns and quiet printing", () => {
  expect(sed("s/(a|b)+/<&>/p", "xabay\nq\n", { extended: true, quiet: true })).toBe("x<aba>y\n");
});

test.each(["s/a/b", "k", "1,d", "{p", "y/ab/c/", "s/\\(/x/", "p x"])(
  "%s is no script",
  (script) => {
    expect(() => parseSed(script, "basic")).toThrow(/expression|regular|Unmatched/u);
  },
);
