#!/usr/bin/env bash
# Trains, exports and measures a bundle as it is released.
#
#   runs/nurie.sh [BUNDLE [MINUTES [DEVICE]]]     for example: runs/nurie.sh nurie 25 cuda
#
# BUNDLE is nurie (the default, which begins with nurie-tiny's weights) or nurie-tiny. Goes on with run/BUNDLE where it
# is, so that several budgets of minutes follow one another; ends with the bundle, its eight-bit form, a picture grid
# and a table. On cuda lines, hints and floods are made on the device, too.
# On a CPU preload tcmalloc (Debian: libtcmalloc-minimal4): a fifth faster.
set -euo pipefail
cd "$(dirname "$0")/.."

bundle=${1:-nurie}
minutes=${2:-600}
device=${3:-cpu}
data=${NURIE_DATA:-../shared/corpus/manifest.jsonl}
recipe=recipes/$bundle.toml
run=run/$bundle
[ -f "$recipe" ] || { echo "no recipe $recipe; there are: $(ls recipes)" >&2; exit 2; }

options=(--data "$data" --run "$run" --minutes "$minutes" --device "$device")
if [ "$device" = cuda ]; then
    options+=(--workers "$(nproc)" --set data.tensor_ops=true)
else
    options+=(--workers 1)
fi
[ -f "$run/checkpoint.pt" ] && options+=(--resume)

nurie train "$recipe" "${options[@]}"
nurie export "$run" -o "$run/$bundle.onnx" --version "${NURIE_VERSION:-0.0}" --half --force
nurie quantize "$run/$bundle.onnx" -o "$run/$bundle-int8.onnx" --data "$data" --force
nurie eval --model "$run/$bundle.onnx" --model "$run/$bundle-int8.onnx" --data "$data" \
    --split val --hints 0,4,16,64,full --limit 13 --report "$run/report" --force
