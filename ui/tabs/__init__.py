"""One file a tab. Each has `build(services) -> None`; its element ids are "tab-element"."""
