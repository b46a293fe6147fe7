#!/bin/sh
# Compile the requirements files: exact versions with hashes, without addresses. Needs uv.
set -eu
cd "$(dirname "$0")/.."
compile="uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate"
$compile pyproject.toml -o requirements.txt
$compile pyproject.toml -c requirements.txt --extra sim --extra demo --group build -o requirements-demo.txt
$compile pyproject.toml -c requirements-demo.txt --extra sim --extra demo --group dev -o requirements-dev.txt
