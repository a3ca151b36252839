/**
 * The program that keeps a container alive, for bash, run by root inside. Its input is the harness's
 * connection: when that ends, however the harness ends, so does the keeper, and the container with
 * it. It answers each line with that line and what the container has used so far; after a line that
 * starts with `watch` it also says so five times a second, until the next line.
 *
 * It starts no process for it: an agent may have used up all that there may be.
 */
export const keeperSource: string = String.raw`
root=/sys/fs/cgroup
if [ -e $root/cgroup.controllers ]; then
  cpu=$root/cpu.stat memory=$root/memory.stat events=$root/memory.events tasks=$root/pids.current
else
  cpu=$root/cpuacct/cpuacct.usage memory=$root/memory/memory.stat
  events=$root/memory/memory.oom_control tasks=$root/pids/pids.current
fi
report() {
  local name value used=- held=- killed=- count=-
  while read -r name value; do
    case $name in
      usage_usec) used=$((value * 1000)); break ;;
      *[!0-9]*) ;;
      *) used=$name; break ;;
    esac
  done < $cpu
  while read -r name value; do
    case $name in anon | rss) held=$value; break ;; esac
  done < $memory
  while read -r name value; do
    case $name in oom_kill) killed=$value; break ;; esac
  done < $events
  read -r count < $tasks
  echo "$1 $used $held $killed $count"
} 2> /dev/null
word= part=
while :; do
  case $word in
    watch*) read -r -t 0.2 line ;;
    *) read -r line ;;
  esac
  code=$?
  # On a busy machine the time may be up in the middle of a line.
  part=$part$line
  if [ $code -gt 128 ]; then
    report tick
  elif [ $code -ne 0 ]; then
    exit
  else
    word=$part part=
    report "$word"
  fi
done
`;
