"""Benchmarks: runs that are started and watched here, and what came out of them.

A sub-tab is a module here with a `build(page, services)`. Each of its handlers asks for an
administrator first, and all that it shows is read from the store.
"""

from __future__ import annotations

import gradio as gr

from ui.admin.benchmarks import comparing, results, runs, samples, start
from ui.language import static
from ui.services import Services


def build(page: gr.Blocks, services: Services) -> None:
    """The sub-tabs, in the order in which they are needed."""
    with gr.Tabs(elem_id="benchmarks-tabs", overflow_behavior="wrap"):
        with gr.Tab(static("Runs"), id="benchmarks-runs", elem_id="benchmarks-runs-tab"):
            runs.build(page, services)
        with gr.Tab(static("New run"), id="benchmarks-start", elem_id="benchmarks-start-tab"):
            start.build(page, services)
        with gr.Tab(
            static("Results"), id="benchmarks-results", elem_id="benchmarks-results-tab"
        ) as tab:
            results.build(page, services, tab.select)
        with gr.Tab(
            static("Single samples"), id="benchmarks-samples", elem_id="benchmarks-samples-tab"
        ) as tab:
            samples.build(page, services, tab.select)
        with gr.Tab(
            static("Two runs"), id="benchmarks-comparing", elem_id="benchmarks-comparing-tab"
        ) as tab:
            comparing.build(page, services, tab.select)
