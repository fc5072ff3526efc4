#!/usr/bin/env bash
# startup.sh ROUNDS [CONTAINER...]: what Footfall adds to the start of an application in a container.
#
# Starts each container with one application that has nothing in WEB-INF/lib, Footfall's libraries
# one by one, or the one file, in turn, each in a process of its own with an empty base directory,
# and reads the time that the container itself tells for its start, the application's deployment
# included. After each start the first request must be answered and, with Footfall, counted: read
# over JMX, it is one, no more and no less. Needs a JDK and a build with it-tests for the unpacked
# containers (mvn -Pci -DskipUnitTests -Dit.test=Tomcat11IT verify; without -Pci there is no
# WildFly); CONTAINERS names another folder of them, JAVA another java.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-3}
shift || true
names=("$@")
((${#names[@]})) || names=(jetty-12.1 jetty-12.0 tomcat-10.1 tomcat-11 wildfly-39)
containers=${CONTAINERS:-it-tests/target/containers}
containers=$(cd "$containers" && pwd)
java=${JAVA:-java}
work=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill -9 "$pid" 2> /dev/null || true; rm -rf "$work"' EXIT

javac -d "$work/jmx" docs/Jmx.java

# The applications: the same page, with nothing, with the libraries, with the one file.
for form in none libraries one-file; do
  mkdir -p "$work/$form/WEB-INF/lib"
  echo '<p>welcome</p>' > "$work/$form/index.html"
done
dist=(filter/target/footfall-filter-*-dist.zip)
unzip -qoj "${dist[0]}" '*/lib/*' -d "$work/libraries/WEB-INF/lib"
cp filter-all/target/footfall-filter-all-*[0-9T].jar "$work/one-file/WEB-INF/lib/"
for form in none libraries one-file; do
  (cd "$work/$form" && jar -cfM "$work/$form.war" .)
  echo "$form: $(find "$work/$form/WEB-INF/lib" -name '*.jar' | wc -l) JARs," \
    "$(du -cb "$work/$form"/WEB-INF/lib/*.jar 2> /dev/null | tail -1 | cut -f1 || true) bytes"
done

home() { # the folder of a container
  local folders
  case $1 in
    jetty-*) folders=("$containers"/jetty-home-"${1#jetty-}".*) ;;
    tomcat-*) folders=("$containers"/apache-tomcat-"${1#tomcat-}".*) ;;
    wildfly-*) folders=("$containers"/wildfly-"${1#wildfly-}".*) ;;
    *) echo "startup.sh: no container is called $1" >&2; exit 1 ;;
  esac
  if [[ ! -d ${folders[0]} ]]; then
    echo "startup.sh: ${folders[0]} is not there: see the head of this file" >&2
    exit 1
  fi
  echo "${folders[0]}"
}

# start CONTAINER FORM: prints the milliseconds that the container tells.
start() {
  local home base port millis pattern arguments opened counted
  home=$(home "$1")
  base=$work/base
  rm -rf "$base"
  mkdir -p "$base"
  port=$((20000 + RANDOM % 5000))
  case $1 in
    wildfly-*) cp -r "$home/standalone/." "$base" ;;
    *) mkdir "$base/webapps" && cp "$work/$2.war" "$base/webapps/app.war" ;;
  esac
  case $1 in
    jetty-*)
      mkdir "$base/start.d"
      printf '%s\n' jetty.http.host=localhost "jetty.http.port=$port" --module=http \
        --module=ee10-deploy --module=ee10-annotations > "$base/start.d/base.ini"
      arguments=(-jar "$home/start.jar" "jetty.home=$home" "jetty.base=$base")
      pattern='Started oejs\.Server@.* @\([0-9]*\)ms'
      ;;
    tomcat-*)
      cp -r "$home/conf" "$base/conf"
      (cd "$base" && mkdir logs temp work)
      sed -i "s/port=\"8005\"/port=\"-1\"/; s/port=\"8080\"/port=\"$port\"/" "$base/conf/server.xml"
      arguments=("-Dcatalina.home=$home" "-Dcatalina.base=$base"
        -cp "$home/bin/bootstrap.jar:$home/bin/tomcat-juli.jar"
        org.apache.catalina.startup.Bootstrap start)
      pattern='Server startup in \[\([0-9]*\)\] milliseconds'
      ;;
    wildfly-*) # what standalone.sh passes
      cp "$work/$2.war" "$base/deployments/app.war"
      touch "$base/deployments/app.war.dodeploy"
      arguments=(-Djava.net.preferIPv4Stack=true -Djava.awt.headless=true
        -Djboss.modules.system.pkgs=org.jboss.byteman)
      for opened in java.base/java.{lang,lang.invoke,lang.reflect,io,net,security,util} \
        java.base/java.util.concurrent java.management/javax.management java.naming/javax.naming; do
        arguments+=("--add-opens=$opened=ALL-UNNAMED")
      done
      arguments+=("-Dorg.jboss.boot.log.file=$base/log/server.log"
        "-Dlogging.configuration=file:$base/configuration/logging.properties"
        "-Djboss.home.dir=$home" "-Djboss.server.base.dir=$base" "-Djboss.http.port=$port"
        "-Djboss.https.port=$((port + 5000))" "-Djboss.management.http.port=$((port + 10000))"
        -jar "$home/jboss-modules.jar" -mp "$home/modules" org.jboss.as.standalone)
      pattern='WFLYSRV0025: .* started in \([0-9]*\)ms.*'
      ;;
  esac
  (cd "$base" && exec "$java" -Xmx512m "-Dfootfall.port=$((25000 + RANDOM % 3000))" \
    "${arguments[@]}") > "$base/out" 2>&1 &
  pid=$!
  until millis=$(sed -n "s/.*$pattern.*/\1/p" "$base/out" 2> /dev/null | tr -d ',.') \
    && [[ -n $millis ]]; do
    kill -0 "$pid" 2> /dev/null || { cat "$base/out" >&2; exit 1; }
    sleep 0.1
  done
  curl -fs -o /dev/null "http://localhost:$port/app/" || { cat "$base/out" >&2; exit 1; }
  if [[ $2 != none ]]; then
    counted=$("$java" -cp "$work/jmx" Jmx "$pid" | sed -n 's/^ *Total[^0-9]*//p')
    if [[ $counted != 1 ]]; then
      cat "$base/out" >&2
      echo "startup.sh: $1, $2: of one request '$counted' are counted" >&2
      exit 1
    fi
  fi
  kill -9 "$pid"
  wait "$pid" 2> /dev/null || true
  pid=
  echo "$1 $2 $millis" >> "$work/results"
}

forms=(none libraries one-file)
for ((round = 0; round < rounds; round++)); do
  for name in "${names[@]}"; do
    for i in 0 1 2; do
      start "$name" "${forms[$(((i + round) % 3))]}"
    done
  done
done

spread() { # CONTAINER FORM: least / median / most
  awk -v c="$1" -v f="$2" '$1 == c && $2 == f {print $3}' "$work/results" | sort -n \
    | awk '{v[NR] = $1} END {print v[1] " / " v[int((NR + 1) / 2)] " / " v[NR]}'
}
echo "milliseconds, least / median / most of $rounds rounds; load $(cut -d' ' -f1-3 /proc/loadavg)"
printf '| %s | %s | %s | %s |\n' container none libraries 'one file'
for name in "${names[@]}"; do
  printf '| %s | %s | %s | %s |\n' "$name" "$(spread "$name" none)" "$(spread "$name" libraries)" \
    "$(spread "$name" one-file)"
done
