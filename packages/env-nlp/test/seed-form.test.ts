import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

import {
  callAction,
  createTasks,
  foldTranscript,
  type JsonObject,
  parseTaskFile,
  recordedEventSchema,
  type Task,
  textAction,
  validate,
} from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { nlpEnvironment } from "../src/index.ts";
import { notesOf, playActions, type Played } from "./play-episode.ts";
import { fencedData } from "./read-fence.ts";

const file = new URL("fixtures/seed-form.json", import.meta.url);

async function readTask(): Promise<Task> {
  const [task] = await createTasks(parseTaskFile(await readFile(file, "utf8"), "seed-form.json"));
  if (task === undefined) throw new Error("There is no task.");
  return task;
}

interface Entry {
  readonly n: number;
  readonly by: string;
  readonly text?: string;
  readonly result?: string;
}

/** One model for all roles, as a run has by default: it is told apart by what it is asked. */
function everyRole() {
  let searches = 0;
  return scriptedModel((request) => {
    const { turn, about, call, news, case: judged } = fencedData(request);
    if (turn !== undefined) {
      const said = turn["said"];
      if (said === null) return reply("周五晚上想请四位朋友吃饭，人均120左右，不要辣的。");
      if (JSON.stringify(said).includes("清和园")) return reply("就这家吧，晚上七点，一共五个人。");
      return reply("好的，谢谢你。", "accept");
    }
    if (about !== undefined && call !== undefined) {
      const { name } = about["tool"] as { readonly name: string };
      const { restaurants = [] } = call["tables"] as Readonly<
        Record<string, readonly JsonObject[]>
      >;
      if (name === "search_restaurants") {
        searches += 1;
        const row = { name: "清和园", price: 118, spicy: false };
        return JSON.stringify({
          status: "ok",
          result: { restaurants: [{ id: "$new1", ...row }], search: searches },
          operations: [{ op: "insert", table: "restaurants", as: "$new1", row }],
        });
      }
      const { restaurant_id: id, people, time } = call["arguments"] as JsonObject;
      if (restaurants.every((one) => one["id"] !== id)) {
        return JSON.stringify({
          status: "error",
          error: { code: "not_found", message: "没有这家餐厅" },
        });
      }
      return JSON.stringify({
        status: "ok",
        result: { booking_id: "$new1", people, time },
        operations: [
          {
            op: "insert",
            table: "bookings",
            as: "$new1",
            row: { restaurant_id: id, people, time },
          },
        ],
      });
    }
    if (news !== undefined) {
      const entries = news["entries"] as unknown as readonly Entry[];
      const open = news["open_stages"] as unknown as readonly { readonly id: string }[];
      const shown: Record<string, string> = { s1: "四位朋友", s2: "清和园", s3: "booking_id" };
      const stages = open.flatMap(({ id }) => {
        const quote = shown[id] ?? "";
        const entry = entries.find(({ text, result }) => (text ?? result)?.includes(quote));
        return entry === undefined ? [] : [{ id, n: entry.n, quote }];
      });
      return JSON.stringify({ stages, asked: [] });
    }
    const { entries, items } = judged as unknown as {
      readonly entries: readonly Entry[];
      readonly items: readonly { readonly id: string }[];
    };
    const shown: Record<string, string> = { s1: "四位朋友", s2: "清和园", s3: "booking_id" };
    return JSON.stringify({
      items: items.map(({ id }) => {
        const quote = shown[id] ?? "";
        const entry = entries.find(({ text, result }) => (text ?? result)?.includes(quote));
        return entry === undefined
          ? { id, verdict: "not_met" }
          : { id, verdict: "met", n: entry.n, quote };
      }),
    });
  });
}

function reply(message: string, act = "continue"): string {
  return JSON.stringify({ message, facts_used: [], act });
}

const search = callAction({ name: "search_restaurants", arguments: { keyword: "清淡 聚餐" } });
const solution = [
  search,
  search,
  textAction("清和园人均118元，菜品清淡，可以吗？"),
  callAction({
    name: "reserve_table",
    arguments: { restaurant_id: "restaurants_0001", people: 5, time: "周五19:00" },
  }),
  textAction("已订好周五晚上七点的座位。"),
];

async function play(actions = solution): Promise<Played> {
  const model = everyRole();
  const models = { user: model, tools: model, tracker: model, judge: model };
  return playActions(await readTask(), actions, { models });
}

describe("a task in the form of the first five fields, in an open world", () => {
  test("runs as it stands, from one model for all roles", async () => {
    const { outcome, events } = await play();
    expect(outcome).toMatchObject({
      ending: { status: "completed" },
      verdict: { reward: 1, scores: { s1: 1, s2: 1, s3: 1 } },
    });
    expect(notesOf(events, "simulator-fault")).toEqual([]);
    expect(Object.keys(outcome.usage).toSorted()).toEqual(["judge", "tools", "tracker", "user"]);
  });

  test("leaves stages, results and its ending in the record", async () => {
    const { events } = await play();
    expect(notesOf(events, "cast")).toMatchObject([
      {
        prompts: {
          user: "user.zh@1",
          tools: "tools.zh@1",
          tracker: "tracker.zh@1",
          judge: "judge.zh@1",
        },
      },
    ]);
    expect(notesOf(events, "stage-reached")).toEqual([
      { stage: "s1", turn: 0 },
      { stage: "s2", turn: 0 },
      { stage: "s3", turn: 1 },
    ]);
    expect(notesOf(events, "user-turn").map(({ act }) => act)).toEqual([
      "continue",
      "continue",
      "accept",
    ]);
    const { turns = [] } = foldTranscript(events) ?? {};
    const results = turns.flatMap((turn) =>
      "observation" in turn ? (turn.observation.results ?? []) : [],
    );
    expect(results.map(({ content }) => JSON.parse(content as string) as unknown)).toEqual([
      {
        restaurants: [{ id: "restaurants_0001", name: "清和园", price: 118, spicy: false }],
        search: 1,
      },
      // The same call of the same state: the same bytes, from the first answer.
      {
        restaurants: [{ id: "restaurants_0001", name: "清和园", price: 118, spicy: false }],
        search: 1,
      },
      { booking_id: "bookings_0001", people: 5, time: "周五19:00" },
    ]);
    expect(events.findLast((event) => event.type === "ending")).toEqual({
      type: "ending",
      ending: { status: "completed" },
    });
    for (const [i, event] of events.entries()) {
      expect(validate(recordedEventSchema, { ...event, i, t: 0 })).toMatchObject({ valid: true });
    }
  });

  test("gives nothing for a claim of success", async () => {
    const claim = textAction("已经全部办好了！");
    const { outcome } = await play([claim, claim, claim]);
    expect(outcome.verdict.reward).toBe(0);
  });

  test("the agent is told of tools and language, and nothing of the person", async () => {
    const { events } = await play([]);
    const start = events.find((event) => event.type === "reset");
    expect(start?.instructions).toContain("客服");
    expect(JSON.stringify(start)).not.toContain("阿远");
    expect(start?.tools.map(({ name }) => name)).toEqual(["search_restaurants", "reserve_table"]);
  });
});

test("the environment exports itself under the name that loaders look for", async () => {
  const { environment } = await import("../src/index.ts");
  expect(environment).toBe(nlpEnvironment);
  expect(existsSync(file)).toBe(true);
});
