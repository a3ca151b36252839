import type { JsonObject } from "@agent-gym/core";

/** A tea shop: line prices differ from the list, and two customers have one name. */
const database = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, joined_on TEXT NOT NULL);
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category TEXT NOT NULL, price_cents INTEGER NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id), placed_on TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('open', 'shipped', 'delivered', 'cancelled')));
CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders (id), product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL, unit_cents INTEGER NOT NULL, PRIMARY KEY (order_id, product_id));
CREATE TABLE price_changes (product_id INTEGER NOT NULL REFERENCES products (id), old_cents INTEGER NOT NULL, new_cents INTEGER NOT NULL, changed_on TEXT NOT NULL);
INSERT INTO customers VALUES
  (1, 'Anna Weber', 'Graz', '2023-02-11'), (2, 'Ben Okafor', 'Vienna', '2023-06-30'),
  (3, 'Carla Ruiz', 'Linz', '2024-01-05'), (4, 'Anna Weber', 'Linz', '2024-03-19'),
  (5, 'Deniz Aydin', 'Graz', '2024-09-02'), (6, 'Emil Novak', 'Vienna', '2025-01-14');
INSERT INTO products VALUES
  (1, 'Assam', 'tea', 690, 40), (2, 'Sencha', 'tea', 845, 22), (3, 'Rooibos', 'tea', 520, 0),
  (4, 'Teapot', 'ware', 3200, 6), (5, 'Strainer', 'ware', 450, 18), (6, 'Honey', 'food', 780, 12),
  (7, 'Earl Grey', 'tea', 715, 31);
INSERT INTO orders VALUES
  (1001, 1, '2025-02-26', 'delivered'), (1002, 2, '2025-03-01', 'delivered'), (1003, 3, '2025-03-09', 'cancelled'),
  (1004, 4, '2025-03-17', 'delivered'), (1005, 2, '2025-03-31', 'shipped'), (1006, 5, '2025-04-01', 'cancelled'),
  (1007, 4, '2025-04-03', 'open'), (1008, 1, '2025-04-04', 'open'), (1009, 3, '2025-04-06', 'shipped'),
  (1010, 1, '2025-04-08', 'shipped');
INSERT INTO order_lines VALUES
  (1001, 1, 2, 650), (1001, 5, 1, 450), (1002, 2, 3, 845), (1002, 4, 1, 2900), (1003, 4, 2, 3200),
  (1004, 7, 1, 715), (1004, 6, 2, 780), (1005, 1, 4, 690), (1005, 5, 2, 400), (1006, 2, 1, 845),
  (1007, 2, 2, 845), (1007, 6, 1, 780), (1008, 4, 1, 3200), (1008, 1, 3, 690), (1009, 3, 5, 520),
  (1010, 7, 2, 715);
