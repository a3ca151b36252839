import {
  type FusionLanguage,
  fusionLanguages,
  type RunCodeRequest,
  type RunJupyterRequest,
} from "./fusion-api.ts";

/** One fault of a request, as FastAPI tells it. */
interface RequestFault {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** A request that can be served, or what is wrong with it. */
export type ReadRequest<Request> =
  | { readonly request: Request }
  | { readonly faults: readonly RequestFault[] };

type Fields = Readonly<Record<string, unknown>>;

export function readRunCode(body: unknown): ReadRequest<RunCodeRequest> {
  return read(body, (fields, fault) => {
    if (typeof fields["code"] !== "string") fault(["code"], "Input should be a valid string");
    if (!fusionLanguages.includes(fields["language"] as FusionLanguage)) {
      fault(["language"], `Input should be one of ${fusionLanguages.join(", ")}`);
    }
    for (const name of ["compile_timeout", "run_timeout", "memory_limit_MB"]) {
      checkNumber(fields, name, fault);
    }
    const { stdin } = fields;
    if (stdin !== undefined && stdin !== null && typeof stdin !== "string") {
      fault(["stdin"], "Input should be a valid string");
    }
    checkFiles(fields, fault);
  });
}

export function readRunJupyter(body: unknown): ReadRequest<RunJupyterRequest> {
  return read(body, (fields, fault) => {
    const { cells, kernel } = fields;
    if (!Array.isArray(cells) || !cells.every((cell) => typeof cell === "string")) {
      fault(["cells"], "Input should be a list of strings");
    }
    if (kernel !== undefined && kernel !== "python3") fault(["kernel"], "Input should be python3");
    for (const name of ["cell_timeout", "total_timeout", "memory_limit_MB"]) {
      checkNumber(fields, name, fault);
    }
    checkFiles(fields, fault);
  });
}

type Fault = (place: readonly (string | number)[], msg: string) => void;

function read<Request>(
  body: unknown,
  check: (fields: Fields, fault: Fault) => void,
): ReadRequest<Request> {
  const faults: RequestFault[] = [];
  const fault: Fault = (place, msg) => {
    faults.push({ loc: ["body", ...place], msg, type: "value_error" });
  };
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    fault([], "Input should be a JSON object");
  } else {
    check(body as Fields, fault);
  }
  return faults.length > 0 ? { faults } : { request: body as Request };
}

function checkNumber(fields: Fields, name: string, fault: Fault): void {
  const value = fields[name];
  if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value))) {
    fault([name], "Input should be a valid number");
  }
}

function checkFiles(fields: Fields, fault: Fault): void {
  const { files = {}, fetch_files: fetched = [] } = fields;
  if (typeof files !== "object" || files === null || Array.isArray(files)) {
    fault(["files"], "Input should be an object");
  } else {
    for (const [path, data] of Object.entries(files)) {
      if (!isInside(path)) fault(["files", path], "The path must lie below the working directory");
      if (data !== null && typeof data !== "string") {
        fault(["files", path], "Input should be Base64, or null");
      }
    }
  }
  if (!Array.isArray(fetched)) return fault(["fetch_files"], "Input should be a list");
  for (const [index, path] of fetched.entries()) {
    if (typeof path !== "string" || !isInside(path)) {
      fault(["fetch_files", index], "The path must lie below the working directory");
    }
  }
}

/** SandboxFusion itself writes and reads wherever it is told to. */
function isInside(path: string): boolean {
  return (
    path !== "" &&
    !path.startsWith("/") &&
    !path.includes("\0") &&
    path.split("/").every((part) => part !== ".." && part !== "." && part !== "")
  );
}
