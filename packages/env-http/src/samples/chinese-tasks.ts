import type { BookingTask } from "../task/booking-task.ts";
import { lakesideOffice } from "./lakeside-office.ts";
import { cancelBooking, changeBooking } from "./solution-steps.ts";

type Sample = Omit<BookingTask, "meanwhile"> & {
  readonly id: string;
  readonly language: "zh";
  readonly difficulty: string;
  readonly tags: readonly string[];
};

const base = {
  language: "zh",
  today: "2026-03-09",
  access: { user: "xuemei.wang", password: "荷塘-2208" },
  service: lakesideOffice,
} as const;
const given = { ...base, access: { token: "tok-e83b5a7714" } } as const;
const noDelete = { kind: "no-request", method: "DELETE" } as const;

/** Tasks of a Chinese office. */
export const chineseTasks: readonly Sample[] = [
  {
    ...base,
    id: "zh-cancel-an-interview",
    difficulty: "easy",
    tags: ["cancel"],
    query: "本周五下午三点的后端面试，候选人来不了了。请取消这个预订，但记录要保留，不要删除。",
    checks: [{ kind: "booking", id: "b-216", equals: { status: "cancelled" } }, noDelete],
    solution: [...cancelBooking("b-216"), { say: "周五的后端面试已取消，记录保留。" }],
  },
  {
    ...given,
    id: "zh-free-rooms",
    difficulty: "medium",
    tags: ["question"],
    query:
      "3 月 11 日 14:00 到 16:00，有投影、能坐 8 个人以上（含 8 人）并且整段时间都空着的会议室有哪些？只回答会议室的名字，用逗号隔开。",
    checks: [
      {
        kind: "mentions",
        all: ["阳澄", "石湖"],
        none: ["太湖", "金鸡", "独墅", "澄湖", "尚湖"],
      },
    ],
    solution: [
      { method: "GET", path: "/rooms?min_seats=8&equipment=投影" },
      {
        method: "GET",
        path: "/bookings?status=confirmed&from=2026-03-11T14:00&to=2026-03-11T16:00",
      },
      { say: "阳澄，石湖" },
    ],
  },
  {
    ...base,
    id: "zh-a-larger-room",
    difficulty: "medium",
    tags: ["change"],
    query:
      "周五上午的季度总结，参加的人增加到 13 人，还要接入外地同事的视频。请改成 5 楼能坐下、有视频会议设备、那个时间空着的会议室，时间不变。",
    checks: [{ kind: "booking", id: "b-217", equals: { space: "r-5", headcount: 13 } }],
    solution: [
      { method: "GET", path: "/rooms?floor=5&min_seats=13&equipment=视频会议" },
      { method: "GET", path: "/bookings?from=2026-03-13T10:00&to=2026-03-13T11:30" },
      ...changeBooking("b-217", { space: "r-5", headcount: 13 }),
      { say: "季度总结改到了石湖，13 人。" },
    ],
  },
  {
    ...base,
    id: "zh-hand-over",
    difficulty: "medium",
    tags: ["change", "many"],
    query:
      "研发的李薇从明天起休假。请把她之后的预订都转给陈思远，别的都不要动。注意销售的李伟不受影响。",
    checks: ["b-208", "b-220", "b-221"].map((id) => ({
      kind: "booking" as const,
      id,
      equals: { held_by: "p-3" },
    })),
    solution: [
      { method: "GET", path: "/people?q=李薇", save: { from: "/items/0/id" } },
      { method: "GET", path: "/people?q=陈思远", save: { to: "/items/0/id" } },
      { method: "GET", path: "/bookings?held_by={{from}}&status=confirmed&from=2026-03-10" },
      ...["b-208", "b-220", "b-221"].flatMap((id) => changeBooking(id, { held_by: "{{to}}" })),
      { say: "李薇的三个预订已转给陈思远。" },
    ],
  },
  {
    ...base,
    id: "zh-power-cut",
    difficulty: "hard",
    tags: ["change", "many"],
    query:
      "3 月 12 日 13:00 到 18:00，3 楼停电。凡是和这段时间有重叠、还没有取消的 3 楼会议，都换到 5 楼，时间不变：每个会议用当时空着、坐得下的会议室里座位最少的那一间。不要删除或新建预订。",
    checks: [
      { kind: "booking", id: "b-201", equals: { space: "r-5" } },
      { kind: "booking", id: "b-202", equals: { space: "r-5" } },
      { kind: "booking", id: "b-203", equals: { space: "r-4" } },
      { kind: "booking", id: "b-204", equals: { space: "r-4" } },
      noDelete,
      { kind: "no-request", method: "POST", path: "/bookings" },
    ],
    solution: [
      { method: "GET", path: "/rooms?floor=5" },
      {
        method: "GET",
        path: "/bookings?status=confirmed&from=2026-03-12T13:00&to=2026-03-12T18:00",
        save: { first: "/items/0/id" },
      },
      ...changeBooking("{{first}}", { space: "r-5" }),
      ...changeBooking("b-202", { space: "r-5" }),
      ...changeBooking("b-203", { space: "r-4" }),
      ...changeBooking("b-204", { space: "r-4" }),
      { say: "四个会议都换到了 5 楼：需求评审和客户演示在石湖，一对一和招聘面试在独墅。" },
    ],
  },
];
