"""Runs bundles: onnxruntime, never torch."""
