import { readFileSync } from "node:fs";

const pageBytes = 4_096;

/** How much memory a process holds; 0 where the system does not say, or it is gone. Linux only. */
export function residentBytes(pid: number): number {
  try {
    const [, resident = "0"] = readFileSync(`/proc/${pid}/statm`, "latin1").split(" ");
    return Number(resident) * pageBytes;
  } catch {
    return 0;
  }
}
