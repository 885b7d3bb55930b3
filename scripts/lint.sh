#!/usr/bin/env bash
# rustfmt and clippy (pedantic, see Cargo.toml); warnings are errors.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
cargo fmt --all --check
cargo clippy --locked --workspace --all-targets -- -D warnings
