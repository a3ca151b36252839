import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A server below HTTP: each connection is handed over as it comes. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
}

/** Starts one on 127.0.0.1; without a handler it takes connections and stays silent. */
export async function startRawServer(
  handle: (socket: Socket) => void = () => {},
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.resume();
    handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get connections(): number {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
