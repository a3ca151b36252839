import leven from "leven";

/** The names closest to what was typed, nearest first: at most three, none that is far off. */
function nearNames(typed: string, names: Iterable<string>): readonly string[] {
  const wanted = typed.toLowerCase();
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    const length = Math.max(wanted.length, candidate.length);
    const allowed = Math.max(length > 2 ? 2 : 1, Math.floor(length / 3));
    const begins = wanted.length > 2 && candidate.startsWith(wanted);
    const distance = begins ? 0 : leven(wanted, candidate, { maxDistance: allowed + 1 });
    if (distance <= allowed) near.push({ name, distance });
  }
  return near
    .toSorted((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` Did you mean "cmd"?`, with a space before it; empty when nothing is near. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const near = nearNames(typed, names);
  if (near.length === 0) return "";
  return ` Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
}
