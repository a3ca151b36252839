import { chatTemplate, type ChatTemplate } from "../src/index.ts";

// Small templates of our own, each in the manner of a family of models.

/** Writes what it is given, and nothing else. */
export const plainTemplate: ChatTemplate = chatTemplate(
  `{%- for message in messages -%}
[{{ message.role }}]
{{ message.content }}
[end]
{% endfor -%}
{%- if add_generation_prompt -%}
[assistant]
{% endif -%}`,
  { name: "plain" },
);

/** Tags in a text, thoughts kept, calls as JSON: the manner of Qwen's family, with generation marks. */
export const taggedSource = `{%- if tools %}{{- "[system]\\n" }}{%- if messages[0].role == "system" %}{{- messages[0].content + "\\n" }}{%- endif %}{%- for tool in tools %}{{- tool | tojson + "\\n" }}{%- endfor %}{{- "[end]\\n" }}{%- elif messages[0].role == "system" %}{{- "[system]\\n" + messages[0].content + "\\n[end]\\n" }}{%- endif %}
{%- for message in messages %}
  {%- if message.role == "user" %}
    {{- "[user]\\n" + message.content + "[end]\\n" }}
  {%- elif message.role == "assistant" %}
    {{- "[assistant]\\n" }}
    {%- generation %}
    {%- if message.reasoning_content %}
      {{- "<think>\\n" + message.reasoning_content + "\\n</think>\\n\\n" }}
    {%- endif %}
    {{- message.content }}
    {%- for call in message.tool_calls or [] %}
      {{- '\\n<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' }}
      {{- call.function.arguments | tojson }}
      {{- "}\\n</tool_call>" }}
    {%- endfor %}
    {{- "[end]\\n" }}
    {%- endgeneration %}
  {%- elif message.role == "tool" %}
    {{- "[tool]\\n<tool_response>\\n" + message.content + "\\n</tool_response>[end]\\n" }}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
  {{- "[assistant]\\n" }}
{%- endif %}`;

export const taggedTemplate: ChatTemplate = chatTemplate(taggedSource, { name: "tagged" });

/** The same without marks, in which every thought before a user's last message is gone. */
export const forgetfulTemplate: ChatTemplate = chatTemplate(
  `{%- set ns = namespace(last=0) %}
{%- for message in messages %}{%- if message.role == "user" %}{%- set ns.last = loop.index0 %}{%- endif %}{%- endfor %}
{%- for message in messages %}
  {{- "[" + message.role + "]\\n" }}
  {%- if message.reasoning_content and loop.index0 > ns.last %}{{- "<think>\\n" + message.reasoning_content + "\\n</think>\\n\\n" }}{%- endif %}
  {{- message.content }}
  {%- for call in message.tool_calls or [] %}
    {{- '<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson) + '}\\n</tool_call>' }}
  {%- endfor %}
  {{- "[end]\\n" }}
{%- endfor %}
{%- if add_generation_prompt %}{{- "[assistant]\\n" }}{%- endif %}`,
  { name: "forgetful" },
);

/** Encodes arguments twice, as templates do that expect text of them and are given text of text. */
export const doublingTemplate: ChatTemplate = chatTemplate(
  `{%- for message in messages %}
  {{- "[" + message.role + "]\\n" }}
  {%- if message.reasoning_content %}{{- "<think>" + message.reasoning_content + "</think>" }}{%- endif %}
  {{- message.content }}
  {%- for call in message.tool_calls or [] %}
    {{- '<tool_call>{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson | tojson) + '}</tool_call>' }}
  {%- endfor %}
  {{- "[end]\\n" }}
{%- endfor %}
{%- if add_generation_prompt %}{{- "[assistant]\\n" }}{%- endif %}`,
  { name: "doubling" },
);

/** Knows neither calls nor thoughts, and says nothing of it. */
export const silentTemplate: ChatTemplate = chatTemplate(
  `{%- for message in messages %}{{- "[" + message.role + "]" + message.content + "[end]" }}{%- endfor %}{%- if add_generation_prompt %}{{- "[assistant]" }}{%- endif %}`,
  { name: "silent" },
);
