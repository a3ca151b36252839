import { describe, expect, test } from "vitest";

import { type MessageContext, messageFaults } from "../../src/user/message-faults.ts";

const context: MessageContext = {
  language: "zh",
  unlocked: [{ id: "a", text: "订单号是ord_0012，付了129.50元。", disclose: "upfront" }],
  locked: [{ id: "b", text: "生日是3月8日。", disclose: "never", words: ["生日"] }],
  known: ["预算在100-200元之间", "Your order ord_77 ships on 2026-05-09 at 10:30."],
  ownMessages: ["我想买粉底液。"],
  agentMessages: ["请问您的预算是多少呢？我可以为您推荐几款适合学生的产品，您看可以吗？"],
};
const kinds = (message: string, changes: Partial<MessageContext> = {}): readonly string[] =>
  messageFaults(message, { ...context, ...changes }).map(({ kind }) => kind);

describe("nothing is wrong with", () => {
  test.each([
    "订单号ord_0012，你查一下。",
    "200块以内吧",
    "100到200之间都行",
    "2026-05-09能到吗？",
    "我要2件，第1件要蓝色",
    "嗯",
    "好的👌",
    "可以帮我看看吗？",
  ])("%s", (message) => {
    expect(kinds(message)).toEqual([]);
  });

  test("a number that the sources write in Chinese", () => {
    expect(kinds("人均120左右", { known: ["人均一百二十元"] })).toEqual([]);
  });

  test("words with a digit that say nothing in particular", () => {
    expect(kinds("The 1st one, around 10am please.", { language: "en" })).toEqual([]);
  });

  test("other languages than ours, whatever their letters", () => {
    expect(kinds("Ich hätte gern die blaue Lampe.", { language: "de" })).toEqual([]);
  });
});

describe("something is wrong with", () => {
  test.each([
    ["", "silent"],
    ["您好，请问有什么可以帮您？", "role-flip"],
    ['{"name": "search", "arguments": {}}', "role-flip"],
    ["电话是13800138000", "invented"],
    ["订单是ord_0013", "invented"],
    ["我的生日快到了", "disclosed"],
    ["我想买粉底液。", "repeated"],
    ["I would like the blue one, please.", "wrong-language"],
    ["好".repeat(1300), "too-long"],
  ])("%s", (message, kind) => {
    expect(kinds(message)).toContain(kind);
  });

  test("a short number is mild, for it may be a sum; an id is not", () => {
    expect(messageFaults("一共350元吧", context)).toMatchObject([{ kind: "invented", mild: true }]);
    const [fault] = messageFaults("一共350元，订单ord_0013", context);
    expect(fault).toMatchObject({ kind: "invented", message: expect.stringContaining("ord_0013") });
    expect(fault).not.toHaveProperty("mild");
  });

  test("the assistant's words at length", () => {
    expect(kinds("请问您的预算是多少呢？")).toEqual([]);
    const [said = ""] = context.agentMessages;
    expect(kinds(said.slice(0, 32))).toContain("role-flip");
  });
});
