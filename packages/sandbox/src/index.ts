export { defaultLimits } from "./limits/default-limits.ts";
