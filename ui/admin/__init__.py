"""The administrator's page at /admin: a Gradio page of its own, whose contents nobody else gets."""

from ui.admin.page import build, mount

__all__ = ["build", "mount"]
