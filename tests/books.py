"""Checks an EPUB as epubcheck does, as far as its rules can be put into a page: what it finds, a sentence each."""

from __future__ import annotations

import io
import re
from collections import Counter
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_EPUB = "{http://www.idpf.org/2007/ops}"
_CORE = {
    "application/xhtml+xml", "text/css", "image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml",
}  # fmt: skip
_MAGIC = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/webp": b"RIFF"}
_ID = re.compile(r"^[A-Za-z_][\w.-]*$")
_PHRASING = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "em", "strong", "code", "s", "u", "sub", "sup", "dt"}
_FLOW = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "figure", "pre", "hr"}


def complaints(data: bytes) -> list[str]:
    """All that is wrong with the book in `data`; empty when nothing is."""
    found: list[str] = []
    with ZipFile(io.BytesIO(data)) as book:
        if book.testzip() is not None:
            found.append("a damaged file")
        found += _container(data, book)
        package = _package_path(book)
        root = ElementTree.fromstring(book.read(package))
        found += _metadata(root)
        files = _manifest(book, root, package, found)
        found += _spine(root)
        for path, kind in files.items():
            if path not in book.namelist():
                continue
            if kind == "application/xhtml+xml":
                found += [f"{path}: {text}" for text in _page(book, path, files)]
            elif kind in _MAGIC and not book.read(path).startswith(_MAGIC[kind]):
                found.append(f"{path} is no {kind}")
    return found


def _container(data: bytes, book: ZipFile) -> list[str]:
    first, names = book.infolist()[0], book.namelist()
    checks = {
        "mimetype is not first": first.filename == "mimetype",
        "mimetype is packed": first.compress_type == ZIP_STORED and not first.extra,
        "mimetype is not at its place": data[30:58] == b"mimetypeapplication/epub+zip",
        "no container": "META-INF/container.xml" in names,
        "a file twice": len(names) == len({name.casefold() for name in names}),
        "an odd name": all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) and ".." not in name for name in names),
    }
    return [sentence for sentence, right in checks.items() if not right]


def _package_path(book: ZipFile) -> str:
    container = ElementTree.fromstring(book.read("META-INF/container.xml"))
    return container.findall(".//{*}rootfile")[0].attrib["full-path"]


def _metadata(root: ElementTree.Element) -> list[str]:
    metadata = root.find(f"{_OPF}metadata")
    assert metadata is not None
    modified = [one.text or "" for one in metadata.findall(f"{_OPF}meta[@property='dcterms:modified']")]
    identifier = metadata.find(f"{_DC}identifier[@id='{root.attrib['unique-identifier']}']")
    languages = [one.text or "" for one in metadata.findall(f"{_DC}language")]
    checks = {
        "not version 3": root.attrib.get("version") == "3.0",
        "no identifier": identifier is not None and bool((identifier.text or "").strip()),
        "no title": bool((metadata.findtext(f"{_DC}title") or "").strip()),
        "no language": bool(languages) and all(re.fullmatch(r"[A-Za-z]{2,3}(-[\w]+)*", one) for one in languages),
        "no time": len(modified) == 1 and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0])),
        "empty metadata": all((one.text or "").strip() for one in metadata),
    }
    return [sentence for sentence, right in checks.items() if not right]


def _manifest(book: ZipFile, root: ElementTree.Element, package: str, found: list[str]) -> dict[str, str]:
    items = root.findall(f"{_OPF}manifest/{_OPF}item")
    ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
    found += [f"id {name} twice" for name, count in ids.items() if count > 1 or not _ID.match(name)]
    files = {normpath(join(dirname(package), unquote(item.attrib["href"]))): item for item in items}
    if len(files) != len(items):
        found.append("a file is listed twice")
    kinds = {path: item.attrib["media-type"] for path, item in files.items()}
    found += [f"{path} is missing" for path in files if path not in book.namelist()]
    found += [f"{path}: {kind} is not for books" for path, kind in kinds.items() if kind not in _CORE]
    listed = {*files, package, "mimetype", "META-INF/container.xml"}
    found += [f"{name} is not listed" for name in book.namelist() if name not in listed]
    navs = [path for path, item in files.items() if "nav" in item.attrib.get("properties", "").split()]
    if len(navs) != 1:
        found.append("not one table of contents")
    else:
        found += _contents(book, navs[0])
    return kinds


def _contents(book: ZipFile, path: str) -> list[str]:
    root = ElementTree.fromstring(book.read(path))
    tocs = [nav for nav in root.iter(f"{_XHTML}nav") if nav.attrib.get(f"{_EPUB}type") == "toc"]
    if len(tocs) != 1 or len(tocs[0].findall(f"{_XHTML}ol")) != 1:
        return ["the contents are no list"]
    items = tocs[0].findall(f"{_XHTML}ol/{_XHTML}li")
    words = ["".join(item.itertext()).strip() for item in items]
    return [] if items and all(words) else ["an empty line in the contents"]


def _spine(root: ElementTree.Element) -> list[str]:
    items = {item.attrib["id"]: item for item in root.findall(f"{_OPF}manifest/{_OPF}item")}
    refs = [ref.attrib["idref"] for ref in root.findall(f"{_OPF}spine/{_OPF}itemref")]
    wrong = [ref for ref in refs if ref not in items or items[ref].attrib["media-type"] != "application/xhtml+xml"]
    return ([] if refs and len(refs) == len(set(refs)) else ["an odd spine"]) + [
        f"{ref} cannot be read" for ref in wrong
    ]


def _page(book: ZipFile, path: str, files: dict[str, str]) -> list[str]:
    text = book.read(path).decode("utf-8")
    root = ElementTree.fromstring(text)
    found = [] if root.findtext(f"{_XHTML}head/{_XHTML}title", "").strip() else ["no title"]
    if len(re.findall(r"<!DOCTYPE", text)) != 1 or "<!ENTITY" in text:
        found.append("an odd document type")
    ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
    found += [f"id {name} twice" for name, count in ids.items() if count > 1 or not _ID.match(name)]
    for element in root.iter():
        found += _element(element, path, files)
    return found


def _element(element: ElementTree.Element, path: str, files: dict[str, str]) -> list[str]:
    name = element.tag.removeprefix(_XHTML)
    found = []
    if name in ("script", "iframe", "object", "embed", "form", "base") or "style" in element.attrib:
        found.append(f"<{name}> does not belong here")
    if any(attribute.lower().startswith("on") for attribute in element.attrib):
        found.append("something that runs")
    children = [child.tag.removeprefix(_XHTML) for child in element]
    if name in _PHRASING and any(child in _FLOW for child in children):
        found.append(f"<{name}> holds {children}")
    if name in ("ul", "ol") and (not children or set(children) != {"li"}):
        found.append(f"<{name}> is no list")
    if name == "a" and any(True for _ in list(element.iter(f"{_XHTML}a"))[1:]):
        found.append("a link in a link")
    for attribute in ("src", "href"):
        if attribute in element.attrib:
            found += _address(name, element.attrib[attribute], path, files)
    if name == "img" and "alt" not in element.attrib:
        found.append("a picture without words")
    return found


def _address(name: str, address: str, path: str, files: dict[str, str]) -> list[str]:
    if not re.fullmatch(r"[!-~]+", address) or re.search(r'[<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})', address):
        return [f"{address!r} is no address"]
    parts = urlsplit(address)
    if parts.scheme:
        return [] if name == "a" and parts.scheme in ("http", "https", "mailto") else [f"<{name}> fetches {address}"]
    inside = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
    return [] if inside in files else [f"{address} is not in the book"]
