/** A count in at most five characters: `987`, `12.3k`, `4.5M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  for (const [unit, size] of [
    ["k", 1e3],
    ["M", 1e6],
    ["G", 1e9],
  ] as const) {
    const scaled = count / size;
    if (scaled < 99.95) return `${scaled.toFixed(1)}${unit}`;
    if (scaled < 999.5 || unit === "G") return `${Math.round(scaled)}${unit}`;
  }
  return String(count);
}

/** A time in its two largest units: `0.42 s`, `12 s`, `3m 05s`, `2h 14m`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0005) return "0 s";
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`;
}

/** A share in percent, exact where it has to be: 99.96 % is never shown as 100 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const rounded = Number(percent.toFixed(1));
  if (rounded === 100 && share < 1) return "99.9 %";
  if (rounded === 0 && share > 0) return "0.1 %";
  return `${rounded} %`;
}

/** A reward as short as it can be said: `1`, `0.5`, `0.333`; `-` where there is none. */
export function formatReward(reward: number | null): string {
  return reward === null ? "-" : String(Number(reward.toFixed(3)));
}

/** `$0.42`, or `?` where a price is not known. */
export function formatCost(cost: number | null): string {
  if (cost === null) return "$?";
  return cost >= 1 || cost === 0 ? `$${cost.toFixed(2)}` : `$${Number(cost.toPrecision(2))}`;
}

/** `1 task`, `2 tasks`. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
