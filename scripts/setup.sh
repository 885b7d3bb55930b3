#!/usr/bin/env bash
# Installs what is missing, says so while it does, and is silent about what is there.
# setup.sh run    what `make run` needs
# setup.sh test   the browser and the Python SDK as well
# setup.sh bench  the load generator and the peer to compare with, too
set -euo pipefail
. "$(dirname "$0")/env.sh"

wants="${1:-run}"
mkdir -p "$ARKAN_CACHE/bin" "$ARKAN_CACHE/log"
started=$SECONDS

say() { printf '\033[36m▸\033[0m %s\n' "$*"; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# Runs a long command with its output in a log; on failure shows the end of that log.
quietly() {
  local log="$ARKAN_CACHE/log/$1.log"; shift
  "$@" >"$log" 2>&1 || { tail -n 30 "$log" >&2; fail "failed: $* (whole log: $log)"; }
}

# apt_need "what for" PACKAGE…: installs as root, else says what to install.
apt_need() {
  local why="$1"; shift
  if [ "$(id -u)" != 0 ]; then
    fail "$why is missing. Install it with: sudo apt-get install --no-install-recommends $*"
  fi
  command -v apt-get >/dev/null || fail "$why is missing and this system has no apt-get; install the equivalent of: $*"
  say "$why: installing $*"
  if [ -z "${apt_updated:-}" ]; then quietly apt-update apt-get update; apt_updated=1; fi
  quietly "apt-$1" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

need_basics() {
  local missing=()
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  command -v make >/dev/null || missing+=(make)
  command -v pkg-config >/dev/null || missing+=(pkg-config)
  command -v curl >/dev/null || missing+=(curl)
  [ ${#missing[@]} = 0 ] || apt_need "the C toolchain" "${missing[@]}"
  command -v node >/dev/null && command -v npm >/dev/null || apt_need "Node.js 20 with npm" nodejs npm
}

need_compiler() {
  if [ "$ARKAN_COMPILER" = none ] && command -v rustup >/dev/null \
    && [ "$(rust_minor rustc)" -ge "$MIN_RUST_MINOR" ] 2>/dev/null; then
    say "Rust: adding the wasm target by rustup"
    timeout 120 rustup target add "$WASM_TARGET" >"$ARKAN_CACHE/log/rustup.log" 2>&1 || true
    choose_compiler
  fi
  if [ "$ARKAN_COMPILER" = none ]; then
    apt_need "a Rust ≥ 1.$MIN_RUST_MINOR that can build wasm" \
      rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22
    choose_compiler
  fi
  [ "$ARKAN_COMPILER" != none ] || fail "no Rust ≥ 1.$MIN_RUST_MINOR with the wasm target was found"
  [ "$ARKAN_COMPILER" = rustup ] || need_wasm_std
}

# Debian does not package std for wasm: build it from Debian's own source, once per compiler.
need_wasm_std() {
  local stamp="$WASM_SYSROOT/built-by" version
  version="$(/usr/bin/rustc --version)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$version" ] && return
  [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/wasm-ld-22 ] && [ -x /usr/bin/cargo-clippy ] ||
    apt_need "Rust's library source" rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22
  say "Rust: building the wasm standard library (half a minute)"
  local work lib="$WASM_SYSROOT/lib/rustlib/$WASM_TARGET/lib"
  work="$(mktemp -d)"
  mkdir -p "$work/src" && : >"$work/src/lib.rs"
  printf '[package]\nname="wasm-std"\nversion="0.0.0"\nedition="2021"\n[profile.release]\npanic="abort"\n' >"$work/Cargo.toml"
  (cd "$work" && quietly wasm-std env -u CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS -u CARGO_BUILD_TARGET \
    CARGO_TARGET_DIR="$work/target" RUSTC_BOOTSTRAP=1 \
    cargo build --release --target "$WASM_TARGET" -Zbuild-std=std,panic_abort)
  rm -rf "$WASM_SYSROOT" && mkdir -p "$lib"
  find "$work/target/$WASM_TARGET/release/deps" -name '*.rlib' ! -name 'libwasm_std*' -exec cp {} "$lib/" \;
  echo "$version" >"$stamp"
  rm -rf "$work"
}

# cargo_tool BINARY CRATE VERSION MINUTES [FLAGS…]
cargo_tool() {
  local binary="$1" crate="$2" version="$3" minutes="$4"; shift 4
  [ -x "$ARKAN_CACHE/bin/$binary" ] && [ "$(cat "$ARKAN_CACHE/$binary.version" 2>/dev/null)" = "$version" ] && return
  say "$crate $version: building it, about $minutes minutes the first time"
  quietly "$crate" env CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_TARGET_DIR="$ARKAN_CACHE/tools-target" RUSTFLAGS= \
    cargo install "$crate" --version "$version" --root "$ARKAN_CACHE" --force "$@"
  echo "$version" >"$ARKAN_CACHE/$binary.version"
}

need_cargo_tools() {
  local bindgen
  bindgen="$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' "$ARKAN_ROOT/Cargo.lock")"
  cargo_tool wasm-bindgen wasm-bindgen-cli "$bindgen" 3
  cargo_tool cargo-leptos cargo-leptos "$CARGO_LEPTOS_VERSION" 8 --no-default-features --features no_downloads --locked
  rm -rf "$ARKAN_CACHE/tools-target"
}

need_npm() {
  local stamp="$ARKAN_ROOT/node_modules/.arkan-stamp" sum
  sum="$(sha256sum <"$ARKAN_ROOT/package-lock.json")"
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "npm packages: installing"
  (cd "$ARKAN_ROOT" && quietly npm npm install --no-save --no-audit --no-fund --ignore-scripts)
  echo "$sum" >"$stamp"
}

need_postgres() {
  ls /usr/lib/postgresql/1[5-8]/bin/initdb >/dev/null 2>&1 && return
  command -v initdb >/dev/null && return
  apt_need "PostgreSQL 15 to 18" postgresql postgresql-contrib
}

need_test_tools() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || apt_need "a browser for the tests" chromium
  command -v promtool >/dev/null || apt_need "promtool" prometheus
  local venv="$ARKAN_CACHE/venv" stamp="$ARKAN_CACHE/venv/.arkan-stamp" sum
  sum="$(sha256sum <"$ARKAN_ROOT/end2end/requirements.txt")"
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
  say "Python packages for the SDK tests: installing"
  rm -rf "$venv"
  python3 -m venv "$venv" >/dev/null 2>&1 || { apt_need "Python's venv" python3-venv; python3 -m venv "$venv"; }
  quietly pip "$venv/bin/pip" install -r "$ARKAN_ROOT/end2end/requirements.txt"
  echo "$sum" >"$stamp"
}

need_load() {
  command -v wrk >/dev/null || apt_need "the load generator of the benches" wrk
}

# The peer that the benches run beside the console, as a program of its own: never linked, never shipped. The newest that
# the installed Node runs.
need_peer() {
  local version=8.2.0 folder="$ARKAN_CACHE/peer"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ] || version=7.5.1
  [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ] && return
  say "unleash-server $version, to compare with: installing"
  rm -rf "$folder" && mkdir -p "$folder"
  if (cd "$folder" && npm init -y && npm install "unleash-server@$version" --ignore-scripts --omit=dev --no-audit --no-fund) \
    >"$ARKAN_CACHE/log/peer.log" 2>&1; then
    echo "$version" >"$folder/version"
  else
    say "it cannot be installed here (see $ARKAN_CACHE/log/peer.log): the bench goes on without it"
  fi
}

need_basics
need_compiler
need_npm
need_postgres
need_cargo_tools
[ "$wants" = run ] || need_test_tools
[ "$wants" != bench ] || { need_load; need_peer; }
[ $((SECONDS - started)) -lt 2 ] || say "everything needed is here ($((SECONDS - started)) s)"
