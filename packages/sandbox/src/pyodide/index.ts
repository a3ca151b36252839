export type { PyodideOptions } from "./pyodide-provider.ts";
export { createPyodideProvider } from "./pyodide-provider.ts";
