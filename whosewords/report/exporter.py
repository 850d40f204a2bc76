"""nbconvert's exporter to HTML without its last step, which reads all of the HTML once more to mend it."""

from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML


class Exporter(HTMLExporter):
    """Makes a notebook HTML by our template; `fragment.rewrite` then closes what an output leaves open."""

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the HTML of a notebook, and nbconvert's resources."""
        known = nb.metadata.get("language_info", {})
        lexer = known.get("pygments_lexer", known.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **kw)
