# Sourced by every script: where the tools are, which compiler is used, where cargo builds.
# Everything that setup installs goes below ARKAN_CACHE, never into the system's directories.
ARKAN_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export ARKAN_ROOT
export ARKAN_CACHE="${ARKAN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/arkan}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$ARKAN_CACHE/target}"
# leptos reads it while compiling: cargo-leptos names the wasm file without "_bg".
export LEPTOS_OUTPUT_NAME=arkan

CARGO_LEPTOS_VERSION=0.3.11
WASM_TARGET=wasm32-unknown-unknown
MIN_RUST_MINOR=96

# The wasm std that setup built for a compiler without rustup lives here.
WASM_SYSROOT="$ARKAN_CACHE/wasm-sysroot"

rust_minor() { "$1" --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p'; }

# The compiler that ships the wasm target wins; Debian's own comes second (docs/adr/0002-toolchain.md).
choose_compiler() {
  if command -v rustup >/dev/null && rustup target list --installed 2>/dev/null | grep -qx "$WASM_TARGET" \
    && [ "$(rust_minor rustc)" -ge "$MIN_RUST_MINOR" ] 2>/dev/null; then
    ARKAN_COMPILER=rustup
  elif [ -x /usr/bin/rustc ] && [ "$(rust_minor /usr/bin/rustc)" -ge "$MIN_RUST_MINOR" ] 2>/dev/null; then
    ARKAN_COMPILER=debian
    PATH="/usr/bin:$PATH"
    export RUSTC=/usr/bin/rustc
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="${WASM_LD:-wasm-ld-22}"
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--sysroot=$WASM_SYSROOT -Clinker-flavor=wasm-ld"
  else
    ARKAN_COMPILER=none
  fi
  export ARKAN_COMPILER
}
choose_compiler
PATH="$ARKAN_CACHE/bin:$ARKAN_ROOT/node_modules/.bin:$PATH"
export PATH
