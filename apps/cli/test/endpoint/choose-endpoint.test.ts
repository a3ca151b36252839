import { describe, expect, test } from "vitest";

import { chooseEndpoint, shownUrl } from "../../src/endpoint/choose-endpoint.ts";

const url = "http://127.0.0.1:8000/v1";

describe("the address", () => {
  test("is the flag's, then our variable's, then OpenAI's", () => {
    const env = { AGENT_GYM_BASE_URL: "http://127.0.0.1:1", OPENAI_BASE_URL: "http://127.0.0.1:2" };
    expect(chooseEndpoint({ agentUrl: url }, env)).toEqual({ url, urlSource: "--agent-url" });
    expect(chooseEndpoint({}, env)?.urlSource).toBe("AGENT_GYM_BASE_URL");
    expect(chooseEndpoint({}, { ...env, AGENT_GYM_BASE_URL: " " })?.urlSource).toBe(
      "OPENAI_BASE_URL",
    );
    expect(chooseEndpoint({}, {})).toBeUndefined();
  });

  test("is DeepSeek's own only for its agent and with its key", () => {
    const env = { DEEPSEEK_API_KEY: "sk-deep" };
    expect(chooseEndpoint({ agent: "deepseek" }, env)).toMatchObject({
      keySource: "DEEPSEEK_API_KEY",
    });
    expect(chooseEndpoint({ agent: "tools" }, env)).toBeUndefined();
    expect(chooseEndpoint({ agent: "deepseek" }, {})).toBeUndefined();
  });

  test("is shown without what may be secret", () => {
    expect(shownUrl("https://user:pass@127.0.0.1:8000/v1?key=secret")).toBe(
      "https://127.0.0.1:8000/v1",
    );
    expect(shownUrl("http://127.0.0.1:8000")).toBe("http://127.0.0.1:8000");
  });
});

describe("the key", () => {
  const env = {
    AGENT_GYM_API_KEY: "sk-ours",
    OPENAI_API_KEY: "sk-open",
    DEEPSEEK_API_KEY: "sk-deep",
  };
  const { AGENT_GYM_API_KEY: _, ...others } = env;

  test("is the flag's, then our variable's", () => {
    expect(chooseEndpoint({ agentUrl: url, agentKey: "sk-flag" }, env)).toMatchObject({
      key: "sk-flag",
      keySource: "--agent-key",
    });
    expect(chooseEndpoint({ agentUrl: url }, env)).toMatchObject({ key: "sk-ours" });
  });

  test("of DeepSeek goes to DeepSeek and nowhere else, OpenAI's not to DeepSeek", () => {
    const ofHost = (host: string): string | undefined =>
      chooseEndpoint({ agentUrl: `https://${host}/v1` }, others)?.key;
    expect(ofHost("api.deepseek.com")).toBe("sk-deep");
    expect(ofHost("127.0.0.1:8000")).toBe("sk-open");
    expect(ofHost("notdeepseek.com")).toBe("sk-open");
    expect(ofHost("deepseek.com.example")).toBe("sk-open");
    expect(chooseEndpoint({ agentUrl: url }, { DEEPSEEK_API_KEY: "sk-deep" })?.key).toBeUndefined();
  });
});
