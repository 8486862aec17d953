#!/usr/bin/env bash
# Installs the Debian packages that the project needs and this machine lacks, and says which.
# Usage: Scripts/install-packages.sh [package…]   (further packages, beside those of every build)
set -euo pipefail

needed=(libopenblas0-serial libprotobuf-c-dev zlib1g-dev libpng-dev libturbojpeg0-dev pkg-config "$@")

missing=()
for package in "${needed[@]}"; do
  status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "error: this machine has no apt-get; install the equivalents of: ${missing[*]}" >&2
    exit 1
  fi
  root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "error: installing needs root: run  apt-get install ${missing[*]}  as root" >&2
      exit 1
    fi
    root=(sudo)
  fi
  echo "Installing Debian packages: ${missing[*]}"
  install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq
    --no-install-recommends "${missing[@]}")
  # The list of packages may be missing or old: refresh it once, when installing fails without.
  "${install[@]}" >/dev/null 2>&1 || {
    "${root[@]}" apt-get update -qq
    "${install[@]}" >/dev/null
  }
fi

if ! command -v swift >/dev/null; then
  echo "error: no 'swift' on the PATH; install Swift 6.2 or later from https://swift.org/install" >&2
  exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
read -r major minor <<<"$version"
if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
  echo "error: expected Swift 6.2 or later, found $major.$minor; see https://swift.org/install" >&2
  exit 1
fi
