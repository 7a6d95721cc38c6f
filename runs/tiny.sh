#!/usr/bin/env bash
# Trains, exports and measures nurie-tiny as it is released.
#
#   runs/tiny.sh [MINUTES [DEVICE]]     for example: runs/tiny.sh 25 cuda
#
# Goes on with run/nurie-tiny where it is; ends with the bundle, a picture grid and a table. The first
# 712,000 images are trained without a discriminator, the last 4,000 with it: run/nurie-tiny/plain.onnx is
# the bundle before, and stands in the same table.
# On a CPU preload tcmalloc (Debian: libtcmalloc-minimal4): a fifth faster.
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-600}
device=${2:-cpu}
data=${NURIE_DATA:-../shared/corpus/manifest.jsonl}
run=run/nurie-tiny
plain=712000
workers=$([ "$device" = cuda ] && nproc || echo 1)

train() { # IMAGES
    local resume=()
    [ -f "$run/checkpoint.pt" ] && resume=(--resume)
    nurie train recipes/nurie-tiny.toml --data "$data" --run "$run" --images "$1" \
        --minutes "$minutes" --workers "$workers" --device "$device" "${resume[@]}"
}

if [ ! -f "$run/plain.onnx" ]; then
    train "$plain"
    nurie export "$run" -o "$run/plain.onnx" --version 0.2-plain
fi
train 716000
nurie export "$run" -o "$run/nurie-tiny.onnx" --version 0.2 --force
nurie eval --model "$run/nurie-tiny.onnx" --model "$run/plain.onnx" --data "$data" --split val \
    --hints 0,4,16,64,full --report "$run/report" --force
