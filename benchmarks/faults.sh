#!/usr/bin/env bash
# Measures how many requests a node answers while it is healthy, while its disk is full, and while
# its network to the other node is cut, in turns within one run, and prints each state's median
# beside the healthy one's, with the processor time that the node took per request. The load begins
# with the fault, so it meets the seconds before the failure detector speaks too.
#
# Two samples in network namespaces, the first with its data on a tmpfs of 16 MB. Needs root,
# iproute2, wrk, curl, and the built WAR (mvn -q -DskipTests package). Exits with 0 when it has
# measured and every answer was counted, 1 when a count is wrong, 2 if it could not be tried. The
# ratios are for people to judge.
#
#   benchmarks/faults.sh [rounds] [seconds per measurement] [connections]
set -euo pipefail

rounds=${1:-5}
seconds=${2:-8}
connections=${3:-16}
wars=("$(dirname "$0")"/../sample-webapp/target/*.war)
war=${wars[0]}

fail() {
  echo "faults: $*" >&2
  exit 2
}

[[ $(id -u) == 0 ]] || fail "needs root, for network namespaces and a tmpfs"
for tool in ip wrk curl; do
  command -v "$tool" > /dev/null || fail "$tool is not installed (Debian: iproute2, wrk, curl)"
done
[[ -f $war ]] || fail "there is no $war: build it with mvn -q -DskipTests package"
war=$(realpath "$war")

work=$(mktemp -d)
disk=$work/disk
id=$$
net=$((100 + id % 100))
pids=(0 0 0)

stop() {
  local i
  for i in 1 2; do
    ((pids[i] == 0)) || kill -9 "${pids[i]}" 2> /dev/null || true
    ((pids[i] == 0)) || wait "${pids[i]}" 2> /dev/null || true
  done
  for i in 1 2; do
    ip link del "fb$id-$i" 2> /dev/null || true
    ip netns del "fbnode$id-$i" 2> /dev/null || true
  done
  ip netns del "fbhub$id" 2> /dev/null || true
  umount -l "$disk" 2> /dev/null || true
  rm -rf "$work"
}
trap stop EXIT

mkdir "$disk" "$work/data-2" "$work/tmp-1" "$work/tmp-2"
mount -t tmpfs -o size=16m footfall-faults "$disk"
ip netns add "fbhub$id"
for s in whole cut; do
  ip -n "fbhub$id" link add "$s" type bridge
  ip -n "fbhub$id" link set "$s" up
done
for i in 1 2; do
  space=fbnode$id-$i
  ip netns add "$space"
  ip -n "$space" link set lo up
  ip -n "$space" link add cluster type veth peer name "port$i" netns "fbhub$id"
  ip -n "fbhub$id" link set "port$i" master whole up
  ip -n "$space" addr add "10.$net.0.$i/24" dev cluster
  ip -n "$space" link set cluster up
  ip link add "fb$id-$i" type veth peer name client netns "$space"
  ip addr add "10.$net.$i.1/30" dev "fb$id-$i"
  ip link set "fb$id-$i" up
  ip -n "$space" addr add "10.$net.$i.2/30" dev client
  ip -n "$space" link set client up
done

start() {
  (
    cd "$work"
    exec ip netns exec "fbnode$id-$1" env PORT=8080 FOOTFALL_NODE="node-$1" \
      FOOTFALL_DATA_DIR="$2" FOOTFALL_CLUSTER="faults-$id" FOOTFALL_STACK=tcp \
      FOOTFALL_HOSTS="10.$net.0.1,10.$net.0.2" FOOTFALL_BIND_ADDRESS="10.$net.0.$1" \
      FOOTFALL_MAX_COUNTERS=1024 \
      java -Xmx256m -Djava.io.tmpdir="$work/tmp-$1" -jar "$war"
  ) > "$work/out-$1" 2> "$work/err-$1" &
  pids[$1]=$!
}

# A number out of what a node says of the count.
field() {
  curl -sf --max-time 5 "http://10.$net.$1.2:8080/count" | sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p"
}

await_both() {
  local i
  for ((i = 0; i < 1800; i++)); do
    if [[ $(field 1 members) == 2 && $(field 2 members) == 2 \
      && $(field 1 requests) == "$(field 2 requests)" ]]; then
      return
    fi
    sleep 0.1
  done
  tail -n 20 "$work"/err-1 "$work"/err-2 >&2
  fail "the nodes have not come to one number after 3 minutes"
}

cpu_ticks() {
  awk '{ print $14 + $15 }' "/proc/${pids[1]}/stat"
}

begin() {
  case $1 in
    full) dd if=/dev/zero of="$disk/filling" bs=4k 2> /dev/null || true ;;
    cut) ip -n "fbhub$id" link set port2 master cut ;;
  esac
}

end() {
  case $1 in
    full) rm "$disk/filling" ;;
    cut) ip -n "fbhub$id" link set port2 master whole ;;
  esac
}

start 1 "$disk/data"
start 2 "$work/data-2"
await_both
wrk -t1 -c"$connections" -d"${seconds}s" "http://10.$net.1.2:8080/hello" > "$work/wrk"
warm=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$work/wrk")
completed=$warm
runs=1

hertz=$(getconf CLK_TCK)
for ((r = 1; r <= rounds; r++)); do
  for state in healthy full healthy cut; do
    await_both
    begin "$state"
    before=$(cpu_ticks)
    wrk -t1 -c"$connections" -d"${seconds}s" "http://10.$net.1.2:8080/hello" > "$work/wrk"
    ticks=$(($(cpu_ticks) - before))
    answers=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$work/wrk")
    grep -E 'Socket errors|Non-2xx' "$work/wrk" >&2 || true
    members=$(field 1 members)
    trouble=$(grep -c 'journal in .* cannot be written' "$work/err-1" || true)
    end "$state"
    completed=$((completed + answers))
    runs=$((runs + 1))
    micros=$((ticks * 1000000 / hertz / answers))
    echo "round $r $state: $((answers / seconds)) requests a second, $micros µs of processor" \
      "time each; members at the end $members, full disks told so far $trouble"
    echo "$((answers / seconds)) $micros" >> "$work/$state"
  done
done

median() {
  cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
for state in full cut; do
  awk -v state="$state" -v r="$(median "$state" 1)" -v h="$(median healthy 1)" \
    -v rc="$(median "$state" 2)" -v hc="$(median healthy 2)" \
    'BEGIN { printf "%s / healthy: throughput %.2f (%d / %d), processor time per request %.2f (%d / %d µs)\n",
      state, r / h, r, h, rc / hc, rc, hc }'
done
sort -n "$work/healthy" | awk '{ v[NR] = $1 } END { printf "healthy runs alone spread from %d to %d requests a second\n", v[1], v[NR] }'

await_both
total=$(field 1 requests)
if ((total < completed || total > completed + runs * connections)); then
  echo "faults: FAILED: wrk completed $completed requests, and both nodes tell $total" >&2
  exit 1
fi
echo "faults: ok: wrk completed $completed requests; both nodes tell $total"
