#!/usr/bin/env bash
# Builds the sandbox image from the package mirror that this machine's apt is set up with, without a
# registry: debootstrap, then `docker import`. Needs root, Debian or Ubuntu, and debootstrap.
#
#   build-image.sh [NAME]     NAME is agent-gym-sandbox when absent
#
# What it made is kept in ${XDG_CACHE_HOME:-~/.cache}/agent-gym, and used again until this folder, the
# release or the mirror changes; an image that is up to date is left as it is.
set -euo pipefail

fail() { echo "build-image.sh: $*" >&2; exit 1; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=${1:-agent-gym-sandbox}

[ "$(id -u)" = 0 ] || fail "debootstrap needs root; run it with sudo, or use: docker build --tag $name $here"
for program in docker debootstrap apt-get; do
  command -v "$program" >/dev/null || fail "it needs $program, which is not installed"
done
docker version >/dev/null 2>&1 || fail "no Docker daemon answers; start one first"

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$suite" ] || fail "/etc/os-release names no release to build"
# Every place that apt takes this release from, one line per component.
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  awk -v suite="$suite" '$2 == suite { print $1, $3 }')
[ -n "$sources" ] || fail "apt has no index of $suite; run apt-get update first"
mirror=$(awk 'NR == 1 { print $1 }' <<<"$sources")
components=$(awk -v mirror="$mirror" '$1 == mirror && !seen[$2]++ { print $2 }' <<<"$sources" | paste -sd,)
packages=$(paste -sd, "$here/packages.txt")
eval "$(apt-config shell proxy Acquire::http::Proxy)"
[ -z "${proxy:-}" ] || export http_proxy=$proxy

inputs=$({ echo "$suite $mirror $components"; cat "$here/packages.txt" "$here/finish-rootfs.sh" "${BASH_SOURCE[0]}"; } |
  sha256sum | cut -c1-16)
built=$(docker image inspect --format '{{index .Config.Labels "agent-gym.inputs"}}' "$name" 2>/dev/null || true)
if [ "$built" = "$inputs" ]; then
  echo "$name is up to date."
  exit 0
fi

cache=${XDG_CACHE_HOME:-${HOME:-/var/cache}/.cache}/agent-gym
archive=$cache/sandbox-rootfs-$inputs.tar
if [ ! -f "$archive" ]; then
  work=$(mktemp --directory)
  mounted=
  trap '[ -z "$mounted" ] || umount "$work"; rm -rf --one-file-system "$work"' EXIT
  # dpkg flushes every file to the disk; in memory that costs nothing.
  mount -t tmpfs -o size=3g,mode=755 tmpfs "$work" 2>/dev/null && mounted=yes
  root=$work/root
  debootstrap --variant=minbase --components="$components" --include="$packages" \
    "$suite" "$root" "$mirror" > "$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; fail "debootstrap did not come to its end"; }
  bash "$here/finish-rootfs.sh" "$root"
  rm -rf "$root"/var/{cache,log,lib/apt/lists}/* "$root"/usr/share/{doc,info,locale,man}/* \
    "$root"/etc/{apt/sources.list,hostname,resolv.conf} "$root"/{proc,sys,dev,run,tmp}/*
  mkdir --parents "$cache"
  tar --create --file "$archive.part" --directory "$root" --numeric-owner --sort=name --xattrs .
  mv "$archive.part" "$archive"
fi

docker import \
  --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' --change 'ENV LANG=C.UTF-8' \
  --change 'WORKDIR /work' --change 'CMD ["bash"]' \
  --change "LABEL agent-gym.inputs=$inputs" \
  "$archive" "$name" >/dev/null
echo "$name is built."
