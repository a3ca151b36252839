export { environment } from "./room-desk.ts";
export { sampleTasks } from "./samples/sample-tasks.ts";
export type { BookingTask, Check, SolutionStep } from "./task/booking-task.ts";
export type { Booking, Person, Room, ServiceData } from "./service/service-data.ts";
