import type { Probe } from "@agent-gym/core";
import type { EndpointProbe } from "@agent-gym/model";

/** What became of a question of one token. */
export interface EndpointAnswer {
  /** The model that was asked, or would be; `null` where none is named, nor one alone listed. */
  readonly model: string | null;
  /** `answered`; `busy` when it is too busy to answer now; `failed`; `not-asked`. */
  readonly status: "answered" | "busy" | "failed" | "not-asked";
  /** In one line, for people; never holds the key. */
  readonly line: string;
}

/** What `doctor` found; `doctor --json` prints it as it stands. Holds no secret. */
export interface Findings {
  /** Whether everything works that an evaluation here needs, and the endpoint if one is named. */
  readonly ok: boolean;
  /** This program's version. */
  readonly version: string;
  readonly node: string;
  /** As in `linux x64`. */
  readonly platform: string;
  readonly sandboxes: readonly Probe[];
  /** `null` when none is named. */
  readonly endpoint:
    | (EndpointProbe & {
        readonly url: string;
        readonly urlSource: string;
        /** `null` when no key is sent. */
        readonly keySource: string | null;
        readonly answer: EndpointAnswer;
      })
    | null;
  /** Whether each variable is set. */
  readonly keys: Readonly<Record<string, boolean>>;
  readonly logDir: {
    readonly path: string;
    readonly writable: boolean;
    /** `null` where it can't be told. */
    readonly freeBytes: number | null;
  };
}
