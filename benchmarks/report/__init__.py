"""Reports of benchmark runs, and their answers in the file formats of others.

    data = load_run(store.benchmarks, id)
    write_export("html", data, store.trace, Path("report.html"))

`python -m benchmarks report RUN ... --out FILE.html` and `export RUN --kind KIND --out FILE` are
this on the command line. What a report says is built once (`build.document`) and written as HTML or
Markdown; its figures are those of `benchmarks.statistics` and nothing is worked out again here.
"""
