import {
  type AnyTool,
  callAction,
  defineEnvironment,
  defineTool,
  type EnvironmentDefinition,
  type EpisodeContext,
  type Sandbox,
  type Start,
  StaticEnvironment,
  textAction,
  type TypedTask,
} from "@agent-gym/core";
import * as z from "zod";

interface Lines {
  readonly lines: readonly string[];
}

/** Its commands run in a sandbox, and what counts is the file that they leave. */
class SortLines extends StaticEnvironment<Lines, null> {
  readonly #context: EpisodeContext;
  #sandbox: Sandbox | undefined;

  constructor(task: TypedTask<Lines>, context: EpisodeContext) {
    super(task);
    this.#context = context;
  }

  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "run",
      description: "Runs a command in bash, in the folder of the files.",
      input: z.object({ command: z.string() }),
      run: async ({ command }, { signal }) => {
        if (this.#sandbox === undefined) throw new Error("There is no sandbox before reset.");
        const { stdout, stderr, exitCode } = await this.#sandbox.exec(command, { signal });
        return { content: `${stdout}${stderr}`, isError: exitCode !== 0 };
      },
    }),
  ];

  protected override prompt(): string {
    return "Write the lines of names.txt into sorted.txt, in the order of the alphabet.";
  }

  override async reset(options: { seed: number; signal: AbortSignal }): Promise<Start> {
    const files = { "names.txt": { data: `${this.task.input.lines.join("\n")}\n` } };
    this.#sandbox = await this.#context.sandboxes.create({ files }, options.signal);
    return await super.reset(options);
  }

  // First everything that the agent started is killed, then its files are taken.
  override async evidence() {
    await this.#sandbox?.stop();
    const collected = await this.#sandbox?.collect();
    return { data: null, files: collected?.files ?? {} };
  }

  override async close(): Promise<void> {
    await this.#sandbox?.[Symbol.asyncDispose]();
  }
}

export const environment: EnvironmentDefinition = defineEnvironment<Lines, object, null>({
  name: "sort-lines",
  version: "1",
  description: "Sort the lines of a file.",
  task: z.looseObject({ lines: z.array(z.string().regex(/^[a-z]+$/)).min(2) }),
  // A task that doing the wrong thing would solve is none.
  check: ({ input: { lines } }) =>
    lines.join() === lines.toSorted().join() ? ["lines: they are sorted already"] : [],
  needs: () => ({ sandbox: ["real-shell"] }),
  create: (task, _, context) => new SortLines(task, context),
  grade: ({ task, evidence: { files = {} } }) => {
    const file = files["sorted.txt"];
    const content = file !== undefined && "data" in file ? file.data : "";
    const found = typeof content === "string" ? content : new TextDecoder().decode(content);
    const expected = task.input.lines.toSorted().join("\n");
    return { reward: found.trimEnd() === expected ? 1 : 0, details: { expected, found } };
  },
  scripts: () => ({
    *solution() {
      yield callAction({
        name: "run",
        arguments: { command: "LC_ALL=C sort names.txt > sorted.txt" },
      });
      yield textAction("Done.");
    },
    cheats: {
      *copy() {
        yield callAction({ name: "run", arguments: { command: "cp names.txt sorted.txt" } });
        yield textAction("Done.");
      },
    },
  }),
});
