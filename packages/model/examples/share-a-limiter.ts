import { createChatModel, RateLimiter } from "@agent-gym/model";

const limiter = new RateLimiter({ requestsPerMinute: 500, tokensPerMinute: 200_000 });
const endpoint = { url: "https://api.openai.com/v1", model: "gpt-5.5", limiter };

/** Two models behind one limit. */
export const agent = createChatModel(endpoint);
export const judge = createChatModel({ ...endpoint, sampling: { temperature: 0 } });
