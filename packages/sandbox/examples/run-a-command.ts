import { autoSandbox } from "@agent-gym/sandbox";

const { provider, line } = await autoSandbox();
console.log(line); // sandbox: bubblewrap (bubblewrap 0.8.0, bash 5.2.15(1)-release, memory watched)

await using sandbox = await provider.create({
  files: { "notes.txt": { data: "one\ntwo\n" } },
  limits: { wallMs: 10_000, memoryBytes: 256 * 1024 * 1024 },
});
const { status, exitCode, stdout } = await sandbox.exec("wc -l < notes.txt | tee count.txt");
console.log(status, exitCode, stdout); // exited 0 2

await sandbox.stop(); // every process is dead, files stay
const { files } = await sandbox.collect();
console.log(Object.keys(files)); // [ 'count.txt', 'notes.txt' ]
