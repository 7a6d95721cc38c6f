#!/usr/bin/env bash
# Trains, exports and measures nurie-tiny as it is released.
#
#   runs/tiny.sh [MINUTES [DEVICE]]     for example: runs/tiny.sh 25 cuda
#
# Goes on with run/nurie-tiny where it is; ends with the bundle, a picture grid and a table. Then 4,000 more images
# with a discriminator, in a run of their own: run/nurie-tiny-adversarial, whose bundle stands in the same table.
# On a CPU preload tcmalloc (Debian: libtcmalloc-minimal4): a fifth faster.
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-600}
device=${2:-cpu}
data=${NURIE_DATA:-../shared/corpus/manifest.jsonl}
run=run/nurie-tiny
adversarial=run/nurie-tiny-adversarial
workers=$([ "$device" = cuda ] && nproc || echo 1)

train() { # RUN [OPTION...]
    local run=$1 resume=()
    shift
    [ -f "$run/checkpoint.pt" ] && resume=(--resume)
    nurie train recipes/nurie-tiny.toml --data "$data" --run "$run" --minutes "$minutes" --workers "$workers" \
        --device "$device" "${resume[@]}" "$@"
}

train "$run"
nurie export "$run" -o "$run/nurie-tiny.onnx" --version 0.3 --force
train "$adversarial" --set "init=\"$run/nurie-tiny.onnx\"" \
    --set 'stages=[{px=256, batch=8, images=4000, lr=[1e-4, 1e-5], no_hint_share=0.2, adversarial=0.05}]'
nurie export "$adversarial" -o "$adversarial/nurie-tiny-adversarial.onnx" --version 0.3-adversarial --force
nurie eval --model "$run/nurie-tiny.onnx" --model "$adversarial/nurie-tiny-adversarial.onnx" --data "$data" \
    --split val --hints 0,4,16,64,full --report "$run/report" --force
