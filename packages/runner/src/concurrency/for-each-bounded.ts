/**
 * Does some work on every item, on so many at a time. The first failure, or the outer signal, aborts
 * the signal that the work is given and starts no more.
 *
 * @throws the first failure, or the signal's reason, once all that was begun has come to its end.
 */
export async function forEachBounded<Item>(
  items: readonly Item[],
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal },
  work: (
    item: Item,
    options: { readonly index: number; readonly signal: AbortSignal },
  ) => Promise<void>,
): Promise<void> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const entries = items.entries();
  const takeOver = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (stop.signal.aborted) return;
      try {
        await work(item, { index, signal: stop.signal });
      } catch (error) {
        stop.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, takeOver));
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  stop.signal.throwIfAborted();
}
