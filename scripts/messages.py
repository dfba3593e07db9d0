"""Bring the Chinese catalogue up to date with the code: extract, merge, compile. Run after changing a sentence.

New sentences are left empty in haowai.po, for a person to translate; run it again afterwards.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "haowai_tui"
PO = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES" / "haowai.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "counted": (1, 2)}


def extracted() -> Catalog:
    """Every sentence in the code that a person reads."""
    catalog = Catalog(locale="zh_CN", domain="haowai", fuzzy=False)
    for _file, _line, message, _comments, _context in extract_from_dir(SOURCE, keywords=KEYWORDS):
        catalog.add(message)
    return catalog


def stored() -> Catalog:
    """The catalogue as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="haowai")


def compiled(catalog: Catalog) -> bytes:
    """The binary form that the program loads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    template = extracted()
    catalog = stored() if PO.exists() else Catalog(locale="zh_CN", domain="haowai", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, omit_header=False, sort_output=True, width=110)
    PO.with_suffix(".mo").write_bytes(compiled(stored()))
    missing = [message.id for message in stored() if message.id and not translated(message)]
    print(f"{len(template)} sentences, {len(missing)} without a translation")
    for message in missing:
        print(" ", message)


def translated(message: object) -> bool:
    """Whether a message has all of its translation."""
    string = getattr(message, "string", "")
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    main()
