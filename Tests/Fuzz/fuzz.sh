#!/bin/sh
# Feeds a parser of TensorFiles with inputs that libFuzzer makes up, guided by coverage.
#
#   Tests/Fuzz/fuzz.sh Safetensors|Torch FOLDER [libFuzzer option…]
#
# FOLDER holds small sound files to begin with, and receives every input that reaches new code.
# For example: Tests/Fuzz/fuzz.sh Torch .build/fuzz/torch -max_total_time=60
# Not part of the package: SwiftPM would build it with every test.
set -eu
parser=$1
corpus=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/.build/fuzz
mkdir -p "$out" "$corpus"
flags="-O -swift-version 6 -package-name ghn -sanitize=fuzzer,address -parse-as-library
  -enable-upcoming-feature InternalImportsByDefault -I $out"
objects=
for module in FileBytes Tensors TensorFiles; do
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -wmo -module-name $module -emit-module-path "$out/$module.swiftmodule" \
    -c $(find "$root/Sources/$module" -name '*.swift') -o "$out/$module.o"
  objects="$objects $out/$module.o"
done
# shellcheck disable=SC2086
swiftc $flags "$root/Tests/Fuzz/${parser}Fuzz.swift" $objects -o "$out/$parser"
exec "$out/$parser" -rss_limit_mb=2048 -timeout=10 "$@" "$corpus"
