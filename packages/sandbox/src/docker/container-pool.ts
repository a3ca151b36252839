import type Dockerode from "dockerode";

import type { ContainerShape } from "./container-settings.ts";
import { Container } from "./container.ts";
import { ReadOnlyVolume } from "./read-only-volume.ts";

export interface ContainerPoolOptions {
  readonly docker: Dockerode;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many containers may stand ready, at most, for each kind of sandbox that is in use. */
  readonly ahead: number;
}

/** A container that nobody has used before, and nobody will after. */
export interface FreshContainer {
  readonly container: Container;
  /** Its workspace, if commands can't write to it. */
  readonly volume?: ReadOnlyVolume;
}

interface Shelf {
  readonly make: () => Promise<FreshContainer>;
  readonly ready: FreshContainer[];
  starting: number;
  /** Of its containers, how many are in use now. */
  used: number;
  timer?: NodeJS.Timeout;
}

/** What stands ready goes after so long without anybody asking for its kind. */
const idleMs = 60_000;
/** Starting is heavy work for the daemon: so many at once ahead of need, and no more. */
const startingAhead = 2;

/**
 * Starts containers ahead of need: after the first of a kind there is always one more, and as many
 * as are in use where many are. Each is handed out once.
 */
export class ContainerPool {
  readonly #options: ContainerPoolOptions;
  readonly #shelves = new Map<string, Shelf>();
  #closed = false;

  constructor(options: ContainerPoolOptions) {
    this.#options = options;
  }

  /**
   * One that stood ready, or a new one. From now on there is one more of its kind.
   *
   * @throws SandboxError `unavailable` when none can be started.
   */
  async take(
    shape: ContainerShape,
    options: { readonly readOnly: boolean },
  ): Promise<FreshContainer> {
    const shelf = this.#shelf(shape, options.readOnly);
    shelf.used += 1;
    try {
      let fresh = shelf.ready.shift();
      // One that ended by itself while it waited is of no use.
      while (fresh !== undefined && !fresh.container.alive) {
        void discard(fresh);
        fresh = shelf.ready.shift();
      }
      return fresh ?? (await shelf.make());
    } catch (error) {
      shelf.used -= 1;
      throw error;
    } finally {
      this.#fill(shelf);
      this.#postpone(shelf);
    }
  }

  /** Removes a container that was taken. */
  async end(shape: ContainerShape, fresh: FreshContainer): Promise<void> {
    this.#shelf(shape, fresh.volume !== undefined).used -= 1;
    await discard(fresh);
  }

  /** Removes what nobody has taken; what is taken stays. */
  async close(): Promise<void> {
    this.#closed = true;
    const shelves = [...this.#shelves.values()];
    for (const { timer } of shelves) clearTimeout(timer);
    await Promise.all(shelves.flatMap(({ ready }) => ready.splice(0).map(discard)));
    // Those that are just being started are removed as soon as they are there.
    while (shelves.some(({ starting }) => starting > 0)) {
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    this.#closed = false;
  }

  #shelf(shape: ContainerShape, readOnly: boolean): Shelf {
    const key = JSON.stringify([shape, readOnly]);
    const shelf: Shelf = this.#shelves.get(key) ?? {
      make: async () => await this.make(shape, { readOnly }),
      ready: [],
      starting: 0,
      used: 0,
    };
    // Those asked for last come last.
    this.#shelves.delete(key);
    this.#shelves.set(key, shelf);
    return shelf;
  }

  /**
   * A new one. Whoever takes it removes it.
   *
   * @throws SandboxError `unavailable` when it can't be started.
   */
  async make(
    shape: ContainerShape,
    { readOnly }: { readonly readOnly: boolean },
  ): Promise<FreshContainer> {
    const { docker, image, labels } = this.#options;
    if (!readOnly) return { container: await Container.start(docker, { image, shape, labels }) };
    const volume = await ReadOnlyVolume.create({ docker, image, labels });
    try {
      const settings = { image, shape, labels, volume: volume.name };
      return { container: await Container.start(docker, settings), volume };
    } catch (error) {
      await volume.remove();
      throw error;
    }
  }

  #fill(shelf: Shelf): void {
    const { ahead } = this.#options;
    const wanted = Math.min(ahead, Math.max(1, shelf.used));
    this.#makeRoom(shelf, 2 * ahead - wanted);
    while (
      !this.#closed &&
      shelf.starting < startingAhead &&
      shelf.ready.length + shelf.starting < wanted
    ) {
      shelf.starting += 1;
      void this.#startAhead(shelf);
    }
  }

  /** Of kinds that nobody has asked for lately fewer stand ready. */
  #makeRoom(current: Shelf, most: number): void {
    const others = [...this.#shelves.values()].filter((shelf) => shelf !== current);
    let ready = others.reduce((sum, shelf) => sum + shelf.ready.length, 0);
    for (const { ready: old } of others) {
      for (; ready > most && old.length > 0; ready -= 1) {
        const fresh = old.shift();
        if (fresh !== undefined) void discard(fresh);
      }
    }
  }

  async #startAhead(shelf: Shelf): Promise<void> {
    try {
      const fresh = await shelf.make();
      if (this.#closed) await discard(fresh);
      else shelf.ready.push(fresh);
    } catch {
      // Whoever asks next starts one, and is told what is wrong.
      return;
    } finally {
      shelf.starting -= 1;
    }
    this.#fill(shelf);
  }

  #postpone(shelf: Shelf): void {
    clearTimeout(shelf.timer);
    shelf.timer = setTimeout(() => {
      for (const fresh of shelf.ready.splice(0)) void discard(fresh);
    }, idleMs);
    shelf.timer.unref();
  }
}

async function discard({ container, volume }: FreshContainer): Promise<void> {
  await container.remove();
  await volume?.remove();
}
