import { SandboxError, wrapSandbox, type SandboxProvider } from "@agent-gym/core";

/** A provider for the episodes of a run, which together never have more than so many sandboxes. */
export interface SandboxBound {
  /**
   * Takes a place for an episode that will use a sandbox. Waiting happens here, before the episode
   * begins, so that none of its time limits runs meanwhile.
   *
   * @throws the signal's reason when that fires first.
   */
  readonly open: (signal: AbortSignal) => Promise<EpisodeSandboxes>;
}

/** The sandboxes of one episode. Disposing of them gives all its places back. */
interface EpisodeSandboxes extends Disposable {
  readonly provider: SandboxProvider;
}

/** What one episode has and wants. */
interface Places {
  /** Taken from all. */
  held: number;
  /** Of these: used by no sandbox; the episode keeps its last one for the sandboxes that follow. */
  idle: number;
  waiting: number;
  closed: boolean;
}

interface Waiter {
  readonly places: Places;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Bounds how many sandboxes there are at the same time. Each episode holds one place from its start to
 * its end, which its sandboxes use one after another: so a grader never waits for another episode. A
 * second sandbox at the same time takes a second place, before new episodes get theirs. Where every
 * place is held by an episode that waits for another one, the last to ask is refused.
 */
export function boundSandboxes(inner: SandboxProvider, most: number): SandboxBound {
  let free = most;
  const episodes = new Set<Places>();
  const waiting = new Set<Waiter>();

  const serve = (): void => {
    for (const extra of [true, false]) {
      for (const waiter of waiting) {
        if (free === 0) return;
        if (waiter.places.held > 0 !== extra) continue;
        waiting.delete(waiter);
        take(waiter.places);
        waiter.resolve();
      }
    }
  };
  const take = (places: Places): void => {
    free -= 1;
    places.held += 1;
  };
  const isStuck = (): boolean =>
    [...episodes].every(({ held, waiting: asks }) => held === 0 || asks > 0);

  const wait = async (places: Places, signal: AbortSignal | undefined): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { places, resolve, reject };
    const onAbort = (): void => {
      waiting.delete(waiter);
      reject(signal?.reason);
    };
    places.waiting += 1;
    try {
      if (places.held > 0 && isStuck()) throw stuck(most);
      waiting.add(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
      await promise;
    } finally {
      places.waiting -= 1;
      signal?.removeEventListener("abort", onAbort);
    }
  };
  const acquire = async (places: Places, signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (free > 0) take(places);
    else await wait(places, signal);
  };
  const release = (places: Places): void => {
    if (places.closed) return;
    if (places.held === 1) {
      places.idle = 1;
      return;
    }
    places.held -= 1;
    free += 1;
    serve();
  };
  const close = (places: Places): void => {
    if (places.closed) return;
    places.closed = true;
    episodes.delete(places);
    for (const waiter of waiting) {
      if (waiter.places !== places) continue;
      waiting.delete(waiter);
      waiter.reject(over());
    }
    free += places.held;
    places.held = 0;
    serve();
  };

  const providerFor = (places: Places): SandboxProvider => ({
    kind: inner.kind,
    probe: inner.probe,
    create: async (spec, signal) => {
      if (places.closed) throw over();
      if (places.idle > 0) places.idle -= 1;
      else await acquire(places, signal);
      let released = false;
      const releaseOnce = (): void => {
        if (released) return;
        released = true;
        release(places);
      };
      try {
        const sandbox = await inner.create(spec, signal);
        return wrapSandbox(sandbox, async () => {
          await sandbox[Symbol.asyncDispose]();
          releaseOnce();
        });
      } catch (error) {
        releaseOnce();
        throw error;
      }
    },
  });

  return {
    open: async (signal) => {
      const places: Places = { held: 0, idle: 0, waiting: 0, closed: false };
      episodes.add(places);
      try {
        await acquire(places, signal);
      } catch (error) {
        close(places);
        throw error;
      }
      places.idle = 1;
      return { provider: providerFor(places), [Symbol.dispose]: () => close(places) };
    },
  };
}

function over(): SandboxError {
  return new SandboxError({ code: "disposed", message: "The sandbox's episode is over." });
}

function stuck(most: number): SandboxError {
  return new SandboxError({
    code: "limit",
    message:
      `Every one of the ${most} sandboxes that may be open is held by an episode that waits for ` +
      "another: allow more of them.",
  });
}
