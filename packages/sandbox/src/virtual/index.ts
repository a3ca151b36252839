export type { VirtualOptions } from "./virtual-provider.ts";
export { createVirtualProvider } from "./virtual-provider.ts";
