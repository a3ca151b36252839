/** A refusal of the service, which becomes problem details (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** More members of the body. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    title: string,
    detail: string,
    rest: {
      readonly more?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.more = rest.more ?? {};
    this.headers = rest.headers ?? {};
  }

  /** As the service answers it. */
  response(): Response {
    const body = { title: this.title, status: this.status, detail: this.message, ...this.more };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { "content-type": "application/problem+json", ...this.headers },
    });
  }
}

/** 422, with the place of each fault as a JSON pointer. */
export function invalid(faults: readonly (readonly [pointer: string, detail: string])[]): Problem {
  return new Problem(422, "Unprocessable content", "Some fields are not as they must be.", {
    more: { errors: faults.map(([pointer, detail]) => ({ pointer, detail })) },
  });
}
