"""How models are made and measured here: from seeds to the bundled weights and their card."""
