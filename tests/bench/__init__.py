"""What Violet's speed claims come from: `make bench` writes `build/bench.json`."""
