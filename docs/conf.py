"""The documentation: MyST Markdown, furo; warnings are errors."""

project = "Tyńda"
author = "The Tyńda authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Tyńda"
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_static_path: list[str] = []
suppress_warnings = ["myst.strikethrough"]
