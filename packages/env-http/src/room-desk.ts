import { defineEnvironment, type EnvironmentDefinition } from "@agent-gym/core";

import { type BookingEvidence, judgeBookings } from "./judge/judge-bookings.ts";
import { RoomEnvironment } from "./room-environment.ts";
import { type RoomOptions, roomOptionsSchema } from "./room-options.ts";
import { sampleTasks } from "./samples/sample-tasks.ts";
import { cheatsOf } from "./scripts/cheats.ts";
import { playSolution } from "./scripts/play-solution.ts";
import { type BookingTask, bookingTaskSchema } from "./task/booking-task.ts";
import { taskFaults } from "./task/task-faults.ts";

/**
 * An agent against a service that books rooms. The reward is the share of what was asked for that
 * holds in the end, and 0 when anything else was changed; 1 is a success.
 */
export const environment: EnvironmentDefinition = defineEnvironment<
  BookingTask,
  RoomOptions,
  BookingEvidence
>({
  name: "room-desk",
  version: "1",
  description: "Room bookings of an office, kept in order by the HTTP API of a service.",
  task: bookingTaskSchema,
  options: roomOptionsSchema,
  check: ({ input }) => taskFaults(input),
  tasks: sampleTasks,
  create: (task, options) => new RoomEnvironment(task, options),
  grade: (input) => judgeBookings(input),
  scripts: ({ input }) => ({
    solution: () => playSolution(input),
    cheats: cheatsOf(input),
  }),
});
