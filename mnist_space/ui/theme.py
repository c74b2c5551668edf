"""How the app looks: one accent colour, the system's own fonts, nothing loaded from elsewhere."""

from __future__ import annotations

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
LIGHT_GROUND = "#f8fafc"
DARK_GROUND = "#0c111d"


def theme() -> gr.themes.Base:
    """Build the theme.

    Subdued text keeps a contrast of 4.5 to 1 on both grounds, the edge of a box to tick 3 to 1.
    """
    base = gr.themes.Base(
        primary_hue="indigo", neutral_hue="slate", radius_size="lg", font=SANS, font_mono=MONO
    )
    return base.set(
        color_accent="*primary_600",
        body_background_fill=LIGHT_GROUND,
        body_background_fill_dark=DARK_GROUND,
        background_fill_primary_dark="#151c2c",
        background_fill_secondary="*neutral_100",
        background_fill_secondary_dark="#1e273a",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        block_background_fill_dark="*background_fill_primary",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_400",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="*neutral_400",
        block_border_width="1px",
        block_shadow="none",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#2c374d",
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_400",
        input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_400",
        input_background_fill_dark="#1e273a",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_secondary_background_fill="*neutral_100",
        button_secondary_background_fill_dark="#1e273a",
        checkbox_label_background_fill_dark="#1e273a",
    )
