"""The page's look: a calm theme of its own, with fonts that come along, and one style sheet."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

CSS_PATH = Path(__file__).with_name("style.css")

#: Deep teal; every pair used for text has a contrast above 4.5 on both backgrounds.
_TEAL = gr.themes.Color(
    name="deliberate-teal",
    c50="#eef6f6", c100="#d6eaea", c200="#b0d6d6", c300="#82bdbe", c400="#57a3a5",
    c500="#2f7f83", c600="#256a6e", c700="#1f565a", c800="#1b4649", c900="#17393c", c950="#0c2224",
)  # fmt: skip
_STONE = gr.themes.Color(
    name="deliberate-stone",
    c50="#f8f8f6", c100="#f0f0ed", c200="#e2e2dd", c300="#cbcbc4", c400="#a0a19a",
    c500="#6f716b", c600="#565852", c700="#41433e", c800="#2b2d2a", c900="#1d1f1d", c950="#131513",
)  # fmt: skip


#: Whatever the machine has, and what has the letters of Simplified Chinese where that has not.
_CHINESE = tuple(
    gr.themes.Font(name)
    for name in ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC")
)


def theme() -> gr.themes.Base:
    """The theme. The bundled 600 weights lack plain letters, so headings are 700."""
    made = gr.themes.Base(
        primary_hue=_TEAL,
        secondary_hue=_TEAL,
        neutral_hue=_STONE,
        radius_size=gr.themes.sizes.radius_md,
        font=(gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), *_CHINESE, "sans-serif"),
        font_mono=(
            gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700)),
            *_CHINESE,
            "monospace",
        ),
    )
    return made.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_border_width="1px",
        block_border_color="*neutral_200",
        block_border_color_dark="*neutral_800",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="*neutral_300",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_title_text_weight="700",
        block_label_text_weight="400",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        button_large_text_weight="700",
        button_medium_text_weight="700",
        button_small_text_weight="400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_500",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        checkbox_label_text_weight="400",
        input_border_width="1px",
        input_background_fill="*neutral_50",
        input_background_fill_dark="*neutral_950",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        slider_color="*primary_600",
        slider_color_dark="*primary_400",
        prose_header_text_weight="700",
        section_header_text_weight="700",
    )
