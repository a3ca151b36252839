import type { Command } from "just-bash";

import { awkFamily } from "./awk/awk.ts";
import { bc } from "./bc.ts";
import { cut } from "./cut.ts";
import { date } from "./date.ts";
import { cmp, diff } from "./diff.ts";
import { du } from "./du.ts";
import { hd, hexdump, od, xxd } from "./dump.ts";
import { env, nohup } from "./env.ts";
import { copyFamily, dd, install, mktemp, realpath, tar, truncate } from "./files.ts";
import { find } from "./find.ts";
import { grepFamily } from "./grep.ts";
import { head } from "./head.ts";
import { jq } from "./jq.ts";
import { ls } from "./ls.ts";
import { paste } from "./paste.ts";
import { printfFamily } from "./printf.ts";
import { pythonFamily } from "./python.ts";
import { rm } from "./rm.ts";
import { sed } from "./sed/sed.ts";
import { sort } from "./sort.ts";
import { systemCommands } from "./system.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";
import { xargs } from "./xargs.ts";

/** The commands that replace just-bash's own, or that it lacks. */
export const shims: readonly Command[] = [
  ...awkFamily,
  ...copyFamily,
  ...grepFamily,
  ...printfFamily,
  ...pythonFamily,
  ...systemCommands,
  bc,
  cmp,
  cut,
  date,
  dd,
  diff,
  du,
  env,
  find,
  hd,
  head,
  hexdump,
  install,
  jq,
  ls,
  mktemp,
  nohup,
  od,
  paste,
  realpath,
  rm,
  sed,
  sort,
  tar,
  truncate,
  uniq,
  wc,
  xargs,
  xxd,
];
