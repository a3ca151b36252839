import { contentText } from "@agent-gym/core";
import { latestEntries, openRun } from "@agent-gym/runner";

const run = await openRun(process.argv[2] ?? "runs/before");
console.log(run.summary.successRate, run.summary.coverage);

// Of an episode that was tried several times, the last try counts.
for (const entry of latestEntries(run.entries)) {
  if (entry.success) continue;
  const { transcript, ending, verdict } = await run.episode(entry);
  console.log(`${entry.task}, attempt ${entry.attempt}: ${ending?.status}`, verdict);
  for (const turn of transcript?.turns ?? []) {
    if ("action" in turn) {
      const { calls, text } = turn.action;
      for (const { name, arguments: given } of calls) console.log("→", name, given);
      console.log(text);
    } else {
      const { results = [], message = "" } = turn.observation;
      for (const { content } of results) console.log("←", contentText(content));
      console.log(contentText(message));
    }
  }
}
