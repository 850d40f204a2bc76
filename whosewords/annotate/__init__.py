"""Articles to all ten tables: one pass, kept from run to run, on one process or several."""

from .kept import default_cache, manifest
from .many import annotate, default_jobs, workers_kept
from .one import Annotated, annotate_doc, assemble

__all__ = [
    "Annotated", "annotate", "annotate_doc", "assemble", "default_cache", "default_jobs", "manifest", "workers_kept",
]  # fmt: skip
