// An OpenAI-compatible server in a process of its own, so that the figures are those of the client
// alone: `node bench/model-server.ts <latency in ms>` prints its port.
import { createServer } from "node:http";

import { counterReply } from "./scripted-counter.ts";

const latency = Number(process.argv[2] ?? 0);

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const { messages } = JSON.parse(Buffer.concat(pieces).toString()) as {
      readonly messages: readonly { readonly role: string }[];
    };
    const body = JSON.stringify({
      id: "1",
      object: "chat.completion",
      created: 0,
      model: "bench",
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: counterReply(messages.filter(({ role }) => role === "assistant").length),
          },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130 },
    });
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    }, latency);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", 4096, () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : "");
});
process.on("disconnect", () => process.exit());
