import type { JsonObject } from "@agent-gym/core";

/** A clinic, all in Chinese: two doctors have one name, in different departments. */
const database = `
CREATE TABLE 患者 (编号 INTEGER PRIMARY KEY, 姓名 TEXT NOT NULL, 性别 TEXT NOT NULL CHECK (性别 IN ('男', '女')), 出生日期 TEXT NOT NULL, 电话 TEXT NOT NULL);
CREATE TABLE 医生 (编号 INTEGER PRIMARY KEY, 姓名 TEXT NOT NULL, 科室 TEXT NOT NULL);
CREATE TABLE 预约 (编号 INTEGER PRIMARY KEY, 患者编号 INTEGER NOT NULL REFERENCES 患者 (编号), 医生编号 INTEGER NOT NULL REFERENCES 医生 (编号), 日期 TEXT NOT NULL, 时段 TEXT NOT NULL CHECK (时段 IN ('上午', '下午')), 状态 TEXT NOT NULL CHECK (状态 IN ('已预约', '已完成', '已取消', '爽约')));
CREATE TABLE 处方 (编号 INTEGER PRIMARY KEY, 预约编号 INTEGER NOT NULL REFERENCES 预约 (编号), 药品 TEXT NOT NULL, 数量 INTEGER NOT NULL, 单价分 INTEGER NOT NULL);
INSERT INTO 患者 VALUES
  (1, '陈静', '女', '1985-03-02', '13900010001'), (2, '刘洋', '男', '1972-11-20', '13900010002'),
  (3, '周婷', '女', '2016-06-15', '13900010003'), (4, '孙浩', '男', '2018-09-09', '13900010004'),
  (5, '吴磊', '男', '1990-01-30', '13900010005');
INSERT INTO 医生 VALUES (1, '李强', '内科'), (2, '王芳', '内科'), (3, '王芳', '儿科'), (4, '郑伟', '外科');
INSERT INTO 预约 VALUES
  (201, 1, 1, '2025-04-02', '上午', '已完成'), (202, 2, 1, '2025-04-03', '上午', '爽约'), (203, 3, 3, '2025-04-08', '下午', '已完成'),
  (204, 2, 2, '2025-04-10', '上午', '已完成'), (205, 5, 4, '2025-04-11', '下午', '爽约'), (206, 1, 2, '2025-04-15', '下午', '已完成'),
  (207, 3, 3, '2025-04-18', '下午', '已预约'), (208, 4, 3, '2025-04-18', '下午', '已预约'), (209, 4, 3, '2025-04-18', '上午', '已预约'),
  (210, 5, 2, '2025-04-18', '下午', '已预约'), (211, 1, 3, '2025-04-18', '下午', '已取消'), (212, 5, 1, '2025-03-31', '上午', '爽约');
INSERT INTO 处方 VALUES
  (1, 201, '阿莫西林', 2, 1850), (2, 201, '布洛芬', 1, 1520), (3, 203, '小儿止咳糖浆', 3, 2260), (4, 204, '氨氯地平', 2, 2980),
  (5, 206, '奥美拉唑', 1, 3600), (6, 204, '阿司匹林', 1, 990);
`;

