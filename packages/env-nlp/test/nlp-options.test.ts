import { expect, test } from "vitest";

import { nlpEnvironment } from "../src/index.ts";

test("every role has its settings, with defaults", () => {
  expect(nlpEnvironment.parseOptions({})).toEqual({
    user: { sampling: { temperature: 0.7 }, attempts: 3, seconds: 90 },
    tools: { sampling: { temperature: 0 }, attempts: 3, seconds: 90 },
    tracker: { sampling: { temperature: 0 }, attempts: 3, seconds: 90 },
    judge: { sampling: { temperature: 0 }, attempts: 3, seconds: 90 },
  });
  expect(Object.keys(nlpEnvironment.roles)).toEqual(["user", "tools", "tracker", "judge"]);
});

test("one role's setting leaves the others as they are", () => {
  const judge = { model: "referee-2", url: "http://127.0.0.1:9/v1", sampling: { seed: 4 } };
  expect(nlpEnvironment.parseOptions({ judge })).toMatchObject({
    judge: { ...judge, attempts: 3 },
    user: { attempts: 3 },
  });
});

test.each([
  { referee: {} },
  { judge: { temperature: 0 } },
  { judge: { attempts: 0 } },
  { user: { seconds: -1 } },
])("%j is refused", (options) => {
  expect(() => nlpEnvironment.parseOptions(options)).toThrow(/Options of environment nlp/);
});

test("the JSON Schema of the options demands nothing", () => {
  const { required = [] } = nlpEnvironment.optionsSchema;
  expect(required).toEqual([]);
});
