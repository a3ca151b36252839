/**
 * Maps a stream with up to so many calls at once; the results come in the order of their sources, and
 * no more sources are taken than that.
 */
export async function* mapInOrder<In, Out>(
  source: AsyncIterable<In>,
  concurrency: number,
  map: (item: In) => Promise<Out>,
): AsyncGenerator<Out, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const pending: Promise<Out>[] = [];
  let done = false;
  try {
    for (;;) {
      while (!done && pending.length < concurrency) {
        const next = await iterator.next();
        if (next.done === true) {
          done = true;
          break;
        }
        const mapped = map(next.value);
        // It is waited for in its turn; until then its failure has nobody who asks for it.
        mapped.catch(() => {});
        pending.push(mapped);
      }
      const first = pending.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(pending);
    await iterator.return?.();
  }
}
