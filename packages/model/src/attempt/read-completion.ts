import { isJsonObject, ProviderError } from "@agent-gym/core";

import { errorInBody, serverWords } from "../transport/provider-failure.ts";
import type { FailureContext } from "../transport/provider-failure.ts";
import type { AnswerAssembly, WireApi } from "../wire/wire-api.ts";

/**
 * Reads a plain answer.
 *
 * @throws ProviderError for a body that is empty, no JSON, an error, or holds no message.
 */
export async function readCompletion(
  body: AsyncIterable<Uint8Array>,
  options: {
    readonly assembly: AnswerAssembly;
    readonly api: WireApi;
    readonly heard: () => void;
    readonly failure: FailureContext;
  },
): Promise<void> {
  const { assembly, api, heard, failure } = options;
  const parts: Uint8Array[] = [];
  for await (const bytes of body) {
    heard();
    parts.push(bytes);
  }
  const text = Buffer.concat(parts).toString("utf8");
  const completion = parse(text);
  if (!isJsonObject(completion)) {
    const words = failure.mask(serverWords(failure.mask(text)));
    throw new ProviderError({
      code: "protocol",
      message: `${failure.endpoint} answered ${words === "" ? "with an empty body" : `what is no JSON object (${words})`}: expected an answer of the model; check the address.`,
      status: 200,
    });
  }
  const error = errorInBody(api.withError(completion), failure);
  if (error !== undefined) throw error;
  if (!assembly.addCompletion(completion)) {
    throw new ProviderError({
      code: "protocol",
      message: `${failure.endpoint} answered a JSON object without ${api.expects}`,
      status: 200,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
