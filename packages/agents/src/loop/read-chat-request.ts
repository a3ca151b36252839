import {
  AgentGymError,
  type ChatMessage,
  type ChatRequest,
  type Content,
  type ContentPart,
  isJsonObject,
  type Json,
  type JsonObject,
  type ToolSpec,
} from "@agent-gym/core";

/**
 * A request for a chat completion as it comes over the wire, as one to a {@link ChatModel}: `model` is
 * left out, and what is neither prompt nor tools goes on as sampling, untouched.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 *
 * @throws AgentGymError with the code `bad-request` for what is none, or asks for what a ChatModel
 * can't do.
 */
export function readChatRequest(body: Json): ChatRequest {
  if (!isJsonObject(body)) throw badRequest("the body must be a JSON object");
  const { messages, tools = [], stop, response_format: format = null, n = 1, ...rest } = body;
  if (!isList(messages) || messages.length === 0) throw badRequest("messages must be a list");
  if (n !== 1 && n !== null) throw badRequest("n must be 1: one answer at a time");
  if ("functions" in rest) throw badRequest("functions are outdated: give tools");
  if (rest["logprobs"] === true) throw badRequest("logprobs are not handed through");
  const { model: _model, stream: _stream, stream_options: _options, ...sampling } = rest;
  const names = new Map<string, string>();
  const specs = (isList(tools) ? tools : []).map(readTool);
  const stops = (isList(stop ?? []) ? stop : [stop]) as readonly Json[] | undefined;
  const schema = isJsonObject(format) ? readSchema(format) : undefined;
  const others: JsonObject =
    schema === undefined && format !== null ? { ...sampling, response_format: format } : sampling;
  return {
    messages: messages.map((message, index) => readMessage(message, index, names)),
    ...(specs.length === 0 ? {} : { tools: specs }),
    ...(Object.keys(others).length === 0 ? {} : { sampling: readLimit(others) }),
    ...(schema === undefined ? {} : { responseSchema: schema }),
    ...(stops === undefined || stops.length === 0 ? {} : { stop: stops.map(String) }),
  };
}

/** What is wrong with a request, for whoever sent it. */
export function badRequest(what: string): AgentGymError {
  return new AgentGymError({ code: "bad-request", message: `Can't take the request: ${what}.` });
}

/** The newer name of the limit becomes the one that a ChatModel knows; it spells it as its server does. */
function readLimit({ max_completion_tokens: limit, ...rest }: JsonObject): JsonObject {
  return limit === undefined || limit === null ? rest : { ...rest, max_tokens: limit };
}

function readSchema(format: JsonObject): JsonObject | undefined {
  const described = format["json_schema"];
  if (format["type"] !== "json_schema" || !isJsonObject(described)) return undefined;
  return isJsonObject(described["schema"]) ? described["schema"] : undefined;
}

function readTool(tool: Json): ToolSpec {
  const described = isJsonObject(tool) ? tool["function"] : undefined;
  if (!isJsonObject(described) || typeof described["name"] !== "string") {
    throw badRequest("each of tools must be a function with a name");
  }
  const { name, description, parameters } = described;
  return {
    name,
    description: typeof description === "string" ? description : "",
    parameters: isJsonObject(parameters) ? parameters : { type: "object", properties: {} },
  };
}

function readMessage(message: Json, index: number, names: Map<string, string>): ChatMessage {
  const where = `messages[${index}]`;
  if (!isJsonObject(message)) throw badRequest(`${where} must be an object`);
  const content = readContent(message["content"] ?? "", where);
  switch (message["role"]) {
    case "system":
    case "developer":
      return { role: "system", content };
    case "user":
      return { role: "user", content };
    case "assistant": {
      const toolCalls = readCalls(message["tool_calls"] ?? [], where);
      for (const { id, name } of toolCalls) names.set(id, name);
      const thought = message["reasoning_content"] ?? message["reasoning"];
      return {
        role: "assistant",
        content: textOf(content),
        ...(typeof thought === "string" ? { reasoning: thought } : {}),
        ...(toolCalls.length === 0 ? {} : { toolCalls }),
      };
    }
    case "tool": {
      const id = message["tool_call_id"];
      if (typeof id !== "string") throw badRequest(`${where} must have a tool_call_id`);
      return { role: "tool", toolCallId: id, name: names.get(id) ?? "unknown", content };
    }
    default:
      throw badRequest(`${where} has the role ${JSON.stringify(message["role"] ?? null)}`);
  }
}

function readCalls(calls: Json, where: string) {
  return (isList(calls) ? calls : []).map((call) => {
    const described = isJsonObject(call) ? call["function"] : undefined;
    if (!isJsonObject(call) || !isJsonObject(described)) {
      throw badRequest(`each of ${where}.tool_calls must be a call of a function`);
    }
    const { name, arguments: written = "" } = described;
    const { id } = call;
    if (typeof id !== "string" || typeof name !== "string") {
      throw badRequest(`each of ${where}.tool_calls must have an id and a name`);
    }
    return {
      id,
      name,
      arguments: typeof written === "string" ? written : JSON.stringify(written),
    };
  });
}

function readContent(content: Json, where: string): Content {
  if (typeof content === "string") return content;
  if (!isList(content)) throw badRequest(`${where}.content must be a text or a list of parts`);
  const parts = content.map((part): ContentPart => {
    if (isJsonObject(part) && typeof part["text"] === "string") {
      return { type: "text", text: part["text"] };
    }
    const image = isJsonObject(part) ? part["image_url"] : undefined;
    const url = isJsonObject(image) ? image["url"] : image;
    const [, mediaType, data] =
      /^data:([^;,]+);base64,(.*)$/s.exec(typeof url === "string" ? url : "") ?? [];
    if (mediaType === undefined || data === undefined) {
      throw badRequest(`a part of ${where}.content is neither text nor an image as a data: URL`);
    }
    return { type: "image", mediaType, data };
  });
  return parts.every((part) => part.type === "text") ? textOf(parts) : parts;
}

function textOf(content: Content): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
