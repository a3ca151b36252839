import { callAction, createTasks, openSession, textAction } from "@agent-gym/core";
import { environment, sampleTasks } from "@agent-gym/env-http";

const [task] = await createTasks(sampleTasks);
if (task === undefined) throw new Error("There is no task.");
await using session = await openSession({ definition: environment, task });
const get = async (path: string): Promise<void> => {
  const headers = { Authorization: "Bearer tok-5f2c81d09a" };
  const request = { name: "http_request", arguments: { method: "GET", path, headers } };
  const transition = await session.episode?.step(callAction(request));
  console.log(transition?.observation.results?.[0]?.content);
};
await get("/bookings?q=quarterly&status=confirmed");
await get("/rooms/r-7");
await session.episode?.step(textAction("Elm"));
const { verdict } = await session.finish();
console.log(verdict.reward); // 1
