import { describe, expect, test } from "vitest";

import {
  assignment,
  commaList,
  jsonObject,
  numberWithin,
  renaming,
  seconds,
  wholeNumber,
} from "../../src/flags/parse-flag.ts";

describe("flag values", () => {
  test.each(["0", "-1", "1.5", "", " 3", "1e3", "99999999999999999999"])(
    "%j is no whole number of at least 1",
    (text) => {
      expect(() => wholeNumber(1)(text)).toThrow("whole number of at least 1");
    },
  );

  test("whole numbers and numbers of a range are read", () => {
    expect(wholeNumber(0)("0")).toBe(0);
    expect(wholeNumber(1)("12")).toBe(12);
    expect(numberWithin(0, 5)("0.7")).toBe(0.7);
    expect(() => numberWithin(0, 1)("1.1")).toThrow("from 0 to 1");
    expect(() => numberWithin(0, 1)("")).toThrow("from 0 to 1");
  });

  test("only JSON objects are bodies", () => {
    expect(jsonObject('{"top_k": 20}')).toEqual({ top_k: 20 });
    expect(() => jsonObject("[]")).toThrow("Give a JSON object");
    expect(() => jsonObject("null")).toThrow("Give a JSON object");
  });

  test("assignments gather into one object, with JSON values where they are JSON", () => {
    const once = assignment("outputCharacters=4000");
    const twice = assignment("nested.deep=true", once);
    const thrice = assignment("nested.name=a=b", twice);
    expect(thrice).toEqual({ outputCharacters: 4000, nested: { deep: true, name: "a=b" } });
  });

  test.each(["novalue", "=1", "a..b=1", "__proto__.x=1"])("%j is no assignment", (text) => {
    expect(() => assignment(text)).toThrow("Give path=value");
  });

  test.each([
    ["90", 90],
    ["0.5", 0.5],
    ["90s", 90],
    ["45m", 2700],
    ["1.5h", 5400],
  ])("%j is a time of %d seconds", (text, value) => {
    expect(seconds(text)).toBe(value);
  });

  test.each(["", "0", "-1", "2d", "m", "1h30m", "1e9", "9999999999h"])("%j is no time", (text) => {
    expect(() => seconds(text)).toThrow("Give a time above 0");
  });

  test("names are gathered over flags and commas", () => {
    expect(commaList("c", commaList("a, b"))).toEqual(["a", "b", "c"]);
    expect(() => commaList("a,,b")).toThrow("commas between them");
  });

  test("columns are given fields, one after another", () => {
    expect(renaming("answer=gold=1", renaming("question=problem"))).toEqual({
      question: "problem",
      answer: "gold=1",
    });
    for (const text of ["", "a", "=b", "a=", "__proto__=a"]) {
      expect(() => renaming(text)).toThrow("Give field=column");
    }
  });
});
