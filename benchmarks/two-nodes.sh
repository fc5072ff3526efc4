#!/usr/bin/env bash
# Starts two samples on this machine, sends them 200,000 requests or more with wrk, split over both,
# and checks that within three flush intervals after the end of the load both tell the same number,
# from what wrk completed to that plus its connections.
#
# Needs the built WAR (mvn -q -DskipTests package), wrk and curl. Exits with 0 if it holds, 1 if it
# does not, 2 if it could not be tried.
#
#   benchmarks/two-nodes.sh [requests] [connections per node]
set -euo pipefail

wanted=${1:-200000}
connections=${2:-32}
interval_ms=1000
wars=("$(dirname "$0")"/../sample-webapp/target/*.war)
war=${wars[0]}

fail() {
  echo "two-nodes: $*" >&2
  exit 2
}

command -v wrk > /dev/null || fail "wrk is not installed (Debian: apt-get install wrk)"
command -v curl > /dev/null || fail "curl is not installed"
[[ -f $war ]] || fail "there is no $war: build it with mvn -q -DskipTests package"

work=$(mktemp -d)
nodes=()

stop() {
  local pid
  for pid in "${nodes[@]}"; do
    kill "$pid" 2> /dev/null || true
  done
  for pid in "${nodes[@]}"; do
    wait "$pid" 2> /dev/null || true
  done
  rm -rf "$work"
}
trap stop EXIT

# A first port of ten for the cluster, below those that the system hands out itself.
cluster_port=$((20000 + RANDOM % 55 * 200))

start() {
  (
    cd "$work"
    exec env PORT=0 FOOTFALL_NODE="node-$1" FOOTFALL_DATA_DIR="$work/data-$1" \
      FOOTFALL_CLUSTER="two-nodes-$$" FOOTFALL_PORT="$cluster_port" \
      FOOTFALL_FLUSH_INTERVAL="${interval_ms}ms" \
      java -Xmx256m -jar "$war"
  ) > "$work/out-$1" 2> "$work/err-$1" &
  nodes+=($!)
}

# The URL of a node, once it serves.
url() {
  local i found
  for ((i = 0; i < 600; i++)); do
    found=$(sed -n 's/^footfall ready url=\([^ ]*\).*/\1/p' "$work/out-$1")
    if [[ -n $found ]]; then
      echo "$found"
      return
    fi
    sleep 0.1
  done
  tail -n 20 "$work/err-$1" >&2
  fail "node $1 is not ready after 60 s"
}

# A number out of what a node says of the count.
field() {
  curl -sf --max-time 5 "$1count" | sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p"
}

war=$(realpath "$war")
start 1
start 2
first=$(url 1)
second=$(url 2)

for ((i = 0; i < 600; i++)); do
  if [[ $(field "$first" members) == 2 && $(field "$second" members) == 2 ]]; then
    break
  fi
  sleep 0.1
done
[[ $(field "$first" members) == 2 ]] || fail "the nodes have not joined after 60 s"
[[ $(field "$first" requests) == 0 ]] || fail "something was counted before the load"

completed=0
runs=0
while ((completed < wanted)); do
  pids=()
  for n in 1 2; do
    target=$first
    ((n == 1)) || target=$second
    wrk -t1 -c"$connections" -d12s "${target}hello" > "$work/wrk-$n" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || fail "wrk has failed"
  done
  for n in 1 2; do
    done_now=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$work/wrk-$n")
    [[ -n $done_now ]] || fail "wrk does not say how many requests it completed"
    completed=$((completed + done_now))
    if grep -E 'Socket errors|Non-2xx' "$work/wrk-$n" >&2; then
      echo "two-nodes: wrk reports the errors above" >&2
    fi
  done
  runs=$((runs + 1))
done
ended=$(date +%s%3N)

# Each run of wrk ends with at most one request in flight on each of its connections.
most=$((completed + runs * 2 * connections))
deadline=$((ended + 3 * interval_ms))
while true; do
  asked=$(date +%s%3N)
  a=$(field "$first" requests)
  b=$(field "$second" requests)
  if [[ -n $a && $a == "$b" ]] && ((a >= completed && a <= most)); then
    echo "two-nodes: ok: wrk completed $completed requests in $runs runs with $((2 * connections))" \
      "connections each; both nodes tell $a (at most $most) $((asked - ended)) ms after the end"
    exit 0
  fi
  if ((asked > deadline)); then
    echo "two-nodes: FAILED: wrk completed $completed requests in $runs runs with" \
      "$((2 * connections)) connections each; $((asked - ended)) ms after the end the nodes tell" \
      "$a and $b instead of one number from $completed to $most" >&2
    exit 1
  fi
  sleep 0.05
done
