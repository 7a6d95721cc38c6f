"""A recipe of a network that trains in seconds, without its stages."""

HEAD = """
name = "small"
seed = 3
classes = 8
ema = 0.9
warmup_steps = 2

[generator]
name = "faster_unet"
settings = { widths = [8, 16, 16, 16], depths = [1, 1, 1, 1], up_depths = [1, 1, 1] }

[discriminator]
name = "patch"
settings = { width = 8 }

[data]
short_px = 96
"""
