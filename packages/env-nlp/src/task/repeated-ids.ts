/** Ids that occur twice. */
export function repeatedIds(
  place: string,
  all: readonly { readonly id?: string }[],
): readonly string[] {
  const ids = all.flatMap(({ id }) => id ?? []);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(twice)].map((id) => `${place}: two have the id "${id}"`);
}
