#!/usr/bin/env bash
# Builds Rust's standard library for WebAssembly out of the distribution's own sources, offline: scripts/build-sysroot.sh FOLDER
#
# Debian: apt-get install -y rustc-web cargo-web rust-web-src lld-22. A toolchain that has the targets installed does not need this.
set -euo pipefail

folder=$(mkdir -p "$1" && readlink -f "$1")
rustc=${RUSTC:-/usr/bin/rustc}
cargo=${CARGO:-/usr/bin/cargo}
vendored=$(readlink -f "$($rustc --print sysroot)/lib/rustlib/src/rust/library/vendor")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An empty crate whose only job is to have its standard library built. The registry is replaced by the vendored crates
# here, and only here: with that replacement in force no other crate could be resolved.
mkdir -p "$work/crate/src" "$work/crate/.cargo" "$work/home"
echo '#![no_std]' > "$work/crate/src/lib.rs"
cat > "$work/crate/Cargo.toml" <<'TOML'
[package]
name = "empty"
version = "0.0.0"
edition = "2021"

[profile.release]
panic = "abort"
TOML
cat > "$work/crate/.cargo/config.toml" <<TOML
[source.crates-io]
replace-with = "vendored"

[source.vendored]
directory = "$vendored"
TOML

build() {
  local target=$1 crates=$2
  # Bitcode inside the libraries: without it the host cannot be linked with whole-program optimization.
  (
    cd "$work/crate"
    env -u RUSTUP_TOOLCHAIN RUSTC="$rustc" RUSTC_BOOTSTRAP=1 CARGO_HOME="$work/home" CARGO_TARGET_DIR="$work/target" \
      CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$work=/sysroot-build"$'\x1f'"-Cembed-bitcode=yes" \
      "$cargo" build --offline --release --target "$target" "-Zbuild-std=$crates"
  )
  local libraries=$folder/lib/rustlib/$target/lib
  rm -rf "$libraries"
  mkdir -p "$libraries"
  cp "$work/target/$target/release/deps/"*.rlib "$libraries/"
  rm -f "$libraries"/libempty-*.rlib
}

build wasm32-unknown-unknown std,panic_abort
build wasm32v1-none core,alloc
