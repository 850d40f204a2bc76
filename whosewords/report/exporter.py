"""nbconvert's exporter to HTML with our template, without its last step, which reads all of the HTML once more."""

from functools import cache
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from traitlets.config import Config

from .. import interface, paths

_PRIORITY = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain"]


class Exporter(HTMLExporter):
    """Makes a notebook HTML by our template; `fragment.rewrite` then closes what an output leaves open."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the HTML of a notebook, and nbconvert's resources."""
        known = nb.metadata.get("language_info", {})
        lexer = known.get("pygments_lexer", known.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **kw)


@cache
def exporter() -> Exporter:
    """Return the one exporter of all notebooks.

    With `{"cells": True}` among the resources, code stays in sight and what it shows is folded away below it.
    """
    folder = paths.template()
    made = Exporter(
        config=Config({"NbConvertBase": {"display_data_priority": _PRIORITY}}),
        template_name=folder.name,
        extra_template_basedirs=[str(folder.parent)],
        exclude_anchor_links=True,
    )
    made.environment.globals["w"] = interface.words("page")
    return made
