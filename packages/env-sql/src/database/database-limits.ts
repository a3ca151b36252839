/**
 * What no SQL gets more of, whatever an agent asks for. They are far above what a task needs and far
 * below what a host would notice.
 */
export const databaseLimits = {
  /** Of everything that a thread's SQLite holds, in pages of 64 KiB: 32 MiB. */
  memoryPages: 512,
  /** Of the database, in its own pages of 4 KiB: 4 MiB. */
  databasePages: 1024,
  /** Of one text or blob, in bytes. */
  valueBytes: 1_000_000,
  /** Of the SQL of one call, in characters. */
  sqlCharacters: 100_000,
  /** Statements in one call. */
  statements: 1000,
  /** Of what JavaScript holds in the thread, in MiB. */
  heapMegabytes: 96,
  /** Rows of a query that are counted; of more it is said that there are more. */
  countedRows: 10_000,
  /** Tables and views that the evidence names. */
  relations: 100,
  /** Characters that all rows of the evidence may take as JSON. */
  contentCharacters: 1_000_000,
} as const;
