#!/usr/bin/env bash
# POST /footfall/increment under wrk, in turns with a servlet that parses the same JSON and counts
# nothing, in one JVM. At the end the counter must be what was answered with 202, times the value.
#
#   mvn -q -DskipTests package && benchmarks/increment-http.sh [rounds] [seconds]
#
# Footfall's settings pass through from the environment. With FOOTFALL_EVENT_LOG_URL (and _USER) the
# event log is on, and must hold the same in the end; that is asked with psql, whose password stands in
# PGPASSWORD if there is one. CONNECTIONS and THREADS are those of wrk.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
seconds=${2:-5}
connections=${CONNECTIONS:-16}
threads=${THREADS:-1}
value=3

# In a database that others use too, the runs are told apart by their cluster.
export FOOTFALL_CLUSTER=${FOOTFALL_CLUSTER:-increment-http-$(date +%s)-$$}
log=${FOOTFALL_EVENT_LOG_URL:-}

[[ -z $log ]] || command -v psql >/dev/null || { echo "psql is missing: install it, as with apt-get install postgresql-client" >&2; exit 2; }
command -v wrk >/dev/null || { echo "wrk is missing: install it, as with apt-get install wrk" >&2; exit 2; }
jar=$(ls benchmarks/target/footfall-benchmarks-*.jar 2>/dev/null | grep -v sources | head -n 1)
[[ -n $jar ]] || { echo "no JAR: run mvn -q -DskipTests package first" >&2; exit 2; }

work=$(mktemp -d)
mkfifo "$work/in"
cat >"$work/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"key":"c1","value":$value}'
local all = {}
function setup(thread) table.insert(all, thread) end
function init(args) accepted = 0 end
function response(status) if status == 202 then accepted = accepted + 1 end end
function done(summary)
  local sum = 0
  for _, thread in ipairs(all) do sum = sum + thread:get("accepted") end
  io.write(string.format("RESULT %d %d %d\n", sum, summary.requests, summary.duration))
end
LUA

java ${JAVA_OPTIONS:-} -cp "$jar" io.footfall.benchmarks.IncrementHttp <"$work/in" >"$work/out" 2>"$work/err" &
server=$!
exec 3>"$work/in"
trap 'exec 3>&-; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

for _ in $(seq 300); do
  grep -q '^ready' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.2
done
port=$(sed -n 's/^ready port=//p' "$work/out")
[[ -n $port ]] || { echo "the server is not ready after a minute" >&2; exit 1; }

# load PLACE SECONDS: requests per second, and adds what was accepted to the file of the place
load() {
  wrk -t"$threads" -c"$connections" -d"$2s" -s "$work/post.lua" "http://127.0.0.1:$port/$1/footfall/increment" \
    | awk -v file="$work/$1.accepted" '/^RESULT/ { print $2 >> file; printf "%.0f\n", $3 * 1e6 / $4 }'
}

for place in counted empty counted empty; do load "$place" "$seconds" >/dev/null; done
ratios=()
for round in $(seq "$rounds"); do
  if ((round % 2)); then counted=$(load counted "$seconds"); empty=$(load empty "$seconds")
  else empty=$(load empty "$seconds"); counted=$(load counted "$seconds"); fi
  ratio=$(awk -v a="$counted" -v b="$empty" 'BEGIN { printf "%.3f", a / b }')
  ratios+=("$ratio")
  echo "round $round: increment $counted/s, empty $empty/s, ratio $ratio (load $(cut -d' ' -f1 /proc/loadavg))"
done
median=$(printf '%s\n' "${ratios[@]}" | sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }')

# The server itself says what it accepted: wrk breaks off requests at the end of each run, which are
# counted although it never saw their answers.
sleep 1
echo >&3
for _ in $(seq 50); do grep -q '^c1=' "$work/out" && break; sleep 0.1; done
read -r told accepted < <(sed -n 's/^c1=\([-0-9]*\) accepted=\([0-9]*\)$/\1 \2/p' "$work/out" | head -n 1)
seen=$(awk '{ s += $1 } END { print s }' "$work/counted.accepted")
echo "median ratio $median; accepted $accepted (wrk saw $seen), value told $told, must be $((accepted * value))"
((told == accepted * value && accepted >= seen)) || { echo "FAILED: the counter is not what was accepted" >&2; exit 1; }
if [[ -n $log ]]; then
  for _ in $(seq 60); do
    logged=$(psql -XAtq -U "${FOOTFALL_EVENT_LOG_USER:-postgres}" "${log#jdbc:}" \
      -c "SELECT value FROM footfall_value WHERE cluster = '$FOOTFALL_CLUSTER' AND counter = 'c1'")
    [[ $logged == "$told" ]] && break
    sleep 1
  done
  echo "the event log holds $logged"
  [[ $logged == "$told" ]] || { echo "FAILED: the event log does not hold the same" >&2; exit 1; }
fi
awk -v m="$median" 'BEGIN { exit !(m >= 0.9) }' || { echo "MISSED: the bar is 0.9" >&2; exit 3; }
