import type { JsonObject, TaskQuery } from "@agent-gym/core";

/** Five of the repository's sample tasks, so that the package can be tried alone. */
const samples: readonly JsonObject[] = [
  {
    id: "list-dependencies",
    query:
      "Read package.json. Write the names of all packages under dependencies and devDependencies, without versions, to packages.txt: one name per line, in alphabetical order.",
    language: "en",
    difficulty: "easy",
    tags: ["json"],
    license: "MIT",
    source: "agent-gym",
    files: {
      "package.json":
        '{\n  "name": "shop",\n  "version": "2.4.1",\n  "scripts": {\n    "test": "vitest"\n  },\n  "dependencies": {\n    "zod": "^4.1.0",\n    "express": "^5.0.0",\n    "pino": "~9.2.0"\n  },\n  "devDependencies": {\n    "vitest": "^3.0.0",\n    "typescript": "~5.9.0"\n  }\n}\n',
    },
    checks: [
      {
        kind: "file-equals",
        path: "packages.txt",
        text: "express\npino\ntypescript\nvitest\nzod\n",
        compare: "lines",
      },
    ],
    solution:
      "jq -r '(.dependencies + .devDependencies) | keys[]' package.json | sort > packages.txt",
  },
  {
    id: "sort-downloads",
    query:
      "请整理 downloads 目录：把 .jpg 和 .png 文件移到 downloads/images，把 .pdf 文件移到 downloads/documents，把 .zip 和 .gz 文件移到 downloads/archives（目录需要自己创建）。其他文件留在原处。注意文件名中可能有空格。",
    language: "zh",
    difficulty: "easy",
    tags: ["files"],
    license: "MIT",
    source: "agent-gym",
    files: {
      "downloads/a cat.jpg": "cat",
      "downloads/山.png": "mountain",
      "downloads/report.pdf": "report",
      "downloads/合同 终稿.pdf": "contract",
      "downloads/data.zip": "zip",
      "downloads/logs.tar.gz": "targz",
      "downloads/todo": "todo",
      "downloads/script.py": "print(1)\n",
    },
    checks: [
      {
        kind: "directory-equals",
        path: "downloads",
        recursive: true,
        entries: [
          "images/a cat.jpg",
          "images/山.png",
          "documents/report.pdf",
          "documents/合同 终稿.pdf",
          "archives/data.zip",
          "archives/logs.tar.gz",
          "todo",
          "script.py",
        ],
      },
      {
        kind: "file-equals",
        path: "downloads/images/a cat.jpg",
        text: "cat",
        compare: "exact",
      },
      {
        kind: "file-equals",
        path: "downloads/documents/合同 终稿.pdf",
        text: "contract",
        compare: "exact",
      },
      {
        kind: "file-equals",
        path: "downloads/archives/logs.tar.gz",
        text: "targz",
        compare: "exact",
      },
      {
        kind: "file-equals",
        path: "downloads/script.py",
        text: "print(1)\n",
        compare: "exact",
      },
    ],
    mutable: ["downloads"],
    solution:
      "cd downloads && mkdir images documents archives && mv *.jpg *.png images/ && mv *.pdf documents/ && mv *.zip *.gz archives/",
  },
  {
    id: "executable-scripts",
    query:
      "Make every .sh file under tools, also in its subdirectories, readable and executable by everyone and writable by its owner only (mode 755). Don't change the permissions of any other file.",
    language: "en",
    difficulty: "easy",
    tags: ["permissions"],
    license: "MIT",
    source: "agent-gym",
    files: {
      "tools/deploy.sh": "#!/bin/bash\necho hi\n",
      "tools/db/migrate.sh": {
        content: "#!/bin/bash\necho hi\n",
        mode: "0600",
      },
      "tools/db/seed.sql": "select 1;\n",
      "tools/README.md": "Tools\n",
      "tools/net/check up.sh": "#!/bin/bash\necho hi\n",
      "tools/net/hosts.sh.txt": "a\n",
    },
    checks: [
      {
        kind: "mode",
        path: "tools/deploy.sh",
        mode: "0755",
      },
      {
        kind: "mode",
        path: "tools/db/migrate.sh",
        mode: "0755",
      },
      {
        kind: "mode",
        path: "tools/net/check up.sh",
        mode: "0755",
      },
      {
        kind: "mode",
        path: "tools/db/seed.sql",
        mode: "0644",
      },
      {
        kind: "mode",
        path: "tools/README.md",
        mode: "0644",
      },
      {
        kind: "mode",
        path: "tools/net/hosts.sh.txt",
        mode: "0644",
      },
      {
        kind: "unchanged",
        paths: ["**/*.sql", "**/*.md", "**/*.txt"],
      },
    ],
    mutable: ["tools/**/*.sh"],
    solution: "find tools -name '*.sh' -exec chmod 755 {} +",
  },
  {
    id: "merge-json-config",
    query:
      "config 目录里有 default.json 和 override.json。请把 override.json 递归合并到 default.json 之上：两边都是对象时逐键合并，否则（包括数组）以 override.json 的值为准。把结果写入 config/merged.json，两个原文件保持不变。",
    language: "zh",
    difficulty: "medium",
    tags: ["json"],
    license: "MIT",
    source: "agent-gym",
    files: {
      "config/default.json":
        '{\n  "server": {\n    "host": "0.0.0.0",\n    "port": 8080,\n    "tls": {\n      "enabled": false,\n      "minVersion": "1.2"\n    }\n  },\n  "log": {\n    "level": "info",\n    "targets": [\n      "stdout",\n      "file"\n    ]\n  },\n  "retries": 3\n}\n',
      "config/override.json":
        '{\n  "server": {\n    "port": 9443,\n    "tls": {\n      "enabled": true\n    }\n  },\n  "log": {\n    "targets": [\n      "stdout"\n    ]\n  },\n  "region": "cn-north"\n}\n',
    },
    checks: [
      {
        kind: "json-equals",
        path: "config/merged.json",
        value: {
          server: {
            host: "0.0.0.0",
            port: 9443,
            tls: {
              enabled: true,
              minVersion: "1.2",
            },
          },
          log: {
            level: "info",
            targets: ["stdout"],
          },
          retries: 3,
          region: "cn-north",
        },
      },
      {
        kind: "unchanged",
        paths: ["config/*"],
      },
    ],
    solution: "jq -s '.[0] * .[1]' config/default.json config/override.json > config/merged.json",
  },
  {
    id: "fix-average-script",
    query:
      "bin/average.sh should print the average of the numbers in the file that it is given (one number per line, each line ended by a newline), with two decimals: for the numbers 1, 2 and 4 it must print 2.33. It prints something else, and it fails for file names with spaces. Repair it; it must still be called as `bash bin/average.sh FILE`.",
    language: "en",
    difficulty: "medium",
    tags: ["debugging", "scripts"],
    license: "MIT",
    source: "agent-gym",
    files: {
      "bin/average.sh": {
        content:
          '#!/bin/bash\n# Usage: average.sh FILE   prints the average of the numbers in FILE (one per line), with two decimals\nsum=0\ncount=1\nwhile read -r n; do\n  sum=$(echo "$sum $n" | awk \'{print $1 + $2}\')\n  count=$((count + 1))\ndone < $1\necho "$sum $count" | awk \'{printf "%d\\n", $1 / $2}\'\n',
        mode: "0755",
      },
      "samples/three.txt": "1\n2\n4\n",
      "samples/with space.txt": "10\n20\n",
    },
    checks: [
      {
        kind: "command",
        command: "bash bin/average.sh samples/three.txt",
        stdout: "2.33",
      },
      {
        kind: "command",
        name: "a file name with a space",
        command: "bash bin/average.sh 'samples/with space.txt'",
        stdout: "15.00",
      },
      {
        kind: "command",
        name: "numbers it has not seen",
        command: "bash bin/average.sh 'hidden numbers'",
        stdout: "-1.38",
        files: {
          "hidden numbers": "2.5\n-7\n0\n-1\n",
        },
      },
    ],
    mutable: ["bin/average.sh"],
    solution: "sed -i 's/^count=1$/count=0/; s/< \\$1$/< \"$1\"/; s/%d/%.2f/' bin/average.sh",
  },
];

/** The tasks that this package ships. They belong to no split, so that none is found where one is asked for. */
export async function* sampleTasks({ split }: TaskQuery): AsyncGenerator<JsonObject> {
  if (split === undefined) yield* samples;
}
