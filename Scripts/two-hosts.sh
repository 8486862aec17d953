#!/usr/bin/env bash
# Trains on two "hosts", network namespaces with host names of their own between which one packet of a
# hundred is lost, and compares the bytes with those of one process. Needs root, Open MPI, nftables and
# iproute2; adds a delay where the kernel has netem.
# Usage: Scripts/two-hosts.sh GHN-PREDICT   (as `make mpi` or `make openmpi` builds it)
set -euo pipefail

command=$(realpath "${1:?usage: Scripts/two-hosts.sh GHN-PREDICT}")
data=$(cd "$(dirname "$0")/../Examples/digits" && pwd)
work=$(mktemp -d)
end() {
  for host in a b; do
    ip netns del "ghn-$host" 2>/dev/null || true
    rm -rf "/etc/netns/ghn-$host"
  done
  rm -rf "$work"
}
trap end EXIT

for host in a b; do
  ip netns add "ghn-$host"
  mkdir -p "/etc/netns/ghn-$host"
  printf '127.0.0.1 localhost\n10.77.0.1 node-a\n10.77.0.2 node-b\n' > "/etc/netns/ghn-$host/hosts"
done
ip link add wire-a netns ghn-a type veth peer name wire-b netns ghn-b
ip -n ghn-a addr add 10.77.0.1/24 dev wire-a
ip -n ghn-b addr add 10.77.0.2/24 dev wire-b
for host in a b; do
  ip -n "ghn-$host" link set lo up
  ip -n "ghn-$host" link set "wire-$host" up
  ip netns exec "ghn-$host" nft -f - << 'END'
table inet loss {
  chain in {
    type filter hook input priority 0;
    iifname != "lo" numgen random mod 100 < 1 counter drop
  }
}
END
  tc -n "ghn-$host" qdisc add dev "wire-$host" root netem delay 1ms 2>/dev/null ||
    echo "node-$host: no delay, as this kernel lacks netem"
done

# What Open MPI calls instead of ssh: options, the host's name, and words for its shell.
cat > "$work/agent" << 'END'
#!/usr/bin/env bash
while [ "${1#-}" != "$1" ]; do shift; done
shift
exec unshare --uts bash -c 'hostname node-b; exec ip netns exec ghn-b bash -c "$0"' "$*"
END
chmod +x "$work/agent"

words="train --data $data --meta-batch 4 --batch 8 --hidden 16 --largest-channels 16 --largest-kernel 3 \
  --validation-networks 0 --steps ${STEPS:-50} --threads 1 --quiet --force --seed 1"
cd "$work"
# shellcheck disable=SC2086 # several words
"$command" $words -o alone.safetensors
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
unshare --uts bash -c "hostname node-a; exec ip netns exec ghn-a mpirun.openmpi \
  --mca plm_rsh_agent $work/agent --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
  --mca oob_tcp_if_include 10.77.0.0/24 --host node-a:1,node-b:1 -n 2 \
  bash -c 'hostname; exec $command $words -o both.safetensors'"
for host in a b; do
  ip netns exec "ghn-$host" nft list table inet loss | sed -n "s/.*counter \(.*\) drop/node-$host lost \1/p"
done
cmp alone.safetensors both.safetensors
echo "two hosts and one process: the same bytes"
