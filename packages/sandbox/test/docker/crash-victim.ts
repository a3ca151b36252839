import { createDockerProvider } from "../../src/docker/index.ts";

// The harness that dies in `sweep-leftovers.test.ts`: it says when commands run in all its sandboxes.
const count = Number(process.argv[2]);
const provider = createDockerProvider();
const places = await Promise.all(
  Array.from(
    { length: count },
    async (_, index) => await provider.create({ readOnly: index % 5 === 4 }),
  ),
);
const commands = places.map(async (place) => await place.exec("sleep 1000 & sleep 1000"));
setTimeout(() => console.log("running"), 500);
await Promise.all(commands);
