/** A sandbox as a person reads it: kind and version, the kind once. */
export function sandboxName({
  kind,
  version,
}: {
  readonly kind: string;
  readonly version: string;
}): string {
  return version.startsWith(kind) ? version : `${kind} ${version}`;
}
