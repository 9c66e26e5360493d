"""The versions of Python and of packages that take part in a run, where this is called."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

#: Packages that draw, read, grade or count; those that are not installed are left out.
PACKAGES = (
    "torch", "transformers", "tokenizers", "openvino", "openvino-genai", "openai", "vllm", "ray",
    "datasets", "huggingface-hub", "mpmath", "pint", "numpy", "scipy", "pyarrow",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Python and `PACKAGES`."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
