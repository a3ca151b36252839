import type { FileTree } from "@agent-gym/core";

const people = `id,name,age,city,salary
1,Alice,34,Berlin,5200
2,Bob,28,Paris,4100
3,Chén Wěi,45,上海,8800
4,"Doe, Jane",39,London,6100
5,Eve,28,Berlin,3900
6,Frank,51,Paris,7200
`;

const log = `2026-11-01T08:00:01Z INFO  server started port=8080
2026-11-01T08:00:05Z WARN  slow query 1532ms user=alice
2026-11-01T08:01:10Z ERROR failed to open /data/a.db code=5
2026-11-01T08:02:00Z INFO  GET /index.html 200 10.0.0.1
2026-11-01T08:02:03Z INFO  GET /style.css 200 10.0.0.2
2026-11-01T08:02:04Z INFO  GET /missing 404 10.0.0.1
2026-11-01T08:03:30Z ERROR failed to open /data/b.db code=5
2026-11-01T08:04:12Z INFO  POST /login 302 10.0.0.3
2026-11-01T08:05:00Z WARN  slow query 2210ms user=bob
2026-11-01T08:05:59Z ERROR timeout talking to 10.0.0.9 code=110
2026-11-01T08:06:00Z INFO  GET /index.html 200 10.0.0.1
`;

const config = `# Main settings
[server]
host = localhost
port = 8080
debug = false

[database]
url = postgres://db:5432/app
pool = 5

; old style comment
[paths]
data=/var/data
logs=/var/log/app
`;

const json = {
  name: "shop",
  version: "1.4.2",
  users: [
    { id: 1, name: "Alice", roles: ["admin", "dev"], active: true },
    { id: 2, name: "Bob", roles: ["dev"], active: false },
    { id: 3, name: "Chén", roles: [], active: true, note: null },
  ],
  totals: { orders: 17, revenue: 1234.5 },
};

const program = `import os
import sys

# TODO: read the name from a file
def greet(name):
    """Say hello."""
    return "Hello, " + name

def main():
    for name in sys.argv[1:]:
        print(greet(name))

if __name__ == "__main__":
    main()
`;

/** What every command of the corpus finds in its workspace. */
export const fixture: FileTree = {
  "people.csv": { data: people },
  "app.log": { data: log },
  "config.ini": { data: config },
  "data.json": { data: `${JSON.stringify(json, null, 2)}\n` },
  "events.jsonl": {
    data: [3, 1, 2].map((n) => `${JSON.stringify({ n, even: n % 2 === 0 })}\n`).join(""),
  },
  "numbers.txt": { data: "10\n9\n2\n33\n1\n2\n10\n7\n" },
  "words.txt": { data: "apple\nBanana\ncherry\napple\ndate\nbanana\nElder\nfig\napple\n" },
  "poem.txt": {
    data: "The quick brown fox\njumps over the lazy dog.\n\nA second verse\tfollows here,\nand  then it ends.\n",
  },
  "a.txt": { data: "one\ntwo\nthree\nfour\n" },
  "b.txt": { data: "one\n2\nthree\nfour\nfive\n" },
  "left.tsv": { data: "1\tx\n2\ty\n3\tz\n" },
  "right.tsv": { data: "1\tred\n3\tblue\n4\tgreen\n" },
  "noeol.txt": { data: "no newline at end" },
  "empty.txt": { data: "" },
  "dos.txt": { data: "first\r\nsecond\r\n" },
  "My File.txt": { data: "spaced name\n" },
  "src/main.py": { data: program },
  "src/util/strings.py": { data: "def shout(text):\n    return text.upper() + '!'\n" },
  "src/util/__init__.py": { data: "" },
  "src/README.md": { data: "# Source\n\nSee `main.py`. TODO: more words.\n" },
  "docs/guide.md": { data: "# Guide\n\n## Install\n\nRun it.\n\n## Use\n\n- one\n- two\n" },
  "docs/img/logo.svg": { data: "<svg><title>Logo</title></svg>\n" },
  "run.sh": { data: '#!/bin/bash\necho "args: $# first: $1"\nexit 3\n', mode: 0o755 },
  ".hidden": { data: "secret\n" },
  "script.py": { data: "import sys\nprint(sum(int(x) for x in sys.stdin.read().split()))\n" },
};
