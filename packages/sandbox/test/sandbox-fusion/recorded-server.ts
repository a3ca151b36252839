import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a recorded server answers to one request. */
export type Recorded =
  | { readonly status: number; readonly body: unknown; readonly type?: string }
  /** It hangs up. */
  | "reset"
  /** It never answers. */
  | "silence";

export interface RecordedServer extends AsyncDisposable {
  readonly url: string;
  /** What was sent to it, but for pings. */
  readonly requests: readonly { readonly path: string; readonly body: unknown }[];
}

/** A server that answers what it is told, one answer a request, the last one for ever. */
export async function recordedServer(answers: readonly Recorded[]): Promise<RecordedServer> {
  const requests: { path: string; body: unknown }[] = [];
  let next = 0;
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of message) text += String(chunk);
    if (message.url === "/v1/ping") {
      response.setHeader("content-type", "application/json").end('"pong"');
      return;
    }
    requests.push({ path: message.url ?? "", body: text === "" ? null : JSON.parse(text) });
    const answer = answers[Math.min(next, answers.length - 1)] ?? "silence";
    next += 1;
    if (answer === "reset") message.socket.destroy();
    else if (answer !== "silence") {
      response.writeHead(answer.status, { "content-type": answer.type ?? "application/json" });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    }
  };
  const server = createServer((message, response) => void serve(message, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
