import type { JsonObject } from "@agent-gym/core";

/** A library: a loan that is still out has no day of return. */
const database = `
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, year INTEGER);
CREATE TABLE copies (id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL REFERENCES books (id), branch TEXT NOT NULL);
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, joined_on TEXT NOT NULL);
CREATE TABLE loans (id INTEGER PRIMARY KEY, copy_id INTEGER NOT NULL REFERENCES copies (id), member_id INTEGER NOT NULL REFERENCES members (id), lent_on TEXT NOT NULL, due_on TEXT NOT NULL, returned_on TEXT);
CREATE VIEW out_now AS SELECT title, branch, name, due_on FROM loans JOIN copies ON copies.id = copy_id JOIN books ON books.id = book_id JOIN members ON members.id = member_id WHERE returned_on IS NULL;
INSERT INTO books VALUES
  (1, 'The Left Hand of Darkness', 'Ursula K. Le Guin', 1969), (2, 'Middlemarch', 'George Eliot', 1871),
  (3, 'Invisible Cities', 'Italo Calvino', 1972), (4, 'Beloved', 'Toni Morrison', 1987), (5, 'Solaris', 'Stanisław Lem', 1961);
INSERT INTO copies VALUES
  (11, 1, 'Harbour'), (12, 1, 'Hill'), (13, 2, 'Harbour'), (14, 3, 'Harbour'), (15, 4, 'Hill'), (16, 5, 'Hill'), (17, 5, 'Harbour');
INSERT INTO members VALUES
  (1, 'Mira Solberg', 'mira@example.org', '2021-04-01'), (2, 'Jonas Lind', NULL, '2021-09-15'),
  (3, 'Pia Castro', 'pia@example.org', '2022-02-20'), (4, 'Tom Haddad', 'tom@example.org', '2023-11-03'),
  (9, 'Jonas Lind', 'jonas.lind@example.org', '2025-01-08');
INSERT INTO loans VALUES
  (101, 11, 1, '2025-03-01', '2025-03-29', '2025-03-28'), (102, 13, 2, '2025-03-10', '2025-04-07', '2025-04-30'),
  (103, 12, 3, '2025-04-02', '2025-04-30', NULL), (104, 14, 1, '2025-04-22', '2025-05-20', NULL),
  (105, 15, 4, '2025-04-21', '2025-05-19', NULL), (106, 16, 9, '2025-04-05', '2025-05-03', '2025-05-10'),
  (107, 17, 3, '2025-05-02', '2025-05-30', NULL), (108, 11, 2, '2025-04-10', '2025-05-08', NULL);
`;

/** Two questions and two changes in a library. */
export const libraryTasks: readonly JsonObject[] = [
  {
    id: "library-overdue",
    language: "en",
    difficulty: "easy",
    tags: ["question", "count", "null"],
    query:
      "Today is 2025-05-20. How many loans are overdue, that is, not returned and due before today?",
    database,
    checks: [
      { kind: "answer", name: "count", number: 3, units: ["loan", "loans", "overdue loans"] },
      { kind: "unchanged", name: "nothing changed" },
    ],
    solution: {
      sql: ["SELECT count(*) FROM loans WHERE returned_on IS NULL AND due_on < '2025-05-20'"],
      answer: "3",
    },
    wrong: { "due-today": { answer: "4" }, "returned-too": { answer: "5" } },
  },
  {
    id: "library-highest-fine",
    language: "en",
    difficulty: "hard",
    tags: ["question", "dates", "group"],
    query:
      "A loan costs 20 cents for each day that it comes back late; what is still out counts up to today, 2025-05-20. Two cards with one name are two members. What is the highest sum that one member owes, in euros?",
    database,
    checks: [
      { kind: "answer", name: "highest fine", number: 7 },
      { kind: "unchanged", name: "nothing changed" },
    ],
    solution: {
      sql: [
        "SELECT member_id, sum(max(0, julianday(coalesce(returned_on, '2025-05-20')) - julianday(due_on))) * 0.2 AS fine FROM loans GROUP BY member_id ORDER BY fine DESC",
      ],
      answer: "7.00",
    },
    wrong: { "cards-as-one": { answer: "8.40" }, "only-returned": { answer: "4.60" } },
  },
  {
    id: "library-return",
    language: "en",
    difficulty: "easy",
    tags: ["change", "update"],
    query:
      "Mira Solberg has just brought back Invisible Cities. Today is 2025-05-20: enter the return.",
    database,
    checks: [
      {
        kind: "rows",
        name: "returned",
        table: "loans",
        where: { id: 104, returned_on: "2025-05-20" },
      },
      {
        kind: "unchanged",
        name: "all else unchanged",
        except: [{ table: "loans", where: { id: 104 }, columns: ["returned_on"] }],
      },
    ],
    solution: {
      sql: [
        "SELECT loans.id FROM loans JOIN copies ON copies.id = copy_id JOIN books ON books.id = book_id WHERE title = 'Invisible Cities' AND returned_on IS NULL",
        "UPDATE loans SET returned_on = '2025-05-20' WHERE id = 104",
      ],
    },
    wrong: {
      "all-her-loans": { sql: ["UPDATE loans SET returned_on = '2025-05-20' WHERE member_id = 1"] },
      "wrong-day": { sql: ["UPDATE loans SET returned_on = '2025-05-21' WHERE id = 104"] },
    },
  },
  {
    id: "library-merge-members",
    language: "en",
    difficulty: "hard",
    tags: ["change", "update", "delete"],
    query:
      "Jonas Lind got a second card by mistake. Keep his older card with the e-mail address of the newer one, move all loans to it, and delete the newer card.",
    database,
    checks: [
      { kind: "rows", name: "newer card gone", table: "members", where: { id: 9 }, count: 0 },
      {
        kind: "rows",
        name: "older card complete",
        table: "members",
        where: {
          id: 2,
          name: "Jonas Lind",
          email: "jonas.lind@example.org",
          joined_on: "2021-09-15",
        },
      },
      {
        kind: "query",
        name: "loans moved",
        sql: "SELECT id, member_id FROM loans WHERE id IN (102, 106, 108)",
        rows: [
          [102, 2],
          [106, 2],
          [108, 2],
        ],
      },
      {
        kind: "unchanged",
        name: "all else unchanged",
        except: [
          { table: "members", where: { id: 9 } },
          { table: "members", where: { id: 2 }, columns: ["email"] },
          { table: "loans", where: { id: 106 }, columns: ["member_id"] },
        ],
      },
    ],
    solution: {
      sql: [
        "BEGIN; UPDATE loans SET member_id = 2 WHERE member_id = 9; UPDATE members SET email = (SELECT email FROM members WHERE id = 9) WHERE id = 2; DELETE FROM members WHERE id = 9; COMMIT",
      ],
    },
    wrong: {
      "loans-deleted": {
        sql: [
          "DELETE FROM loans WHERE member_id = 9; UPDATE members SET email = 'jonas.lind@example.org' WHERE id = 2; DELETE FROM members WHERE id = 9",
        ],
      },
      "newer-kept": {
        sql: [
          "UPDATE loans SET member_id = 9 WHERE member_id = 2; DELETE FROM members WHERE id = 2",
        ],
      },
    },
  },
];
