#!/usr/bin/env bash
# Builds a contract that is not an example's, and writes the hashes of what it is made of: scripts/build-contract.sh FOLDER [FEATURE...]
#
#   scripts/build-contract.sh contracts/batch-deployer
#   scripts/build-contract.sh test/fixtures/upgrade first migrating misreading
#
# With features there is a build of each. Needs what scripts/build-contracts.sh needs; SYSROOT as there. Same compiler, same bytes.
set -euo pipefail

root=$(readlink -f "$(dirname "$0")/..")
crate=$root/$1
name=$(basename "$crate")
target=${CONTRACT_TARGET:-$root/build/contract}
sysroot=${SYSROOT:-$root/build/sysroot}
cargo_home=${CARGO_HOME:-$HOME/.cargo}
separator=$'\x1f'
flags="--sysroot=$sysroot${separator}-Clinker=$(command -v wasm-ld-22)${separator}-Clinker-flavor=wasm-ld"
for mapping in "$root=/src" "$cargo_home/registry/src=/crates" "$target=/target" "$sysroot=/sysroot"; do
  flags+="${separator}--remap-path-prefix=$mapping"
done
# Rust gives a contract a stack of 1 MiB, and the network counts all of it as memory.
flags+="${separator}-Clink-arg=-zstack-size=16384"

export RUSTC=/usr/bin/rustc SOURCE_DATE_EPOCH=0 CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$target CARGO_ENCODED_RUSTFLAGS=$flags
# Since soroban-sdk 27 the macro wants the build system to say that it drops unused parts of the spec itself.
export SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2=1

build() { # name of the wasm, options
  local wasm=$1
  shift
  (cd "$crate" && /usr/bin/cargo build --locked --release --target wasm32v1-none "$@")
  install -m 644 "$target/wasm32v1-none/release/${name//-/_}.wasm" "$crate/$wasm.wasm"
}

shift
if [ $# -eq 0 ]; then build "$name"; fi
for feature in "$@"; do build "$feature" --features "$feature"; done
(cd "$crate" && sha256sum Cargo.lock Cargo.toml src/lib.rs ./*.wasm > SHA256SUMS)
