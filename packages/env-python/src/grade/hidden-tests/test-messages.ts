import { VerifierError } from "@agent-gym/core";
import { z } from "zod";

/** How one test went. */
export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly message?: string;
}

/** What the tests want next. */
export type TestMessage =
  /** A call of the solution: a Python expression over its names. */
  | { readonly ask: "call"; readonly expression: string }
  | { readonly ask: "program"; readonly stdin: string }
  | { readonly ask: "done"; readonly results: readonly TestResult[] }
  | { readonly ask: "broken"; readonly message: string };

const messageSchema: z.ZodType<TestMessage> = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("call"), expression: z.string() }),
  z.object({ ask: z.literal("program"), stdin: z.string() }),
  z.object({
    ask: z.literal("done"),
    results: z.array(
      z.object({ name: z.string(), passed: z.boolean(), message: z.string().exactOptional() }),
    ),
  }),
  z.object({ ask: z.literal("broken"), message: z.string() }),
]);

/** @throws VerifierError for what is no message. */
export function parseTestMessage(text: string): TestMessage {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new VerifierError("The hidden tests gave no message that can be read.", { cause });
  }
}
