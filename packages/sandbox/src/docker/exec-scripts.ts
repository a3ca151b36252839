// The programs that a container's `sh` runs around what it is asked to run. Each first writes a line
// end to its output: a word of Docker's own instead means that nothing was started.

/** The variable in which a shell finds its program: on its command line, `ps` would show it. */
const variable = "GYM";

/** How a script is run: a shell's command line, and the environment that goes with it. */
export interface ScriptCall {
  readonly argv: readonly string[];
  readonly env: readonly string[];
}

/** A call of a script for a shell. */
export function scriptCall(
  script: string,
  { shell = "/bin/sh", argv = [] }: { readonly shell?: string; readonly argv?: readonly string[] },
): ScriptCall {
  return {
    argv: [shell, "-c", `eval "$${variable}"`, shell.slice(shell.lastIndexOf("/") + 1), ...argv],
    env: [`${variable}=${script}`, "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"],
  };
}

/**
 * Reads what a program has left of its input: Docker would wait for ever for somebody to take it.
 * `input` says whether there is any.
 */
const drain = String.raw`[ -z "$input" ] || cat > /dev/null`;

/** Arguments: `input` or nothing, then the program and its own. */
export const plainScript: string = String.raw`echo
input=$1
shift
[ -n "$input" ] || exec "$@"
"$@"
code=$?
${drain}
exit $code
`;

/**
 * Kills processes of the agent's user. Arguments: `all`; or `spare` or `only` with the sessions that
 * are spared, or meant. A session's number can't be taken on by another session's process.
 */
const killFunction = String.raw`
end_processes() {
  mode=$1; shift
  if [ "$mode" = all ]; then kill -9 -1; return; fi
  for round in 1 2 3 4 5; do
    found=
    for entry in /proc/[0-9]*; do
      pid=${"$"}{entry#/proc/} session=
      while read -r name value; do
        if [ "$name" = NSsid: ]; then session=$value; break; fi
      done < "$entry/status"
      [ -n "$session" ] && [ "$pid" != "$$" ] || continue
      case "$mode  $* " in
        spare*" $session "*) continue ;;
        spare* | only*" $session "*) kill -9 "$pid" && found=yes ;;
      esac
    done
    [ -n "$found" ] || return 0
  done
} 2> /dev/null
`;

/** Arguments: those of the function. */
export const killScript: string = String.raw`echo
${killFunction}
end_processes "$@"
`;

const enterFunction = String.raw`
enter() {
  cd -- "$1" 2> /dev/null && return
  if ! [ -e "$1" ]; then why='No such file or directory'
  elif ! [ -d "$1" ]; then why='Not a directory'
  else why='Permission denied'; fi
  echo "bash: cd: $1: $why" >&2
  exit 1
}
`;

/**
 * Runs a command, then ends everything that it left running. Arguments: `input` or nothing, the
 * directory, the kibibytes of data that each process may have, the sessions to spare (words), then what
 * `env -i` takes. What the shell itself has to say of a command that was killed is kept from its stderr.
 */
export const commandScript: string = String.raw`echo
${killFunction}
${enterFunction}
input=$1 spared=$4
enter "$2"
ulimit -d "$3"
shift 4
exec 3>&2 2> /dev/null
/usr/bin/env -i "$@" 2>&3 3>&-
code=$?
exec 3>&-
if [ -n "$spared" ]; then end_processes spare $spared; else end_processes all; fi
${drain}
exit $code
`;

/**
 * Becomes a program that runs beside the commands, and first writes a line with its session.
 * Arguments: its directory, the kibibytes of data and the seconds of CPU time that it may have, then
 * what `env -i` takes.
 */
export const spawnScript: string = String.raw`echo
${enterFunction}
enter "$1"
ulimit -d "$2"
ulimit -t "$3"
shift 3
echo $$
exec /usr/bin/env -i "$@" 2> /dev/null
`;
