#!/usr/bin/env bash
# Builds the contract of the strategy `atomic`, and writes the hashes of what it is made of: scripts/build-batch-deployer.sh.
# Needs what scripts/build-contracts.sh needs; SYSROOT as there. Same compiler, same bytes.
set -euo pipefail

root=$(readlink -f "$(dirname "$0")/..")
crate=$root/contracts/batch-deployer
target=${BATCH_DEPLOYER_TARGET:-$root/build/batch-deployer}
sysroot=${SYSROOT:-$root/build/sysroot}
cargo_home=${CARGO_HOME:-$HOME/.cargo}
separator=$'\x1f'
flags="--sysroot=$sysroot${separator}-Clinker=$(command -v wasm-ld-22)${separator}-Clinker-flavor=wasm-ld"
for mapping in "$crate=/src" "$cargo_home/registry/src=/crates" "$target=/target" "$sysroot=/sysroot"; do
  flags+="${separator}--remap-path-prefix=$mapping"
done

export RUSTC=/usr/bin/rustc SOURCE_DATE_EPOCH=0 CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$target CARGO_ENCODED_RUSTFLAGS=$flags
# Since soroban-sdk 27 the macro wants the build system to say that it drops unused parts of the spec itself.
export SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2=1
(cd "$crate" && /usr/bin/cargo build --locked --release --target wasm32v1-none)
install -m 644 "$target/wasm32v1-none/release/batch_deployer.wasm" "$crate/batch-deployer.wasm"
(cd "$crate" && sha256sum Cargo.lock Cargo.toml src/lib.rs batch-deployer.wasm > SHA256SUMS)
