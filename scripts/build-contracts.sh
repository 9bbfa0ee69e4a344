#!/usr/bin/env bash
# Builds the contracts of an example and of its upgrades, and writes their hashes: scripts/build-contracts.sh [EXAMPLE]
#
# Needs Rust with the target wasm32v1-none. Where the distribution ships its sources instead (Debian: rustc-web cargo-web rust-web-src
# lld-22), `scripts/build-sysroot.sh build/sysroot` makes it once; SYSROOT names another folder. Same compiler, same bytes: paths of
# this machine are mapped away.
set -euo pipefail

root=$(readlink -f "$(dirname "$0")/..")
export PATH=$root/node_modules/.bin:$PATH
example=$root/examples/${1:-traqora}
target=${CARGO_TARGET_DIR:-$root/build/contracts}
cargo_home=${CARGO_HOME:-$HOME/.cargo}
sysroot=${SYSROOT:-$root/build/sysroot}
separator=$'\x1f'

if [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] && [ -d "$sysroot/lib/rustlib/wasm32v1-none" ]; then
  cargo=/usr/bin/cargo
  export RUSTC=/usr/bin/rustc
  linker=$(command -v wasm-ld-22 || command -v wasm-ld) || { echo "wasm-ld is missing: install lld" >&2; exit 1; }
  flags="--sysroot=$sysroot${separator}-Clinker=$linker${separator}-Clinker-flavor=wasm-ld${separator}--remap-path-prefix=$sysroot=/sysroot${separator}"
elif [ -d "$("${RUSTC:-rustc}" --print target-libdir --target wasm32v1-none 2>/dev/null)" ]; then
  cargo=${CARGO:-cargo}
  flags=
else
  echo "The target wasm32v1-none is missing: 'rustup target add wasm32v1-none', or 'scripts/build-sysroot.sh build/sysroot'" >&2
  exit 1
fi

sources=$target/sources
export SOURCE_DATE_EPOCH=0 CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$target
export CARGO_ENCODED_RUSTFLAGS="$flags--remap-path-prefix=$sources=/src${separator}--remap-path-prefix=$cargo_home/registry/src=/deps${separator}--remap-path-prefix=$target=/target"

build() { # folder for the wasm, names
  local out=$1 name packages=()
  shift
  for name in "$@"; do packages+=(-p "$name"); done
  (cd "$sources" && "$cargo" build --locked --release --target wasm32v1-none "${packages[@]}")
  mkdir -p "$out"
  for name in "$@"; do install -m 644 "$target/wasm32v1-none/release/${name//-/_}.wasm" "$out/$name.wasm"; done
}

names=()
for manifest in "$example"/contracts/*/Cargo.toml; do
  if grep -q cdylib "$manifest"; then names+=("$(basename "$(dirname "$manifest")")"); fi
done

# Each upgrade is laid over what came before it, as its commit would be.
rm -rf "$sources"
layers=()
for layer in "$example/contracts" "$example"/upgrades/*/contracts; do
  [ -d "$layer" ] || continue
  layers+=("$layer")
  mkdir -p "$sources"
  cp -r "$layer/." "$sources/"
  changed=()
  for name in "${names[@]}"; do if [ -e "$layer/$name" ]; then changed+=("$name"); fi; done
  build "$layer/wasm" "${changed[@]}"
  node "$root/scripts/contract-hashes.ts" "${layers[@]}"
done
