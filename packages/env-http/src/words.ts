import type { BookingTask } from "./task/booking-task.ts";

/** What an agent is told, in one language. */
export interface Words {
  readonly instructions: string;
  readonly prompt: (task: BookingTask) => string;
}

const english: Words = {
  instructions:
    "You work with the room bookings of an office, by the HTTP API of a service. Change only what you are asked to change. When something is asked, the last line of your last message must be the answer alone.",
  prompt: ({ query, today, access }) =>
    [
      query,
      "",
      `Today is ${today}. GET /openapi.json describes the service.`,
      "token" in access
        ? `Your token: ${access.token}`
        : `Log in with POST /sessions: user ${JSON.stringify(access.user)}, password ${JSON.stringify(access.password)}.`,
    ].join("\n"),
};

const chinese: Words = {
  instructions:
    "你通过一个服务的 HTTP 接口处理办公室的会议室预订。只改被要求改的内容。如果被问到问题，最后一条消息的最后一行只写答案。",
  prompt: ({ query, today, access }) =>
    [
      query,
      "",
      `今天是 ${today}。GET /openapi.json 有服务的说明。`,
      "token" in access
        ? `你的令牌：${access.token}`
        : `用 POST /sessions 登录：user ${JSON.stringify(access.user)}，password ${JSON.stringify(access.password)}。`,
    ].join("\n"),
};

/** The words of a task's language; English where it has none, or another. */
export function wordsFor(language: string | undefined): Words {
  return language?.split("-")[0] === "zh" ? chinese : english;
}
