import { once } from "node:events";
import { createServer } from "node:net";

/** The first of the user ids that sandboxes of a root caller run as. */
const firstUid = 210_000;
const slots = 10_000;

export interface UserSlot {
  readonly uid: number;
  readonly release: () => void;
}

let next = (process.pid * 97) % slots;

/**
 * A user id that no other sandbox of this machine has, whichever process made it. It is held by
 * listening on an abstract socket of that name, which the kernel frees when the process ends,
 * however it ends.
 */
export async function takeUserSlot(): Promise<UserSlot> {
  for (let tries = 0; tries < slots; tries += 1) {
    const slot = next;
    next = (next + 1) % slots;
    const server = createServer((socket) => socket.destroy());
    server.unref();
    try {
      server.listen(`\0agent-gym-user-${String(firstUid + slot)}`);
      await once(server, "listening");
      return { uid: firstUid + slot, release: () => void server.close() };
    } catch {
      // Taken; the next may be free.
    }
  }
  throw new Error(`all ${String(slots)} user ids for sandboxes are in use`);
}
