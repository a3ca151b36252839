import { fileURLToPath } from "node:url";

/** Where the files lie that `agent-gym init` writes. */
export const templateFolder: string = fileURLToPath(new URL("../templates/", import.meta.url));
