import { seededRandom } from "./seeded-random.ts";

/** The items in an order that only the seed decides (Fisher and Yates 1938, in Durstenfeld's form). */
export function shuffle<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const random = seededRandom(seed);
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const item = shuffled[last] as Item;
    shuffled[last] = shuffled[other] as Item;
    shuffled[other] = item;
  }
  return shuffled;
}
