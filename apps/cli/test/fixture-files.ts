import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const file = (url: URL): string => fileURLToPath(url);

/** Modules and data that tests hand to the command line, by absolute path. */
export const fixtureFiles = {
  adder: file(new URL("./fixtures/adder.ts", import.meta.url)),
  broken: file(new URL("./fixtures/broken.ts", import.meta.url)),
  counter: file(new URL("./fixtures/counter.ts", import.meta.url)),
  counterTasks: file(new URL("./fixtures/counter-tasks.json", import.meta.url)),
  future: file(new URL("./fixtures/future.ts", import.meta.url)),
  letters: file(new URL("./fixtures/letters.json", import.meta.url)),
  nothing: file(new URL("./fixtures/nothing.ts", import.meta.url)),
  sleeper: file(new URL("./fixtures/sleeper.ts", import.meta.url)),
  strictCounter: file(new URL("./fixtures/strict-counter.ts", import.meta.url)),
  talker: file(new URL("./fixtures/talker.ts", import.meta.url)),
  topics: file(new URL("./fixtures/topics.json", import.meta.url)),
  twoEnvironments: file(new URL("./fixtures/two-environments.ts", import.meta.url)),
} as const;

/** Where they lie. */
export const fixtureFolder: string = dirname(fixtureFiles.counter);
