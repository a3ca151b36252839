// Measures what the project promises of its speed. `pnpm bench` measures every row,
// `pnpm bench sandbox start-up` some; each row runs in a process of its own. With --json the figures
// come as JSON. It fails only when a row can't be measured: a missed bar is told, not punished.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify, styleText } from "node:util";

import type { Measurement, Row } from "./measurement.ts";

const run = promisify(execFile);
const folder = new URL("rows/", import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, row: { type: "string" } },
});

if (values.row === undefined) process.exitCode = await measureAll();
else await measureOne(values.row);

async function measureOne(name: string): Promise<void> {
  const { row } = (await import(new URL(`${name}.ts`, folder).href)) as { readonly row: Row };
  console.log(JSON.stringify(await row.measure()));
  // A row may leave pools and servers behind.
  process.exit();
}

async function measureAll(): Promise<number> {
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`No such row: ${unknown.join(", ")}. The rows are: ${names.join(", ")}.`);
    return 1;
  }
  const wanted = positionals.length === 0 ? names : positionals;
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}, load ${loadavg()[0]?.toFixed(2)}`;
  if (!values.json) console.log(`On ${machine}\n`);
  let failures = 0;
  const found: Record<string, readonly Measurement[]> = {};
  for (const name of wanted) {
    try {
      const { stdout } = await run(
        process.execPath,
        ["--expose-gc", fileURLToPath(import.meta.url), "--row", name],
        { maxBuffer: 2 ** 26 },
      );
      const measured = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Measurement[];
      found[name] = measured;
      if (!values.json) print(name, measured);
    } catch (error) {
      failures += 1;
      console.error(
        `${name} could not be measured: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
  if (values.json) console.log(JSON.stringify({ machine, rows: found }));
  return failures === 0 ? 0 : 2;
}

function print(name: string, measured: readonly Measurement[]): void {
  console.log(styleText("bold", name));
  for (const { what, value, unit, bar, note } of measured) {
    const figure = `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
    console.log(
      `  ${mark(value, bar)} ${what}: ${figure}${barText(bar, unit)}${note === undefined ? "" : `  (${note})`}`,
    );
  }
  console.log();
}

function mark(value: number, bar: Measurement["bar"]): string {
  if (bar === undefined) return "·";
  const good = "most" in bar ? value <= bar.most : value >= bar.least;
  return good ? styleText("green", "✓") : styleText("red", "✗");
}

function barText(bar: Measurement["bar"], unit: string): string {
  if (bar === undefined) return "";
  return "most" in bar ? `, bar ≤ ${bar.most} ${unit}` : `, bar ≥ ${bar.least} ${unit}`;
}
