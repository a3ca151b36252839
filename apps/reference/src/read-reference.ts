import { join } from "node:path";

import {
  Application,
  Comment,
  Logger,
  LogLevel,
  type ParameterReflection,
  type ProjectReflection,
  ReflectionKind,
  type SignatureReflection,
} from "typedoc";

import { publishedPackages, repository } from "./published-packages.ts";

/** The reference of every published package, before it is written. */
export interface Reference {
  /** What is exported, with its comments: one module per entry point, called as it is imported. */
  readonly project: ProjectReflection;
  /**
   * What is wrong with it, one line each: links that lead nowhere or to what is not exported,
   * descriptions of parameters that there are not. Grows while it is written.
   */
  readonly problems: readonly string[];
  /** Writes it as HTML into a folder, which it empties first. */
  readonly write: (folder: string) => Promise<void>;
}

/** What the reference is made of. */
export interface ReferenceSources {
  /** One per module of the reference. */
  readonly modules: readonly {
    /** As a program imports it. */
    readonly name: string;
    /** What it is, in a sentence. */
    readonly description: string;
    /** Its source, as an absolute path. */
    readonly file: string;
  }[];
  /** A TypeScript configuration that includes all of them, as an absolute path. */
  readonly tsconfig: string;
}

/** All entry points of all published packages. */
function publishedSources(): ReferenceSources {
  return {
    modules: publishedPackages().flatMap(({ folder, description, entryPoints }) =>
      entryPoints.map(({ name, source }) => ({
        name,
        description,
        file: join(repository, folder, source),
      })),
    ),
    tsconfig: join(repository, "apps/reference/tsconfig.typedoc.json"),
  };
}

/**
 * Reads sources and their comments; needs no network.
 *
 * @param sources default: all entry points of all published packages.
 */
export async function readReference(
  { modules, tsconfig }: ReferenceSources = publishedSources(),
): Promise<Reference> {
  const application = await Application.bootstrap({
    name: "Agent Gym",
    entryPoints: modules.map(({ file }) => file),
    tsconfig,
    basePath: repository,
    // `tsc` checks the types, and of a newer version than this.
    skipErrorChecking: true,
    disableGit: true,
    sourceLinkTemplate: "",
    readme: "none",
    alwaysCreateEntryPointModule: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
  });
  const logger = new ProblemLogger();
  application.logger = logger;
  const entryPoints = application.getEntryPoints() ?? [];
  for (const entryPoint of entryPoints) {
    const module = modules.find(({ file }) => file === entryPoint.sourceFile.fileName);
    if (module !== undefined) entryPoint.displayName = module.name;
  }
  const project = application.converter.convert(entryPoints);
  for (const reflection of project.children ?? []) {
    const text = modules.find(({ name }) => name === reflection.name)?.description ?? "";
    reflection.comment ??= new Comment([{ kind: "text", text }]);
  }
  nameParameters(project);
  application.validate(project);
  return {
    project,
    problems: logger.problems,
    write: async (folder) => application.generateDocs(project, folder),
  };
}

/** Parameters that a function takes apart at once have no name in the sources. */
function nameParameters(project: ProjectReflection): void {
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    if (parameter.name !== "__namedParameters") continue;
    const { parameters = [] } = parameter.parent as SignatureReflection;
    parameter.name =
      parameters.indexOf(parameter as ParameterReflection) === 0 ? "input" : "options";
  }
}

/** Keeps warnings and errors, and is silent. */
class ProblemLogger extends Logger {
  readonly problems: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.problems.push(message);
  }
}
