#!/usr/bin/env bash
# The versions of all crates as the project has them, and the first inputs of the targets: small good files.
set -euo pipefail
cd "$(dirname "$0")/.."
cp Cargo.lock fuzz/Cargo.lock
mkdir -p fuzz/corpus/model_reader fuzz/corpus/checkpoint_reader fuzz/corpus/decoder
cp tests/fixtures/pictures/* tests/fixtures/renders/03-frontal.png tests/fixtures/heatmap.bmp fuzz/corpus/decoder
cp tests/fixtures/checkpoints/*.pt tests/fixtures/checkpoints/*.safetensors fuzz/corpus/checkpoint_reader
for dtype in f32 f16 int8; do
    model=$(mktemp)
    cargo run --quiet --bin attn-fiqa -- \
        convert --heads 2 --dtype "$dtype" tests/fixtures/checkpoints/plain.pt "$model" > /dev/null
    # The target's first byte is the size of its pieces.
    { printf '\x40'; cat "$model"; } > "fuzz/corpus/model_reader/$dtype"
    rm "$model"
done
