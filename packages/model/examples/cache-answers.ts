import { createChatModel, openModelCache } from "@agent-gym/model";

await using live = createChatModel({ url: "http://127.0.0.1:8000", model: "Qwen3-8B" });
await using cache = await openModelCache({ file: "calls.jsonl", mode: "record" });
const model = cache.wrap(live);
console.log(model.id);
