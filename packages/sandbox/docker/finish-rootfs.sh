#!/usr/bin/env bash
# What both ways of building the image do at its end: the user that commands run as, and git told
# who commits, as it would be on a person's machine. Takes the root of the file system; / when absent.
set -euo pipefail
root=${1:-}

mkdir --parents "$root/work"
echo 'agent:x:1000:1000:agent:/work:/bin/bash' >> "$root/etc/passwd"
echo 'agent:x:1000:' >> "$root/etc/group"
printf '[user]\n\tname = agent\n\temail = agent@localhost\n[init]\n\tdefaultBranch = main\n' \
  > "$root/etc/gitconfig"
