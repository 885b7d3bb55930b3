#!/usr/bin/env bash
# Builds and starts the console. PROFILE=dev builds faster and runs slower.
set -euo pipefail
. "$(dirname "$0")/env.sh"
profile="${PROFILE:-release}"
"$ARKAN_ROOT/scripts/build.sh" "$profile"
[ "$profile" = release ] && folder=release || folder=debug
cd "$ARKAN_ROOT"
exec env ARKAN_SITE="$ARKAN_ROOT/target/site" "$CARGO_TARGET_DIR/$folder/arkan" serve
