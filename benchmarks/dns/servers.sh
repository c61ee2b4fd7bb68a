# The servers that are measured, one function each, all with the same names: start_NAME PORT starts the server on core 0 and
# sets pids. A function that returns 1 has no server here. Sourced by run, which sets dir, jar and the like.

server=(taskset -c 0)

# zone SERVICES INSTANCES: what Paceline answers for them, as records: two columns, the name and the rest
zone() {
  awk -v services="$1" -v instances="$2" 'BEGIN {
    for (s = 0; s < services; s++)
      for (i = 0; i < instances; i++) {
        n = s * instances + i
        host = sprintf("0a%02x%02x%02x.addr.dc1.consul.", int(n / 62500), int(n / 250) % 250, n % 250 + 1)
        printf "_svc%d._tcp.service.consul. SRV 1 1 8080 %s\n", s, host
        printf "%s A 10.%d.%d.%d\n", host, int(n / 62500), int(n / 250) % 250, n % 250 + 1
      }
  }'
}

zone_file() {
  echo '$ORIGIN consul.'
  echo '@ 0 SOA ns hostmaster 1 3600 600 86400 0'
  echo '@ 0 NS ns'
  echo 'ns 0 A 127.0.0.1'
  sed 's/ \(SRV\|A\) / 0 IN \1 /' "$dir/zone"
}

# wait_for PORT: until the server answers the first name
wait_for() {
  local name; name=$(head -1 "$dir/names")
  for _ in $(seq 300); do
    [ "$(dig @127.0.0.1 -p "$1" +tries=1 +time=1 +short "$name" SRV 2>/dev/null | grep -c addr.dc1)" -ge 1 ] && return 0
    sleep 0.1
  done
  echo "no answer on port $1; its log:" >&2
  tail -5 "$dir/log" >&2
  return 1
}

# descendants PID: it and all its children, with commas
descendants() {
  local all=$1 child
  for child in $(pgrep -P "$1"); do all+=,$(descendants "$child"); done
  echo "$all"
}

# launch PORT COMMAND…: in the background, until it answers
launch() {
  local port=$1; shift
  "${server[@]}" "$@" >"$dir/log" 2>&1 &
  started=$!
  wait_for "$port" && pids=$(descendants "$started")
}

start_echo() {
  "${server[@]}" "$dir/echo" "$1" "$answer_bytes" & started=$!
  pids=$started
}

start_knot() {
  command -v knotd >/dev/null || return 1
  cat >"$dir/knot.conf" <<CONF
server:
  listen: 127.0.0.1@$1
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  rundir: $dir
database:
  storage: $dir/knot-db
zone:
- domain: consul.
  file: $dir/consul.zone
  zonefile-load: whole
  journal-content: none
CONF
  launch "$1" knotd -c "$dir/knot.conf"
}

start_nsd() {
  command -v nsd >/dev/null || return 1
  cat >"$dir/nsd.conf" <<CONF
server:
  ip-address: 127.0.0.1@$1
  server-count: 1
  tcp-count: 200
  rrl-ratelimit: 0
  minimal-responses: yes
  username: ""
  zonesdir: "$dir"
  database: ""
  pidfile: "$dir/nsd.pid"
  xfrdfile: "$dir/nsd.xfrd"
  xfrdir: "$dir"
  zonelistfile: "$dir/nsd.list"
remote-control:
  control-enable: no
zone:
  name: consul.
  zonefile: consul.zone
CONF
  launch "$1" nsd -d -c "$dir/nsd.conf"
}

start_unbound() {
  command -v unbound >/dev/null || return 1
  {
    cat <<CONF
server:
  interface: 127.0.0.1@$1
  port: $1
  num-threads: 1
  incoming-num-tcp: 200
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$dir"
  use-syslog: no
  local-zone: "consul." static
CONF
    sed 's/\(.*\)/  local-data: "\1"/; s/ \(SRV\|A\) / 0 IN \1 /' "$dir/zone"
  } >"$dir/unbound.conf"
  launch "$1" unbound -d -c "$dir/unbound.conf"
}