`;

/** Two questions and two changes in a shop. */
export const shopTasks: readonly JsonObject[] = [
  {
    id: "shop-march-revenue",
    language: "en",
    difficulty: "easy",
    tags: ["question", "join", "sum"],
    query:
      "What did we earn with orders placed in March 2025, in euros? Leave out cancelled orders. What counts is the price on the order's lines, not the price list.",
    database,
    checks: [
      { kind: "answer", name: "revenue", number: 112.7 },
      { kind: "unchanged", name: "nothing changed" },
    ],
    solution: {
      sql: [
        "SELECT sum(quantity * unit_cents) / 100.0 FROM order_lines JOIN orders ON id = order_id WHERE placed_on BETWEEN '2025-03-01' AND '2025-03-31' AND status <> 'cancelled'",
      ],
      answer: "112.70",
    },
    wrong: {
      "list-price": { answer: "116.70" },
      "with-cancelled": { answer: "176.70" },
    },
  },
  {
    id: "shop-no-delivery",
    language: "en",
    difficulty: "medium",
    tags: ["question", "anti-join"],
    query:
      "Which customers have never had an order delivered? Give their ids, those without any order too.",
    database,
    checks: [
      { kind: "answer", name: "ids", list: ["3", "5", "6"] },
      { kind: "unchanged", name: "nothing changed" },
    ],
    solution: {
      sql: [
        "SELECT id, name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE status = 'delivered') ORDER BY id",
      ],
      answer: "3, 5, 6",
    },
    wrong: { "only-with-orders": { answer: "3, 5" } },
  },
  {
    id: "shop-cancel-open-order",
    language: "en",
    difficulty: "medium",
    tags: ["change", "update"],
    query:
      "Anna Weber from Graz called: she does not want her open order any more. Cancel it, and put what she had ordered back into stock.",
    database,
    checks: [
      {
        kind: "rows",
        name: "order cancelled",
        table: "orders",
        where: { id: 1008, status: "cancelled" },
      },
      {
        kind: "query",
        name: "stock",
        sql: "SELECT name, stock FROM products WHERE id IN (1, 4)",
        rows: [
          ["Assam", 43],
          ["Teapot", 7],
        ],
      },
      {
        kind: "unchanged",
        name: "all else unchanged",
        except: [
          { table: "orders", where: { id: 1008 }, columns: ["status"] },
          { table: "products", where: { id: 1 }, columns: ["stock"] },
          { table: "products", where: { id: 4 }, columns: ["stock"] },
        ],
      },
    ],
    solution: {
      sql: [
        "SELECT o.id, o.status FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.name = 'Anna Weber' AND c.city = 'Graz'",
        "UPDATE products SET stock = stock + (SELECT quantity FROM order_lines WHERE order_id = 1008 AND product_id = products.id) WHERE id IN (SELECT product_id FROM order_lines WHERE order_id = 1008)",
        "UPDATE orders SET status = 'cancelled' WHERE id = 1008",
      ],
    },
    wrong: {
      "other-anna": { sql: ["UPDATE orders SET status = 'cancelled' WHERE id = 1007"] },
      "all-her-orders": {
        sql: [
          "UPDATE products SET stock = stock + 3 WHERE id = 1; UPDATE products SET stock = stock + 1 WHERE id = 4",
          "UPDATE orders SET status = 'cancelled' WHERE customer_id = 1",
        ],
      },
      "no-stock": { sql: ["UPDATE orders SET status = 'cancelled' WHERE id = 1008"] },
    },
  },
  {
    id: "shop-tea-prices",
    language: "en",
    difficulty: "hard",
    tags: ["change", "update", "insert"],
    query:
      "From 2025-06-01 all teas cost 8 % more, rounded to whole cents. Change the price list, and write each change into price_changes with that date. Orders keep their prices. Then tell me what the dearest tea costs now, in cents.",
    database,
    checks: [
      {
        kind: "query",
        name: "prices",
        sql: "SELECT id, price_cents FROM products WHERE category = 'tea'",
        rows: [
          [1, 745],
          [2, 913],
          [3, 562],
          [7, 772],
        ],
      },
      {
        kind: "query",
        name: "changes written down",
        sql: "SELECT product_id, old_cents, new_cents, changed_on FROM price_changes",
        rows: [
          [1, 690, 745, "2025-06-01"],
          [2, 845, 913, "2025-06-01"],
          [3, 520, 562, "2025-06-01"],
          [7, 715, 772, "2025-06-01"],
        ],
      },
      { kind: "answer", name: "dearest tea", number: 913, units: ["cent", "cents"] },
      {
        kind: "unchanged",
        name: "all else unchanged",
        except: [
          { table: "products", where: { category: "tea" }, columns: ["price_cents"] },
          { table: "price_changes" },
        ],
      },
    ],
    solution: {
      sql: [
        "INSERT INTO price_changes SELECT id, price_cents, CAST(round(price_cents * 1.08) AS INTEGER), '2025-06-01' FROM products WHERE category = 'tea'",
        "UPDATE products SET price_cents = (SELECT new_cents FROM price_changes WHERE product_id = id) WHERE category = 'tea'",
        "SELECT max(price_cents) FROM products WHERE category = 'tea'",
      ],
      answer: "913",
    },
    wrong: {
      "all-products": {
        sql: [
          "INSERT INTO price_changes SELECT id, price_cents, CAST(round(price_cents * 1.08) AS INTEGER), '2025-06-01' FROM products WHERE category = 'tea'",
          "UPDATE products SET price_cents = CAST(round(price_cents * 1.08) AS INTEGER)",
        ],
        answer: "913",
      },
      "cut-off": {
        sql: [
          "INSERT INTO price_changes SELECT id, price_cents, price_cents * 108 / 100, '2025-06-01' FROM products WHERE category = 'tea'",
          "UPDATE products SET price_cents = price_cents * 108 / 100 WHERE category = 'tea'",
        ],
        answer: "912",
      },
    },
  },
];
