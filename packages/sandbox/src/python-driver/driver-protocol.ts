/** How a cell ended. */
export interface DriverReply {
  readonly id: string;
  readonly stdout: string;
  readonly stderr: string;
  /** More was printed than may be. */
  readonly full: boolean;
  /** 0, or 1 after an exception, or what `exit` was given; absent when its process ended. */
  readonly code?: number;
  readonly value?: string;
  /** How its process ended. */
  readonly signal?: number;
  readonly exit?: number;
}

/** What the driver says once, when it can take cells. */
export interface DriverReady {
  /** Python's version. */
  readonly ready: string;
}

export function isDriverReady(message: unknown): message is DriverReady {
  return typeof message === "object" && message !== null && "ready" in message;
}

export function isDriverReply(message: unknown): message is DriverReply {
  return typeof message === "object" && message !== null && "id" in message && "stdout" in message;
}
