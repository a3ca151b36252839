/** What all of a program's objects inherit or are made by. */
const watched: Readonly<Record<string, object>> = {
  Object,
  "Object.prototype": Object.prototype,
  "Array.prototype": Array.prototype,
  "Function.prototype": Function.prototype,
  "String.prototype": String.prototype,
};

/**
 * Looks at the objects that the whole program shares.
 *
 * @returns what tells, in one line each, which of their members are others since then, and puts them
 *   back.
 */
export function watchBuiltins(): () => readonly string[] {
  const before = Object.entries(watched).map(
    ([name, object]) => [name, object, membersOf(object)] as const,
  );
  return () =>
    before.flatMap(([name, object, known]) => {
      const now = membersOf(object);
      return [...new Set([...known.keys(), ...now.keys()])].flatMap((key) => {
        const [was, is] = [known.get(key), now.get(key)];
        const isSame = Object.is(was?.value, is?.value) && was?.get === is?.get;
        if (isSame && (was === undefined) === (is === undefined)) return [];
        if (was === undefined) Reflect.deleteProperty(object, key);
        else Reflect.defineProperty(object, key, was);
        return [`${name} got another member ${JSON.stringify(String(key))}`];
      });
    });
}

function membersOf(object: object): ReadonlyMap<PropertyKey, PropertyDescriptor | undefined> {
  const keys = Reflect.ownKeys(object);
  return new Map(keys.map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
}
