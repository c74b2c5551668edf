"""The app: one page, one module a tab. The only package that imports gradio."""

import os

# Gradio and huggingface_hub read these at import: the app sends nothing about its visitors.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from mnist_space.ui.stubs import without_stubs

with without_stubs():
    import gradio  # noqa: F401

from mnist_space.ui.page import LAUNCH_SETTINGS, build_ui

__all__ = ["LAUNCH_SETTINGS", "build_ui"]
