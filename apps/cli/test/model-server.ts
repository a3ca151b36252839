import {
  type ScriptedRequest,
  type ScriptedServer,
  type ScriptedServerOptions,
  startScriptedServer,
} from "@agent-gym/model/testing";

/**
 * A scripted server for tests that count what a run asks: the one token that is asked before it is
 * answered, and neither counted nor kept.
 */
export async function startModelServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  let questions = 0;
  const server = await startScriptedServer({
    ...options,
    reply: (request) => {
      if (!isFirstQuestion(request)) {
        return options.reply({ ...request, index: request.index - questions });
      }
      questions += 1;
      return { text: "p" };
    },
  });
  return new Proxy(server, {
    get: (target, name) => {
      if (name === "requests") return target.requests.filter((one) => !isFirstQuestion(one));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

function isFirstQuestion({ body, messages }: ScriptedRequest): boolean {
  const most = body["max_tokens"] ?? body["max_output_tokens"];
  return most === 1 && messages.at(-1)?.content === "ping";
}
