import type { Styles } from "../terminal/styles.ts";

/** Facts under each other, each with its label; a label that repeats is shown once. */
export function labelled(
  rows: readonly (readonly [label: string, value: string])[],
  styles: Styles,
): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  let before: string | undefined;
  return rows
    .map(([label, value]) => {
      const shown = label === before ? "" : label;
      before = label;
      return `  ${styles.dim(shown.padEnd(width))}  ${value}`;
    })
    .join("\n");
}
