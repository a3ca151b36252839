import { isJsonObject, jsonSchemaProblems, type Json, type JsonObject } from "@agent-gym/core";

/** What a value is drawn with. */
export interface JsonSampling {
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** What texts are made of; never empty. */
  readonly words: readonly string[];
}

/** So many values are drawn before one that does not fit is given up. */
const draws = 20;
const deepest = 6;

/**
 * A value by chance that fits a JSON Schema; `undefined` where none was found, as for a text that must
 * match an unusual pattern.
 */
export function sampleJsonSchema(schema: JsonObject, sampling: JsonSampling): Json | undefined {
  const draw = new Draw(schema, sampling);
  for (let nth = 0; nth < draws; nth += 1) {
    const value = draw.value(schema, 0);
    if (jsonSchemaProblems(schema, value).length === 0) return value;
  }
  return undefined;
}

class Draw {
  readonly #root: JsonObject;
  readonly #random: () => number;
  readonly #words: readonly string[];

  constructor(root: JsonObject, { random, words }: JsonSampling) {
    this.#root = root;
    this.#random = random;
    this.#words = words;
  }

  value(schema: Json | undefined, depth: number): Json {
    if (!isJsonObject(schema)) return this.#word();
    const node = this.#resolved(schema, depth);
    if (node["const"] !== undefined) return node["const"];
    const listed = [node["enum"], node["examples"]].find(Array.isArray) as Json[] | undefined;
    if (listed !== undefined && listed.length > 0) return this.#pick(listed);
    if (node["default"] !== undefined && this.#chance(0.3)) return node["default"];
    switch (this.#type(node)) {
      case "object":
        return this.#object(node, depth);
      case "array":
        return this.#array(node, depth);
      case "integer":
      case "number":
        return this.#number(node);
      case "boolean":
        return this.#chance(0.5);
      case "null":
        return null;
      default:
        return this.#text(node);
    }
  }

  /** The schema with its references followed and its alternatives decided. */
  #resolved(schema: JsonObject, depth: number): JsonObject {
    let node = schema;
    for (let step = depth; step < deepest; step += 1) {
      const { $ref: reference, anyOf, oneOf, allOf, ...rest } = node;
      const choices = [anyOf, oneOf].filter((one): one is readonly Json[] => Array.isArray(one));
      const parts = Array.isArray(allOf) ? (allOf as Json[]) : [];
      if (reference === undefined && choices.length === 0 && parts.length === 0) break;
      const chosen = choices.flatMap((choice) => (choice.length === 0 ? [] : [this.#pick(choice)]));
      node = [this.#target(reference), ...parts, ...chosen].reduce<JsonObject>(
        (merged, part) => (isJsonObject(part) ? merge(merged, part) : merged),
        rest,
      );
    }
    return node;
  }

  #target(reference: Json | undefined): Json | undefined {
    if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
    let node: Json | undefined = this.#root;
    for (const part of reference.split("/").slice(1)) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      node = isJsonObject(node) ? node[key] : undefined;
    }
    return node;
  }

  #type({ type, properties, items }: JsonObject): string {
    if (typeof type === "string") return type;
    if (Array.isArray(type) && type.length > 0) return this.#pick(type as string[]);
    if (properties !== undefined) return "object";
    return items === undefined ? "string" : "array";
  }

  #object({ properties, required }: JsonObject, depth: number): JsonObject {
    const needed = new Set(Array.isArray(required) ? (required as Json[]) : []);
    const members = Object.entries(isJsonObject(properties) ? properties : {});
    const chosen = members.filter(
      ([name]) => needed.has(name) || (depth < deepest && this.#chance(0.5)),
    );
    return Object.fromEntries(
      chosen.map(([name, schema]) => [name, this.value(schema, depth + 1)]),
    );
  }

  #array({ items, minItems, maxItems }: JsonObject, depth: number): Json {
    const least = numberOr(minItems, 0);
    const most = Math.max(least, Math.min(numberOr(maxItems, Infinity), least + 2));
    const length = depth < deepest ? this.#between(least, most) : least;
    return Array.from({ length }, () => this.value(items, depth + 1));
  }

  #number(node: JsonObject): number {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, type } = node;
    const step = numberOr(multipleOf, 1);
    const above = Math.max(numberOr(minimum, -Infinity), numberOr(exclusiveMinimum, -Infinity));
    const below = Math.min(numberOr(maximum, Infinity), numberOr(exclusiveMaximum, Infinity));
    const low = Number.isFinite(above) ? above : Math.min(0, below - 10 * step);
    const high = Number.isFinite(below) ? below : low + 10 * step;
    if (type !== "integer" && multipleOf === undefined && this.#chance(0.3)) {
      return low + (high - low) * this.#random();
    }
    return step * this.#between(Math.ceil(low / step), Math.floor(high / step));
  }

  #text({ minLength, maxLength, format }: JsonObject): string {
    const known = typeof format === "string" ? formats[format] : undefined;
    if (known !== undefined) return known;
    const count = this.#chance(0.7) ? 1 : this.#between(2, 4);
    let text = Array.from({ length: count }, () => this.#word()).join(" ");
    while (text.length < numberOr(minLength, 0)) text += ` ${this.#word()}`;
    return text.slice(0, numberOr(maxLength, Infinity));
  }

  #word(): string {
    return this.#pick(this.#words);
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)] as Item;
  }

  #between(low: number, high: number): number {
    return low + Math.floor(this.#random() * Math.max(1, high - low + 1));
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}

/** Both schemas at once, as far as a draw can heed them: members and requirements add up. */
function merge(left: JsonObject, right: JsonObject): JsonObject {
  const members = { ...asObject(left["properties"]), ...asObject(right["properties"]) };
  const required = [...asList(left["required"]), ...asList(right["required"])];
  return {
    ...left,
    ...right,
    ...(Object.keys(members).length === 0 ? {} : { properties: members }),
    ...(required.length === 0 ? {} : { required }),
  };
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

const formats: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T12:00:00Z",
  time: "12:00:00Z",
  email: "someone@example.org",
  hostname: "example.org",
  ipv4: "192.0.2.1",
  uri: "https://example.org/",
  url: "https://example.org/",
  uuid: "6f9619ff-8b86-4d01-b42d-00c04fc964ff",
};
