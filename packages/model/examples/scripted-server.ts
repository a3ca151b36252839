import { startScriptedServer } from "@agent-gym/model/testing";

await using server = await startScriptedServer({
  reply: ({ index, messages }) =>
    index === 0 ? { fault: "reset-middle" } : { text: `You said ${messages.at(-1)?.content}` },
});
console.log(server.url); // http://127.0.0.1:<port>/v1
console.log(server.requests); // all that it was asked
