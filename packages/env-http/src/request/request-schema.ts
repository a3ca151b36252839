import * as z from "zod";

/** A request as an agent writes it. */
export interface ServiceRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>> | string;
}

/** What the tool `http_request` takes. */
export const requestSchema: z.ZodType<ServiceRequest> = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
  path: z.string().describe("Path and query, as in /rooms?floor=2. Never a whole address."),
  headers: z.record(z.string(), z.string()).exactOptional().describe("By name."),
  body: z
    .union([z.record(z.string(), z.unknown()), z.string()])
    .exactOptional()
    .describe("A JSON object; or a text, which is sent as it stands."),
});
