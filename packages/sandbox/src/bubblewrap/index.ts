export type { BubblewrapOptions } from "./bubblewrap-provider.ts";
export { createBubblewrapProvider } from "./bubblewrap-provider.ts";
