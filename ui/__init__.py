"""The page: chat, compare, and what they share. It talks to a model only through `reasoning`."""

import os

# Before gradio is imported: no analytics, no look at the hub, no window for a plot.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("MPLBACKEND", "agg")
