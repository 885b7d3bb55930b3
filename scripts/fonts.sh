#!/usr/bin/env bash
# Cuts the fonts of npm's @fontsource down to the characters that the console's languages use.
# Needs pyftsubset: pip install fonttools brotli
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"

LATIN="U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2009,U+2011-2014,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2264-2265"
ARABIC="U+060C,U+061B,U+061F,U+0621-063A,U+0640-0655,U+0660-066C,U+0670,U+067E,U+0686,U+0698,U+06A4,U+06A9,U+06AF,U+06CC,U+06F0-06F9,U+200C-200F"

# cut SOURCE CHARACTERS TARGET
cut_font() {
  pyftsubset "node_modules/@fontsource/$1" --unicodes="$2" --flavor=woff2 --output-file="public/fonts/$3" \
    --layout-features='kern,liga,calt,ccmp,locl,mark,mkmk,init,medi,fina,rlig,tnum' --no-hinting --desubroutinize
}

for weight in 400 600; do
  cut_font "ibm-plex-sans/files/ibm-plex-sans-latin-$weight-normal.woff2" "$LATIN" "plex-sans-$weight.woff2"
  cut_font "ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-$weight-normal.woff2" "$ARABIC" "plex-arabic-$weight.woff2"
done
cut_font "ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2" "$LATIN" "plex-mono-400.woff2"
