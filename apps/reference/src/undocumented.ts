import {
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type SomeType,
} from "typedoc";

/**
 * What a reader of the reference would find without a word of explanation, each as
 * `package: Symbol.member (file:line)`; a member that others inherit is told once. Every exported
 * symbol needs a comment, and every public or protected member of an exported class, interface or
 * object type, at any depth. Tags alone, such as `@throws`, are no comment.
 *
 * Not asked for: a member that takes its comment from what it implements or overrides, a member of
 * one literal value (`kind: "text"`: its type's comment tells), what stands inside of a signature (the
 * signature's comment tells), constructors (the class's comment tells), index signatures, and what
 * Node.js or a library declares.
 */
export function undocumented(project: ProjectReflection): string[] {
  const byPlace = new Map<string, string>();
  for (const module of project.children ?? []) {
    for (const symbol of module.children ?? []) {
      for (const { path, place } of missing(symbol, symbol.name)) {
        if (!byPlace.has(place)) byPlace.set(place, `${module.name}: ${path} (${place})`);
      }
    }
  }
  return [...byPlace.values()];
}

interface Missing {
  readonly path: string;
  /** Its file from the repository, line and column. */
  readonly place: string;
}

function missing(reflection: DeclarationReflection, path: string): readonly Missing[] {
  const [source] = reflection.sources ?? [];
  const place =
    source === undefined ? path : `${source.fileName}:${source.line}:${source.character + 1}`;
  const own = isExplained(reflection) || isExempt(reflection) ? [] : [{ path, place }];
  return [...own, ...members(reflection).flatMap((one) => missing(one, `${path}.${one.name}`))];
}

/** Whether it has a comment in words; tags such as `@throws` alone do not say what it is. */
function isExplained(reflection: DeclarationReflection): boolean {
  const { type } = reflection;
  return [
    reflection,
    ...reflection.getNonIndexSignatures(),
    ...(type?.type === "reflection" ? (type.declaration.signatures ?? []) : []),
  ].some(({ comment }) => comment?.summary.some(({ text }) => text.trim() !== "") === true);
}

function isExempt(reflection: DeclarationReflection): boolean {
  const isTag = reflection.kindOf(ReflectionKind.Property) && reflection.type?.type === "literal";
  return isTag || reflection.kindOf([ReflectionKind.Constructor, ReflectionKind.Reference]);
}

function members(reflection: DeclarationReflection): DeclarationReflection[] {
  return [
    ...(reflection.children ?? []),
    ...(reflection.type === undefined ? [] : membersOfType(reflection.type)),
  ];
}

function membersOfType(type: SomeType): DeclarationReflection[] {
  switch (type.type) {
    case "reflection":
      return type.declaration.children ?? [];
    case "union":
    case "intersection":
      return type.types.flatMap((one) => membersOfType(one));
    case "array":
      return membersOfType(type.elementType);
    case "typeOperator":
      return membersOfType(type.target);
    case "tuple":
      return type.elements.flatMap((one) => membersOfType(one));
    case "namedTupleMember":
      return membersOfType(type.element);
    case "optional":
    case "rest":
      return membersOfType(type.elementType);
    case "reference":
      return (type.typeArguments ?? []).flatMap((one) => membersOfType(one));
    default:
      return [];
  }
}
