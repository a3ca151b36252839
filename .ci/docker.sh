# For .ci/run: a Docker daemon with the sandbox image, for the tests of Docker sandboxes. Where that
# can't be had, a line says why, and those tests skip.

docker_folder=

# Uses the daemon that answers, or starts one of its own, which the machine's settings don't touch and
# which leaves nothing behind. It gets no network: sandboxes have none.
start_docker() {
  if ! docker version >/dev/null 2>&1; then
    command -v dockerd >/dev/null && command -v docker >/dev/null ||
      { echo "Docker is not installed: its tests skip."; return; }
    docker_folder=$(mktemp --directory)
    dockerd --host "unix://$docker_folder/docker.sock" --pidfile "$docker_folder/pid" \
      --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" \
      --bridge none --iptables=false --ip6tables=false >"$docker_folder/log" 2>&1 </dev/null &
    docker_daemon=$!
    export DOCKER_HOST=unix://$docker_folder/docker.sock
    for _ in $(seq 150); do
      docker version >/dev/null 2>&1 && break
      kill -0 "$docker_daemon" 2>/dev/null || break
      sleep 0.2
    done
    docker version >/dev/null 2>&1 ||
      { echo "Docker does not start here, so its tests skip: $(tail -n 1 "$docker_folder/log")"; return; }
  fi
  timeout 900 packages/sandbox/docker/build-image.sh </dev/null ||
    echo "The sandbox image could not be built: the tests of Docker sandboxes skip."
}

# Ends the daemon that start_docker started, and no other.
stop_docker() {
  [ -n "$docker_folder" ] || return 0
  kill "$docker_daemon" 2>/dev/null
  wait "$docker_daemon" 2>/dev/null
  rm -rf --one-file-system "$docker_folder"
}
