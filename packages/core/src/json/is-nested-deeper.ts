/** Whether lists and objects stand in each other more than so many levels deep. Never recurses itself. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let layer: readonly unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth += 1) {
    const containers = layer.filter((one) => typeof one === "object" && one !== null);
    if (containers.length > 0 && depth === levels) return true;
    layer = containers.flatMap((one) => Object.values(one));
  }
  return false;
}
