import { expect, test } from "vitest";

import { shellScript } from "../src/scripts/shell-script.ts";
import { describeOnBackends } from "./backends.ts";
import { nothing, play, readTasks } from "./episodes.ts";

// The tasks of the first, Python, Agent Gym (github.com/woshixiaobai2019/agent-gym, MIT), unchanged.
const tasks = await readTasks(new URL("fixtures/first-tasks.json", import.meta.url));

interface Answer {
  readonly solution: string;
  /** Changes the inputs so that the verifier, which reads them again, would find a wrong answer right. */
  readonly cheat: string;
}

const answers: readonly Answer[] = [
  {
    solution: "cat workspace/*.txt | tr -cd 'Rr' | wc -c > result.txt",
    cheat: "rm workspace/*.txt; echo 0 > result.txt",
  },
  {
    solution:
      "cut -d' ' -f1 logs/access.log | sort | uniq -c | sort -rn | head -n 3 | awk '{print $2\":\"$1}' > top_ips.txt",
    cheat:
      "printf '1.1.1.1 a\\n2.2.2.2 b\\n3.3.3.3 c\\n' > logs/access.log; printf '1.1.1.1:1\\n2.2.2.2:1\\n3.3.3.3:1\\n' > top_ips.txt",
  },
  {
    solution:
      'for f in config/*.json; do grep -q \'"debug": true\' "$f" && basename "$f"; done > debug_configs.txt',
    cheat: "rm config/*; : > debug_configs.txt",
  },
  {
    solution:
      "awk -F, 'NR > 1 {a = ($2 + $3 + $4 + $5) / 4; if (a >= 60) print a, $1}' students.csv | sort -rn | awk '{print $2}' > pass_list.txt",
    cheat: "echo name,math > students.csv; : > pass_list.txt",
  },
  {
    solution:
      'cd documents; for f in *.txt; do grep TODO "$f" | sed "s/^/$f: /"; done > ../todo_summary.txt',
    cheat: "rm documents/*; : > todo_summary.txt",
  },
  {
    solution:
      "jq -r '.sales_records | group_by(.product) | map({name: .[0].product, total: (map(.quantity * .price) | add)}) | sort_by(-.total) | .[:3][] | \"\\(.name):\\(.total)\"' data/sales.json > top_products.txt",
    cheat:
      'echo \'{"sales_records": [{"product": "a", "quantity": 1, "price": 1}, {"product": "b", "quantity": 1, "price": 1}, {"product": "c", "quantity": 1, "price": 1}]}\' > data/sales.json; printf \'a:1\\nb:1\\nc:1\\n\' > top_products.txt',
  },
];

describeOnBackends("the first tasks", ({ provider }) => {
  test.concurrent.each(tasks.map((task, index) => ({ task, index })))(
    "task $index: solved scores 1; untouched, or with its inputs changed, 0",
    async ({ task, index }) => {
      const { solution = "", cheat = "" } = answers[index] ?? {};
      const solved = await play(task, shellScript(solution), provider);
      expect(solved.verdict).toMatchObject({ reward: 1, details: { inputsModified: [] } });
      expect((await play(task, nothing, provider)).verdict).toMatchObject({ reward: 0 });
      const cheated = await play(task, shellScript(cheat), provider);
      expect(cheated.verdict).toMatchObject({ reward: 0 });
      expect(cheated.verdict.details).not.toMatchObject({ inputsModified: [] });
    },
    240_000,
  );
});
