import type { CallCollector, ReadMalformedCall, ReadToolCall } from "./call-collector.ts";
import { readArgumentsText } from "./read-arguments.ts";
import { readName } from "./read-call.ts";
import { cutOffProblem } from "./read-json.ts";

/**
 * Reads a call that the server took out of the message; its arguments are text as the model wrote it,
 * and are read by the same rules as any. Returns what the collector took; `undefined` when it is full.
 */
export function readNativeCall(
  collector: CallCollector,
  { name, arguments: text }: { readonly name: string; readonly arguments: string },
  options: {
    /** The token limit fell into this call or just behind it. */
    readonly cutOff: boolean;
  },
): ReadToolCall | ReadMalformedCall | undefined {
  const before = collector.count;
  const read = readName(name);
  if (!read.ok) {
    collector.refuse(read.flag, read.problem, text);
  } else if (options.cutOff && text.trim() === "") {
    collector.refuse("truncated", cutOffProblem, text, read.name);
  } else {
    collector.take({ ...readArgumentsText(text), name: read.name }, text);
  }
  return collector.count === before ? undefined : collector.last;
}
