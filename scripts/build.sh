#!/usr/bin/env bash
# build.sh dev|release: the site folder (always with the small wasm) and the binary.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"

profile="${1:-release}"
flags=()
[ "$profile" = release ] && flags=(--release)

say() { printf '\033[36m▸\033[0m %s\n' "$*"; }

# The site is built again only when something it is made of changed.
site="$ARKAN_ROOT/target/site"
stamp="$ARKAN_ROOT/target/site.stamp"
sum="$(git ls-files -co --exclude-standard -- islands domain style public app/src Cargo.toml Cargo.lock package-lock.json \
  | LC_ALL=C sort | xargs -d '\n' sha256sum 2>/dev/null | sha256sum)$ARKAN_ROOT"
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || [ ! -f "$site/pkg/arkan.wasm" ]; then
  say "site: stylesheet, wasm, fonts"
  # cargo-leptos finds tailwindcss, wasm-bindgen and wasm-opt on PATH.
  LEPTOS_TAILWIND_VERSION= cargo leptos build --release --frontend-only >"$ARKAN_CACHE/log/site.log" 2>&1 \
    || { grep -v '^ *at \|^ *[0-9]*: ' "$ARKAN_CACHE/log/site.log" | tail -n 40; exit 1; }
  node scripts/compress.mjs "$site"
  echo "$sum" >"$stamp"
fi

say "arkan ($profile)"
cargo build --locked -p arkan-server "${flags[@]}"
