import type { FileTree } from "@agent-gym/core";

/**
 * A tree without the links that could lead out of it: absolute ones, and relative ones that climb
 * higher than they lie or climb after they have gone down, where another link may have taken them
 * elsewhere. What is left is safe to open: no answer can be `/dev/zero`.
 */
export function dropOutwardLinks(tree: FileTree): FileTree {
  return Object.fromEntries(
    Object.entries(tree).filter(
      ([path, entry]) => !("link" in entry) || staysInside(path, entry.link),
    ),
  );
}

function staysInside(path: string, target: string): boolean {
  if (target.startsWith("/")) return false;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const down = parts.findIndex((part) => part !== "..");
  const climbs = down === -1 ? parts.length : down;
  const depth = path.split("/").length - 1;
  return climbs <= depth && !parts.slice(climbs).includes("..");
}
