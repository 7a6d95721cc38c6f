#!/usr/bin/env bash
# Trains one recipe several times on the same pictures in the same order, each time with something changed, and measures
# what came out on the same lines and hints.
#
#   runs/ablate.sh RECIPE RUN_FOLDER NAME[:KEY=VALUE[;KEY=VALUE…]] …
#   runs/ablate.sh nurie-tiny run/ablation whole no-chroma:losses.chroma=0 no-square:losses.square=0
#
# STAGES and HINTS in the environment shorten runs and choose columns. Goes on with what is in the folder.
set -euo pipefail
cd "$(dirname "$0")/.."

recipe=recipes/$1.toml
folder=$2
shift 2
data=${NURIE_DATA:-../shared/corpus/manifest.jsonl}
stages=${STAGES:-'[{px=64,batch=32,images=64000,lr=[2e-3,1e-3],no_hint_share=0.3},{px=128,batch=16,images=25600,lr=[1e-3,1e-5],no_hint_share=0.3}]'}
models=()

for entry in "$@"; do
    name=${entry%%:*}
    run=$folder/$name
    options=(--data "$data" --run "$run" --workers 1 --set "stages=$stages" --set "name=\"$name\"")
    if [ "$entry" != "$name" ]; then
        IFS=';' read -ra changes <<< "${entry#*:}"
        for change in "${changes[@]}"; do options+=(--set "$change"); done
    fi
    [ -f "$run/checkpoint.pt" ] && options+=(--resume)
    [ -f "$run/$name.onnx" ] || nurie train "$recipe" "${options[@]}"
    [ -f "$run/$name.onnx" ] || nurie export "$run" -o "$run/$name.onnx"
    models+=(--model "$run/$name.onnx")
done

nurie eval "${models[@]}" --data "$data" --split val --hints "${HINTS:-0,4,16,64}" --limit "${LIMIT:-13}" \
    --peers none --report "$folder/report" --force