/** Two questions and two changes in a clinic. */
export const clinicTasks: readonly JsonObject[] = [
  {
    id: "clinic-no-shows",
    language: "zh",
    difficulty: "easy",
    tags: ["question", "count"],
    query: "2025年4月一共有多少个预约是“爽约”的？",
    database,
    checks: [
      { kind: "answer", name: "爽约数", number: 2 },
      { kind: "unchanged", name: "数据未变" },
    ],
    solution: {
      sql: ["SELECT count(*) FROM 预约 WHERE 状态 = '爽约' AND 日期 LIKE '2025-04-%'"],
      answer: "2",
    },
    wrong: { "all-months": { answer: "3" } },
  },
  {
    id: "clinic-highest-bill",
    language: "zh",
    difficulty: "medium",
    tags: ["question", "join", "group"],
    query: "2025年4月在内科完成的就诊中，药费合计最高的患者是谁？",
    database,
    checks: [
      { kind: "answer", name: "患者姓名", text: "陈静" },
      { kind: "unchanged", name: "数据未变" },
    ],
    solution: {
      sql: [
        "SELECT 患者.姓名, sum(数量 * 单价分) AS 药费 FROM 处方 JOIN 预约 ON 预约.编号 = 预约编号 JOIN 医生 ON 医生.编号 = 医生编号 JOIN 患者 ON 患者.编号 = 患者编号 WHERE 科室 = '内科' AND 状态 = '已完成' AND 日期 LIKE '2025-04-%' GROUP BY 患者.编号 ORDER BY 药费 DESC",
      ],
      answer: "陈静",
    },
    wrong: { "one-visit": { answer: "刘洋" } },
  },
  {
    id: "clinic-move-afternoon",
    language: "zh",
    difficulty: "medium",
    tags: ["change", "update"],
    query:
      "儿科王芳医生2025年4月18日下午请假。请把她那天下午状态为“已预约”的号都改到4月21日下午，其他内容不要动。",
    database,
    checks: [
      {
        kind: "query",
        name: "已改期",
        sql: "SELECT 编号 FROM 预约 WHERE 日期 = '2025-04-21' AND 时段 = '下午' AND 医生编号 = 3 AND 状态 = '已预约'",
        rows: [[207], [208]],
      },
      {
        kind: "unchanged",
        name: "其他未变",
        except: [
          { table: "预约", where: { 编号: 207 }, columns: ["日期"] },
          { table: "预约", where: { 编号: 208 }, columns: ["日期"] },
        ],
      },
    ],
    solution: {
      sql: [
        "SELECT * FROM 医生 WHERE 姓名 = '王芳'",
        "UPDATE 预约 SET 日期 = '2025-04-21' WHERE 医生编号 = 3 AND 日期 = '2025-04-18' AND 时段 = '下午' AND 状态 = '已预约'",
      ],
    },
    wrong: {
      "whole-day": {
        sql: [
          "UPDATE 预约 SET 日期 = '2025-04-21' WHERE 医生编号 = 3 AND 日期 = '2025-04-18' AND 状态 = '已预约'",
        ],
      },
      "both-doctors": {
        sql: [
          "UPDATE 预约 SET 日期 = '2025-04-21' WHERE 医生编号 IN (2, 3) AND 日期 = '2025-04-18' AND 时段 = '下午' AND 状态 = '已预约'",
        ],
      },
      "cancelled-too": {
        sql: [
          "UPDATE 预约 SET 日期 = '2025-04-21' WHERE 医生编号 = 3 AND 日期 = '2025-04-18' AND 时段 = '下午'",
        ],
      },
    },
  },
  {
    id: "clinic-new-patient",
    language: "zh",
    difficulty: "easy",
    tags: ["change", "insert"],
    query:
      "新患者赵敏，女，1990年7月12日出生，电话13800001234，要约内科李强医生2025年4月22日上午的号。请登记患者并预约，患者编号和预约编号都用现有最大编号加一。最后告诉我预约编号。",
    database,
    checks: [
      {
        kind: "rows",
        name: "患者已登记",
        table: "患者",
        where: { 编号: 6, 姓名: "赵敏", 性别: "女", 出生日期: "1990-07-12", 电话: "13800001234" },
      },
      {
        kind: "rows",
        name: "已预约",
        table: "预约",
        where: {
          编号: 213,
          患者编号: 6,
          医生编号: 1,
          日期: "2025-04-22",
          时段: "上午",
          状态: "已预约",
        },
      },
      { kind: "answer", name: "预约编号", number: 213, units: ["号", "编号", "预约编号"] },
      {
        kind: "unchanged",
        name: "其他未变",
        except: [
          { table: "患者", where: { 编号: 6 } },
          { table: "预约", where: { 编号: 213 } },
        ],
      },
    ],
    solution: {
      sql: [
        "SELECT (SELECT max(编号) FROM 患者), (SELECT max(编号) FROM 预约)",
        "INSERT INTO 患者 VALUES (6, '赵敏', '女', '1990-07-12', '13800001234'); INSERT INTO 预约 VALUES (213, 6, 1, '2025-04-22', '上午', '已预约')",
      ],
      answer: "213",
    },
    wrong: {
      "other-doctor": {
        sql: [
          "INSERT INTO 患者 VALUES (6, '赵敏', '女', '1990-07-12', '13800001234'); INSERT INTO 预约 VALUES (213, 6, 2, '2025-04-22', '上午', '已预约')",
        ],
        answer: "213",
      },
    },
  },
];
