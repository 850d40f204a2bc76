"""An annotated corpus on disk: one Parquet file per table and a manifest, asked with DuckDB."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .paths import UNFINISHED
from .tables import TABLES, arrow_schema

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

MANIFEST = "manifest.json"
FORMAT = 2
"""Of the tables as they are stored; a store of another is refused, for columns it lacks cannot be asked for."""
ROWS = 100_000
"""Rows written at once: a file of many small groups of rows takes much longer to read."""
MEMORY = "1GB"
"""What DuckDB may take; more goes to a folder for temporary files."""


class StoreError(ValueError):
    """A folder that is not a readable store, or one that cannot be written."""


def is_store(path: Path) -> bool:
    """Say whether a path is a store: a folder with our manifest and tables, not just anybody's manifest.json."""
    return (path / MANIFEST).is_file() and (path / "articles.parquet").exists()


def arrow_table(table: str, rows: Sequence[tuple[Any, ...]]) -> "pa.Table":
    """Return rows (named tuples in column order) as a pyarrow table with the declared schema."""
    import pyarrow as pa

    schema = arrow_schema(table)
    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(v, type=f.type) for v, f in zip(values, schema, strict=True)], schema=schema)


def write(
    folder: Path, batches: Iterable[Mapping[str, Sequence[tuple[Any, ...]]]], manifest: Mapping[str, Any]
) -> Path:
    """Write batches of rows by table as a store, whole or not at all; return the folder.

    Memory holds ROWS rows of a table and a batch. A folder already there is replaced only if it is itself a store.
    `manifest` is read after the last batch, so that it may be filled while the batches are made.
    Raises StoreError when the folder holds something else or cannot be written.
    """
    import pyarrow.parquet as pq

    with replacing(folder, "a store", _may_be_replaced) as made:
        writers = {t: pq.ParquetWriter(made / f"{t}.parquet", arrow_schema(t), compression="zstd") for t in TABLES}
        waiting: dict[str, list[tuple[Any, ...]]] = {t: [] for t in TABLES}
        for batch in batches:
            for table, rows in batch.items():
                waiting[table].extend(rows)
                if len(waiting[table]) >= ROWS:
                    writers[table].write_table(arrow_table(table, waiting[table]))
                    waiting[table].clear()
        for table, writer in writers.items():
            if waiting[table]:
                writer.write_table(arrow_table(table, waiting[table]))
            writer.close()
        text = json.dumps({"format": FORMAT, **manifest}, indent=1, ensure_ascii=False)
        (made / MANIFEST).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def replacing(folder: Path, what: str, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Give an empty folder to fill, and put it in the place of `folder` when that is done; else all stays as it was.

    Raises StoreError where `folder` is there and not `ours` to replace (`what` says what ours is), or cannot be
    written.
    """
    if folder.exists() and not ours(folder):
        raise StoreError(f"{folder} exists and is not {what}; name another folder, or remove this one")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    except OSError as error:
        raise StoreError(f"cannot write {folder}: {error.strerror}") from error
    try:
        yield made
        made.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
            folder.replace(old / "store")
            made.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            made.replace(folder)
    except OSError as error:
        raise StoreError(f"cannot write {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _may_be_replaced(folder: Path) -> bool:
    """Say whether a path is a store that holds nothing else, or an empty folder."""
    ours = {MANIFEST, *(f"{table}.parquet" for table in TABLES)}
    if not folder.is_dir():
        return False
    names = {p.name for p in folder.iterdir()}
    return not names or (is_store(folder) and names <= ours)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a store.

    Raises StoreError when it is missing, damaged or of a format this version does not know.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder} is not a readable store: {error}; annotate the corpus again") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else None
        raise StoreError(f"{folder} was written in format {found}; annotate the corpus again")
    return manifest


def connect(
    tables: "Path | Mapping[str, pd.DataFrame]", copies: Mapping[str, str] | None = None
) -> "duckdb.DuckDBPyConnection":
    """Return an in-memory DuckDB with a view for each table, over a store's files or over DataFrames.

    Articles of a store that are named in `copies` are duplicates of those they are mapped to, and in `articles` only.
    Raises StoreError naming the table whose file is missing or damaged.
    """
    import duckdb
    import pyarrow as pa

    # Left alone, DuckDB takes most of the machine, and puts what does not fit in the folder it is called from.
    spill = str(Path(tempfile.gettempdir()) / "whosewords")
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill})
    connection.execute("SET enable_progress_bar = false")  # it would be written into a notebook's output
    if copies:
        columns = {"article_id": list(copies), "copied": list(copies.values())}
        connection.register("copies", pa.table(columns))
    for table in TABLES:
        if isinstance(tables, Path):
            place = tables / f"{table}.parquet"
            if not place.exists():
                raise StoreError(f"{place} is missing; annotate the corpus again")
            files = str(place / "*.parquet" if place.is_dir() else place).replace("'", "''")
            try:
                rows = f"SELECT * FROM read_parquet('{files}')"
                if copies and table == "articles":
                    rows = f"""SELECT f.* REPLACE (coalesce(copied, duplicate_of) AS duplicate_of)
                        FROM ({rows}) f LEFT JOIN copies USING (article_id)"""
                elif copies and table != "actors":
                    rows += " WHERE article_id NOT IN (SELECT article_id FROM copies)"
                connection.execute(f"CREATE VIEW {table} AS {rows}")
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise StoreError(f"{place} cannot be read ({reason}); annotate the corpus again") from error
        else:
            schema = arrow_schema(table)
            connection.register(table, pa.Table.from_pandas(tables[table], schema=schema, preserve_index=False))
    return connection
