import stringWidth from "string-width";
import { expect, test } from "vitest";

import { cutToWidth, formatTable } from "../../src/terminal/format-table.ts";

test("columns are aligned in any script, and lines have no end of spaces", () => {
  const lines = formatTable(
    [{ head: "#", align: "right" }, { head: "task" }, { head: "ending" }],
    [
      ["0", "数数", "completed"],
      ["10", "count", ""],
    ],
  );
  expect(lines).toEqual([" #  task   ending", " 0  数数   completed", "10  count"]);
});

test("a text is cut by its width, never inside of a character", () => {
  expect(cutToWidth("short", 5)).toBe("short");
  expect(cutToWidth("too long", 5)).toBe("too …");
  expect(cutToWidth("数据分析", 5)).toBe("数据…");
  expect(stringWidth(cutToWidth("👩‍🔬👩‍🔬👩‍🔬", 4))).toBeLessThanOrEqual(4);
});
