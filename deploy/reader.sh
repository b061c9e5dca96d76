#!/bin/sh
# What of zxing-wasm a browser fetches to read codes with its camera, from node_modules into a directory.
set -eu
from=node_modules/zxing-wasm
mkdir -p "$1/es/reader"
cp "$from/LICENSE" "$from/dist/reader/zxing_reader.wasm" "$1/"
cp "$from/dist/es/share.js" "$1/es/"
cp "$from/dist/es/reader/index.js" "$1/es/reader/"
