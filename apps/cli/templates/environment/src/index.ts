export { environment } from "./environment.ts";
export { sampleTasks } from "./sample-tasks.ts";
