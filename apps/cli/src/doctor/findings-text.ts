import type { Probe } from "@agent-gym/core";

import { sandboxName } from "../report/sandbox-name.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { shellWords } from "../terminal/shell-words.ts";
import type { Styles } from "../terminal/styles.ts";
import type { EndpointAnswer, Findings } from "./findings.ts";

const scarceBytes = 1e9;

/** What `doctor` found, for people: a line for each thing, and under it how to get it. */
export function findingsText(
  findings: Findings,
  { styles, program }: { readonly styles: Styles; readonly program: string },
): string {
  const { version, node, platform, sandboxes, endpoint, keys, logDir, ok } = findings;
  const yes = styles.good("✓");
  const no = styles.bad("✗");
  const maybe = styles.dim("-");
  const lines = [
    styles.bold(`Agent Gym ${version}`),
    `${yes} Node.js ${node} on ${platform}`,
    "",
    styles.bold("Sandboxes"),
    ...sandboxes.flatMap((probe) => sandboxLines(probe, { yes, no })),
    "",
    styles.bold("Model"),
    ...endpointLines(endpoint, { yes, no, maybe }),
    ...Object.entries(keys).map(([name, isSet]) =>
      isSet ? `${yes} ${name} is set` : `${maybe} ${name} is not set`,
    ),
    "",
    styles.bold("Records"),
    ...folderLines(logDir, { yes, no }),
    "",
    ok ? readyText(endpoint, program) : styles.warn("Not ready: see what is marked ✗ above."),
  ];
  return lines.join("\n");
}

/** What to type next: with an endpoint that answers, an evaluation of it. */
function readyText(endpoint: Findings["endpoint"], program: string): string {
  if (endpoint === null) return `Ready. Try: ${program} quickstart`;
  const { url, urlSource, answer } = endpoint;
  const { model, status } = answer;
  const address = urlSource === "--agent-url" ? ["--agent-url", url] : [];
  if (status === "not-asked" || model === null) {
    const words = ["doctor", ...address, "--model", "NAME"];
    return `Ready, as far as can be told without asking a model. Try: ${program} ${shellWords(words)}`;
  }
  const words = ["eval", "cmd", "--agent", "tools", ...address, "--model", model];
  return `Ready. Try: ${program} ${shellWords(words)}`;
}

function sandboxLines(
  probe: Probe,
  { yes, no }: { readonly yes: string; readonly no: string },
): readonly string[] {
  if (probe.ok) {
    const can = probe.capabilities.join(", ");
    return [
      `${yes} ${probe.kind}: ${harmlessLine(sandboxName(probe))}${can === "" ? "" : ` (${can})`}`,
    ];
  }
  return [
    `${no} ${probe.kind}: ${harmlessLine(probe.reason)}`,
    ...(probe.fix === undefined ? [] : [`    to get it: ${harmlessLine(probe.fix)}`]),
  ];
}

function endpointLines(
  endpoint: Findings["endpoint"],
  { yes, no, maybe }: { readonly yes: string; readonly no: string; readonly maybe: string },
): readonly string[] {
  if (endpoint === null) {
    return [`${maybe} no endpoint: name one with --agent-url, or set AGENT_GYM_BASE_URL`];
  }
  const { status, line, urlSource, keySource, answer } = endpoint;
  const key = keySource === null ? "no key" : `key from ${keySource}`;
  const good = status === "ready";
  return [
    `${good ? yes : status === "no-such-path" ? maybe : no} ${harmlessLine(line)}`,
    `    address from ${urlSource}, ${key}`,
    ...(status === "needs-key"
      ? ["    to get it: set AGENT_GYM_API_KEY to a key that this endpoint takes"]
      : []),
    ...(status === "unreachable" || status === "needs-key"
      ? []
      : [`${answerMark(answer.status, { yes, no, maybe })} ${harmlessLine(answer.line)}`]),
  ];
}

function answerMark(
  status: EndpointAnswer["status"],
  { yes, no, maybe }: { readonly yes: string; readonly no: string; readonly maybe: string },
): string {
  if (status === "answered") return yes;
  return status === "failed" ? no : maybe;
}

function folderLines(
  { path, writable, freeBytes }: Findings["logDir"],
  { yes, no }: { readonly yes: string; readonly no: string },
): readonly string[] {
  if (!writable) return [`${no} ${path} can't be written: choose another folder with --log-dir`];
  if (freeBytes === null) return [`${yes} ${path}`];
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  return freeBytes < scarceBytes
    ? [`${no} ${path}, only ${free}: choose another folder with --log-dir`]
    : [`${yes} ${path}, ${free}`];
}
