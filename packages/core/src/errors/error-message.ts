/** What an error says; whatever was thrown, this does not throw. */
export function errorMessage(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : error;
    return typeof message === "string" ? message : String(message);
  } catch {
    return "It was thrown without a readable message.";
  }
}