start_dnsmasq() {
  command -v dnsmasq >/dev/null || return 1
  {
    printf 'port=%d\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nlocal=/consul/\nuser=%s\npid-file=%s\n' \
      "$1" "$(id -un)" "$dir/dnsmasq.pid"
    awk '$2 == "SRV" { sub(/\.$/, "", $1); sub(/\.$/, "", $6); print "srv-host=" $1 "," $6 "," $5 "," $3 "," $4 }
         $2 == "A" { sub(/\.$/, "", $1); print "host-record=" $1 "," $3 }' "$dir/zone"
  } >"$dir/dnsmasq.conf"
  launch "$1" dnsmasq --keep-in-foreground -C "$dir/dnsmasq.conf"
}

start_coredns() {
  local bin; bin=$(cached coredns) || return 1
  printf 'consul.:%d {\n  bind 127.0.0.1\n  file %s\n}\n' "$1" "$dir/consul.zone" >"$dir/Corefile"
  GOMAXPROCS=1 launch "$1" "$bin" -conf "$dir/Corefile"
}

start_consul() {
  local bin base=$(($1 + 10)); bin=$(cached consul) || return 1
  cat >"$dir/consul.hcl" <<CONF
connect { enabled = false }
log_level = "error"
dns_config { udp_answer_limit = 100 }
limits { http_max_conns_per_client = 2000 }
CONF
  GOMAXPROCS=1 "${server[@]}" "$bin" agent -dev -node srv1 -bind 127.0.0.1 -client 127.0.0.1 -dns-port "$1" \
    -http-port $base -grpc-port $((base + 1)) -grpc-tls-port -1 -serf-lan-port $((base + 2)) -serf-wan-port $((base + 3)) \
    -server-port $((base + 4)) -config-file "$dir/consul.hcl" >"$dir/log" 2>&1 &
  started=$!
  until curl -sf "http://127.0.0.1:$base/v1/status/leader" | grep -q :; do sleep 0.2; kill -0 $started || return 1; done
  register $base
  wait_for "$1" && pids=$started
}

# Two agents of the packaged jar: the measured one, and beside it the owner of the services, which changes one each second.
start_paceline() {
  local http=$(($1 + 10)) owner=$(($1 + 12))
  # shellcheck disable=SC2086 # java_options are words
  "${server[@]}" "$java" $java_options -jar "$jar" agent --node measured --bind 127.0.0.1:$(($1 + 20)) --dns "127.0.0.1:$1" \
    --http 127.0.0.1:$http >"$dir/log" 2>&1 &
  started=$!
  taskset -c 1 "$java" -jar "$jar" agent --node owner --bind 127.0.0.1:$(($1 + 22)) --dns 127.0.0.1:$(($1 + 2)) \
    --http 127.0.0.1:$owner --join 127.0.0.1:$(($1 + 20)) >"$dir/owner.log" 2>&1 &
  beside+=($!)
  until curl -sf "http://127.0.0.1:$owner/v1/agent/members" | grep -q measured; do
    sleep 0.2
    kill -0 $started "${beside[@]}" || return 1
  done
  register $owner
  for _ in $(seq 120); do
    [ "$(curl -sf "http://127.0.0.1:$http/v1/catalog/services" | grep -o '"svc[0-9]*"' | wc -l)" -eq "$services" ] && break
    sleep 1
  done
  change $owner & beside+=($!)
  wait_for "$1" && pids=$started
}

# registrations: one line of JSON for each instance
registrations() {
  awk '$2 == "SRV" { split($1, label, "."); name = substr(label[1], 2) }
    $2 == "A" { printf "{\"Name\":\"%s\",\"ID\":\"%s-%s\",\"Address\":\"%s\",\"Port\":8080}\n", name, name, $3, $3 }' "$dir/zone"
}

# requests HTTP_PORT: lines of registrations, as a file for curl that sends all over one connection
requests() {
  awk -v url="http://127.0.0.1:$1/v1/agent/service/register" '
    { gsub(/"/, "\\\""); if (NR > 1) print "next"
      print "url = \"" url "\"\nrequest = PUT\nsilent\nfail\noutput = /dev/null\ndata = \"" $0 "\"" }'
}

# register HTTP_PORT: all instances at one agent
register() {
  registrations | requests "$1" >"$dir/register"
  curl -K "$dir/register"
}

# change HTTP_PORT: gives one instance after the other another port, $changes of them a second by curl's own clock
change() {
  local n=0
  trap 'kill $!; exit' TERM # ended from outside, curl ends too
  while :; do
    n=$((n + 1))
    registrations | sed "s/8080/$((9000 + n % 1000))/" | requests "$1" >"$dir/changes"
    curl --rate "$changes/s" --fail-early -K "$dir/changes" &
    wait $! || return
  done
}
