"""Where the expressions of a source stand, as clang reads it. Needs the Debian package python3-clang-19."""

from __future__ import annotations

from ctypes import byref, c_uint
from pathlib import Path

from clang import cindex
from schema import Extent


def _offset(location: cindex.SourceLocation) -> int:
    """Where it is written: also inside the argument of a macro."""
    file, line, column, offset = cindex.c_object_p(), c_uint(), c_uint(), c_uint()
    cindex.conf.lib.clang_getFileLocation(location, byref(file), byref(line), byref(column), byref(offset))
    return offset.value


def extents(path: Path, arguments: list[str]) -> tuple[list[Extent], list[Extent]]:
    """Of all expressions of a file, and of those among them that are calls; a header stands for itself."""
    unit = cindex.Index.create().parse(str(path), args=arguments)
    errors = [one for one in unit.diagnostics if one.severity >= cindex.Diagnostic.Error]
    if errors:
        raise SystemExit(f"clang cannot read {path}: {errors[0]}")
    found, calls = set(), set()
    todo = [one for one in unit.cursor.get_children() if one.location.file and one.location.file.name == str(path)]
    while todo:
        cursor = todo.pop()
        todo.extend(cursor.get_children())
        if cursor.kind.is_expression():
            extent = _offset(cursor.extent.start), _offset(cursor.extent.end)
            found.add(extent)
            if cursor.kind in (cindex.CursorKind.CALL_EXPR, cindex.CursorKind.UNEXPOSED_EXPR):
                calls.add(extent)
    return sorted(found), sorted(calls)
