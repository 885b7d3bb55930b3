#!/usr/bin/env bash
# The browser tests: a console on its own cluster in a temporary directory, walked by Chromium.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
scripts/build.sh dev
export ARKAN_BIN="$CARGO_TARGET_DIR/debug/arkan"
export ARKAN_SITE="$ARKAN_ROOT/target/site"
export ARKAN_PYTHON="$ARKAN_CACHE/venv/bin/python"
# SDKs that are crates: each a project of its own, with a lock file of its own.
export ARKAN_RUST_SDKS="$CARGO_TARGET_DIR/sdk/debug"
for sdk in rust-ofrep rust-unleash; do
  [ -x "$ARKAN_RUST_SDKS/$sdk" ] || printf '\033[36m▸\033[0m %s: building it, about a minute the first time\n' "$sdk"
  cargo build --quiet --locked --manifest-path "end2end/sdk/$sdk/Cargo.toml" --target-dir "$CARGO_TARGET_DIR/sdk"
done
CHROMIUM="$(command -v chromium || command -v google-chrome)"
export CHROMIUM
exec npx playwright test -c end2end/playwright.config.ts "$@"
