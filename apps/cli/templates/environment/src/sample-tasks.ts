import type { JsonObject } from "@agent-gym/core";

/** Tasks that come with the package, so that it can be tried alone. */
export const sampleTasks: readonly JsonObject[] = [
  {
    id: "one-parcel",
    query: "Put the lamp on shelf A.",
    stock: { lamp: "B", chair: "B" },
    goal: { lamp: "A" },
    solution: [{ parcel: "lamp", shelf: "A" }],
  },
  {
    id: "two-parcels",
    query: "Put the books and the clock on shelf C. Leave everything else where it is.",
    stock: { books: "A", clock: "B", vase: "A" },
    goal: { books: "C", clock: "C" },
    solution: [
      { parcel: "books", shelf: "C" },
      { parcel: "clock", shelf: "C" },
    ],
  },
  {
    id: "swap",
    query: "The tent and the stove lie on each other's shelves. Swap them.",
    stock: { tent: "C", stove: "D", rope: "C" },
    goal: { tent: "D", stove: "C" },
    solution: [
      { parcel: "tent", shelf: "D" },
      { parcel: "stove", shelf: "C" },
    ],
  },
  {
    id: "clear-a-shelf",
    query: "Shelf B will be repaired. Put what lies on it on shelf E.",
    stock: { drum: "B", flute: "A", harp: "B", piano: "D" },
    goal: { drum: "E", harp: "E" },
    solution: [
      { parcel: "drum", shelf: "E" },
      { parcel: "harp", shelf: "E" },
    ],
  },
  {
    id: "same-shelf",
    query: "Put the mirror on the shelf where the frame lies.",
    stock: { frame: "D", mirror: "A", glue: "B" },
    goal: { mirror: "D" },
    solution: [{ parcel: "mirror", shelf: "D" }],
  },
];
