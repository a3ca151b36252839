import type { JsonObject, TaskQuery } from "@agent-gym/core";

/** Tasks that come with the package, as they stand in the repository's `data/python.json`. */
const samples: readonly JsonObject[] = [
  {
    id: "change-from-fifty",
    question:
      "A shop sells pencils at 3 for $2 and notebooks at $4.50 each. Mia buys 12 pencils and 5 notebooks and pays with a $50 note. How much change does she get, in dollars?",
    language: "en",
    difficulty: "easy",
    tags: ["arithmetic", "money"],
    license: "MIT",
    source: "agent-gym",
    answer: "\\$19.50",
    solution: "print(50 - (12 // 3 * 2 + 5 * 4.5))\n",
  },

  {
    id: "domino-board",
    question:
      "In how many ways can a board of 3 rows and 12 columns be covered completely by dominoes (each covering two neighbouring squares, none overlapping)?",
    language: "en",
    difficulty: "medium",
    tags: ["combinatorics"],
    license: "MIT",
    source: "agent-gym",
    answer: "2131",
    solution:
      "from functools import cache\n\n@cache\ndef ways(cell, filled):\n    # Cells are numbered column by column; bit k of filled says whether cell + k is taken.\n    if cell == 36:\n        return filled == 0\n    if filled & 1:\n        return ways(cell + 1, filled >> 1)\n    total = 0\n    if cell % 3 < 2 and not filled & 2:\n        total += ways(cell + 1, (filled | 2) >> 1)\n    if cell + 3 < 36:\n        total += ways(cell + 1, (filled | 8) >> 1)\n    return total\n\nprint(int(ways(0, 0)))\n",
  },

  {
    id: "ji-tu",
    question: "笼子里有鸡和兔共 47 只，共有 134 只脚。兔子有多少只？",
    language: "zh",
    difficulty: "easy",
    tags: ["算术"],
    license: "MIT",
    source: "agent-gym",
    answer: "20只",
    solution: "print(next(r for r in range(48) if 4 * r + 2 * (47 - r) == 134))\n",
  },

  {
    id: "wu-zhang-pai",
    question:
      "从一副 52 张的扑克牌中任取 5 张，恰好有一个对子（另外三张点数互不相同且与对子不同）的概率是多少？请给出最简分数。",
    language: "zh",
    difficulty: "medium",
    tags: ["概率"],
    license: "MIT",
    source: "agent-gym",
    answer: "352/833",
    solution:
      "from fractions import Fraction\nfrom math import comb\nprint(Fraction(13 * comb(4, 2) * comb(12, 3) * 4 ** 3, comb(52, 5)))\n",
  },

  {
    id: "merge-intervals",
    question:
      "Write a function merge_intervals(intervals) that takes a list of [start, end] lists with start <= end, in any order, and returns the merged intervals sorted by start, as lists. Intervals that touch, such as [1, 2] and [2, 4], are merged.",
    language: "en",
    difficulty: "easy",
    tags: ["algorithm"],
    license: "MIT",
    source: "agent-gym",
    tests:
      "import random\n\ndef test_examples():\n    assert solution.merge_intervals([[1, 3], [2, 6], [8, 10]]) == [[1, 6], [8, 10]]\n    assert solution.merge_intervals([[1, 2], [2, 4]]) == [[1, 4]]\n\ndef test_edges():\n    assert solution.merge_intervals([]) == []\n    assert solution.merge_intervals([[5, 5]]) == [[5, 5]]\n    assert solution.merge_intervals([[1, 10], [2, 3], [4, 5]]) == [[1, 10]]\n    assert solution.merge_intervals([[4, 5], [-3, -1], [-1, 0]]) == [[-3, 0], [4, 5]]\n\ndef test_random():\n    draw = random.Random(5)\n    for _ in range(25):\n        given = []\n        for _ in range(draw.randint(1, 12)):\n            start = draw.randint(0, 40)\n            given.append([start, start + draw.randint(0, 6)])\n        halves = {2 * a + k for a, b in given for k in range(2 * (b - a) + 1)}\n        expected, run = [], None\n        for point in range(-1, 102):\n            if point in halves and run is None:\n                run = point\n            if point not in halves and run is not None:\n                expected.append([run // 2, (point - 1) // 2])\n                run = None\n        assert solution.merge_intervals(given) == expected, given\n",
    solution:
      "def merge_intervals(intervals):\n    merged = []\n    for start, end in sorted(intervals):\n        if merged and start <= merged[-1][1]:\n            merged[-1][1] = max(merged[-1][1], end)\n        else:\n            merged.append([start, end])\n    return merged\n",
  },
];

/** The tasks that this package ships. They belong to no split, so that none is found where one is asked for. */
export async function* sampleTasks({ split }: TaskQuery): AsyncGenerator<JsonObject> {
  if (split === undefined) yield* samples;
}
