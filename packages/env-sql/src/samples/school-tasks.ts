import type { JsonObject } from "@agent-gym/core";

/** A school, asked in Chinese: a missed examination has no score, and two students have one name. */
const database = `
CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT NOT NULL, class TEXT NOT NULL);
CREATE TABLE courses (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, credits INTEGER NOT NULL);
CREATE TABLE scores (student_id INTEGER NOT NULL REFERENCES students (id), course_id INTEGER NOT NULL REFERENCES courses (id), score INTEGER, PRIMARY KEY (student_id, course_id));
CREATE TABLE retakes (student_id INTEGER NOT NULL REFERENCES students (id), course_id INTEGER NOT NULL REFERENCES courses (id), reason TEXT NOT NULL, PRIMARY KEY (student_id, course_id));
INSERT INTO students VALUES
  (2024011, '李娜', '一班'), (2024012, '张伟', '二班'), (2024013, '王磊', '三班'), (2024014, '赵雪', '三班'),
  (2024015, '李娜', '二班'), (2024016, '陈晨', '一班'), (2024017, '黄蓉', '三班');
INSERT INTO courses VALUES (1, '数学', 4), (2, '语文', 4), (3, '英语', 3);
INSERT INTO scores VALUES
  (2024011, 1, 92), (2024011, 2, 85), (2024011, 3, 78), (2024012, 1, 55), (2024012, 2, 71), (2024012, 3, NULL),
  (2024013, 1, 88), (2024013, 2, 59), (2024013, 3, 90), (2024014, 1, NULL), (2024014, 2, 95), (2024014, 3, 97),
  (2024015, 1, 60), (2024015, 2, 83), (2024015, 3, 74), (2024016, 1, 96), (2024016, 2, 90), (2024016, 3, 88),
  (2024017, 1, 73), (2024017, 2, 80), (2024017, 3, 100);
INSERT INTO retakes VALUES (2024012, 1, '不及格');
`;

/** Two questions and two changes in a school. */
export const schoolTasks: readonly JsonObject[] = [
  {
    id: "school-average",
    language: "zh",
    difficulty: "medium",
    tags: ["question", "average", "null"],
    query: "三班数学的平均分是多少？缺考（没有分数）的不计入，保留一位小数。",
    database,
    checks: [
      { kind: "answer", name: "平均分", number: 80.5, units: ["分"] },
      { kind: "unchanged", name: "数据未变" },
    ],
    solution: {
      sql: [
        "SELECT round(avg(score), 1) FROM scores JOIN students ON students.id = student_id JOIN courses ON courses.id = course_id WHERE class = '三班' AND courses.name = '数学'",
      ],
      answer: "80.5",
    },
    wrong: { "missed-as-zero": { answer: "53.7" }, "all-classes": { answer: "77.3" } },
  },
  {
    id: "school-top-three",
    language: "zh",
    difficulty: "hard",
    tags: ["question", "weights", "order"],
    query:
      "按学分加权总分（分数×学分之和，缺考按0分）排名，前三名学生的学号是什么？按名次从高到低写。",
    database,
    checks: [
      {
        kind: "answer",
        name: "前三名",
        list: ["2024016", "2024011", "2024017"],
        ordered: true,
      },
      { kind: "unchanged", name: "数据未变" },
    ],
    solution: {
      sql: [
        "SELECT student_id, sum(coalesce(score, 0) * credits) AS total FROM scores JOIN courses ON courses.id = course_id GROUP BY student_id ORDER BY total DESC LIMIT 3",
      ],
      answer: "2024016，2024011，2024017",
    },
    wrong: {
      "not-in-order": { answer: "2024011, 2024016, 2024017" },
      "average-of-taken": { answer: "2024014, 2024016, 2024011" },
    },
  },
  {
    id: "school-retakes",
    language: "zh",
    difficulty: "hard",
    tags: ["change", "insert", "anti-join"],
    query:
      "请把需要补考的记录登记到 retakes：分数低于60的原因写“不及格”，缺考的写“缺考”。已经登记过的不要重复登记。",
    database,
    checks: [
      {
        kind: "query",
        name: "补考名单",
        sql: "SELECT student_id, course_id, reason FROM retakes",
        rows: [
          [2024012, 1, "不及格"],
          [2024012, 3, "缺考"],
          [2024013, 2, "不及格"],
          [2024014, 1, "缺考"],
        ],
      },
      { kind: "unchanged", name: "其他未变", except: [{ table: "retakes" }] },
    ],
    solution: {
      sql: [
        "INSERT INTO retakes SELECT student_id, course_id, CASE WHEN score IS NULL THEN '缺考' ELSE '不及格' END FROM scores s WHERE (score IS NULL OR score < 60) AND NOT EXISTS (SELECT 1 FROM retakes r WHERE r.student_id = s.student_id AND r.course_id = s.course_id)",
      ],
    },
    wrong: {
      "sixty-too": {
        sql: [
          "INSERT OR IGNORE INTO retakes SELECT student_id, course_id, CASE WHEN score IS NULL THEN '缺考' ELSE '不及格' END FROM scores WHERE score IS NULL OR score <= 60",
        ],
      },
      "without-missed": {
        sql: [
          "INSERT OR IGNORE INTO retakes SELECT student_id, course_id, '不及格' FROM scores WHERE score < 60",
        ],
      },
    },
  },
  {
    id: "school-change-class",
    language: "zh",
    difficulty: "easy",
    tags: ["change", "update"],
    query: "二班的李娜转到三班了，请更新她的班级。然后告诉我三班现在有几个人。",
    database,
    checks: [
      { kind: "rows", name: "已转班", table: "students", where: { id: 2024015, class: "三班" } },
      { kind: "answer", name: "三班人数", number: 4 },
      {
        kind: "unchanged",
        name: "其他未变",
        except: [{ table: "students", where: { id: 2024015 }, columns: ["class"] }],
      },
    ],
    solution: {
      sql: [
        "UPDATE students SET class = '三班' WHERE name = '李娜' AND class = '二班'",
        "SELECT count(*) FROM students WHERE class = '三班'",
      ],
      answer: "4",
    },
    wrong: {
      "both-of-that-name": {
        sql: ["UPDATE students SET class = '三班' WHERE name = '李娜'"],
        answer: "5",
      },
    },
  },
];
