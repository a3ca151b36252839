import { createTasks } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { selectTasks } from "../../src/loading/select-tasks.ts";

const ids = ["count-lines", "sort-names", "2", "a,b", "1-2", "merge"];
const tasks = await createTasks(ids.map((id) => ({ id })));

function select(selector: string): readonly string[] {
  return selectTasks(tasks, selector).map(({ id }) => id);
}

describe("selecting tasks", () => {
  test("takes ids, places and ranges, in the order of the file, each once", () => {
    expect(select("merge,0")).toEqual(["count-lines", "merge"]);
    expect(select("0-1, sort-names")).toEqual(["count-lines", "sort-names"]);
    expect(select("3-5")).toEqual(["a,b", "1-2", "merge"]);
  });

  test("what is an id is never read as a place, a range or a list", () => {
    expect(select("2")).toEqual(["2"]);
    expect(select("1-2")).toEqual(["1-2"]);
    expect(select("a,b")).toEqual(["a,b"]);
  });

  test.each([
    ["count-line", 'There is no task "count-line". Did you mean "count-lines"?'],
    ["zzz", 'There is no task "zzz". There are 6 tasks: count-lines, sort-names, 2, a,b, 1-2, ….'],
    ["6", "There is no task 6: there are 6 tasks, 0 to 5."],
    ["0-99", "There is no task 99"],
    ["4-3", "The range 4-3 runs backwards: write 3-4."],
    ["merge,", "has an empty part"],
  ])("%j is refused with what there is", (selector, message) => {
    expect(() => select(selector)).toThrow(message);
  });
});
