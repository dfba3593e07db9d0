# ruff: noqa: E501 - a line of markup is easier to read whole.
"""Pages in the shapes of real news sites, made from the sample edition's articles, each with the body it holds.

A shape is what surrounds the same text: menus, lists of other stories, comments, sharing bars, editors' lines, tables
that lay pages out, and no structure at all.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from haowai_tui.model import Article, Entry, Paragraph, spans_text
from haowai_tui.sources.sample import edition_feeds, read_feed


@dataclass(frozen=True)
class Page:
    """A page and what is to be found in it."""

    name: str
    html: str
    body: str
    title: str
    byline: str
    published: datetime
    chinese: bool


@dataclass(frozen=True)
class _Text:
    title: str
    paragraphs: list[str]
    byline: str
    chinese: bool
    others: list[str]

    @property
    def time(self) -> str:
        return "2026年3月5日 10:11" if self.chinese else "March 5, 2026 10:11"

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english

    def ps(self, tag: str = "p", extra: str = "") -> str:
        return "".join(f"<{tag}{extra}>{html.escape(text)}</{tag}>" for text in self.paragraphs)

    def links(self, many: int = 8) -> str:
        return "".join(
            f'<li><a href="/s/{at}.html">{html.escape(text)}</a></li>' for at, text in enumerate(self.others[:many])
        )


def pages(shapes: dict[str, Callable[[_Text], str]] | None = None) -> Iterator[Page]:
    """Every shape, in Chinese and in English, each with another article."""
    texts = {True: list(_texts(chinese=True)), False: list(_texts(chinese=False))}
    for at, (name, shape) in enumerate((shapes or SHAPES).items()):
        for chinese, pool in texts.items():
            text = pool[at % len(pool)]
            language = "zh-CN" if chinese else "en"
            head = f'<meta charset="utf-8"><title>{text.title}{text.say("_青萍网", " - The Ledger")}</title>'
            whole = f'<!doctype html><html lang="{language}"><head>{head}</head><body>{shape(text)}</body></html>'
            yield Page(
                f"{name}-{'zh' if chinese else 'en'}",
                whole,
                "\n".join(text.paragraphs),
                text.title,
                text.byline,
                datetime(2026, 3, 5, 2 if chinese else 10, 11, tzinfo=UTC),
                chinese,
            )


def _texts(*, chinese: bool) -> Iterator[_Text]:
    entries: list[Entry | Article] = [entry for feed in edition_feeds() for entry in read_feed(feed.address).entries]
    chosen = [entry for entry in entries if (entry.language == "zh") == chinese]
    titles = [entry.title for entry in chosen]
    for at, entry in enumerate(chosen):
        paragraphs = [
            text
            for block in entry.blocks
            if isinstance(block, Paragraph) and len(text := spans_text(block.spans).replace("\n", " ")) > 12
        ]
        if len("".join(paragraphs)) > (150 if chinese else 350):
            byline = "林溪" if chinese else "Maud Ellery"
            yield _Text(entry.title, paragraphs, byline, chinese, titles[at + 1 :] + titles[:at])


def _menu(t: _Text) -> str:
    names = t.say(
        "首页 要闻 本地 体育 财经 文化 视频 专题", "Home News Local Sport Business Culture Video Opinion"
    ).split()
    return "".join(f'<a href="/c/{at}">{name}</a> ' for at, name in enumerate(names))


def _foot(t: _Text) -> str:
    return t.say(
        "版权所有 青萍网，未经书面许可不得转载、摘编或建立镜像。举报电话：000-0000。",
        "© The Ledger. All rights reserved. No part of this site may be reproduced without permission.",
    )


def _comments(t: _Text, many: int = 12) -> str:
    said = t.say(
        "我小时候也坐过这班船，那时候票价只要五分钱，船上还能买到热豆浆，真怀念。",
        "I took this boat as a child, when the fare was a nickel, and you could buy hot soup on board.",
    )
    return "".join(
        f"<div class='c-item'><b>{t.say('网友', 'reader')}{n}</b><p>{said}{n}</p></div>" for n in range(many)
    )


def _semantic(t: _Text) -> str:
    return (
        f"<header><nav>{_menu(t)}</nav></header><main><article><h1>{t.title}</h1><p class='byline'>{t.say('记者', 'By')} {t.byline}</p>"
        f"<time datetime='2026-03-05T10:11:00{'+08:00' if t.chinese else 'Z'}'>{t.time}</time>{t.ps()}</article>"
        f"<aside><ul>{t.links()}</ul></aside></main><footer>{_foot(t)}</footer>"
    )


def _portal(t: _Text) -> str:
    return (
        f"<div class='nav'>{_menu(t)}</div><div class='wrap'><div class='left'><h1>{t.title}</h1><div class='info'>{t.time} {t.say('作者：', 'By ')}{t.byline}</div>"
        f"<div class='content' id='artibody'>{t.ps()}<p>{t.say('责任编辑：王五', 'Filed under: Local')}</p></div><div class='share'>{t.say('分享到：微信 微博 空间', 'Share this: mail link print')}</div></div>"
        f"<div class='right'><h3>{t.say('热门新闻', 'Most read')}</h3><ul>{t.links()}</ul></div></div><div class='footer'>{_foot(t)}</div>"
    )


def _old_table(t: _Text) -> str:
    text = "<br><br>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(part)}" for part in t.paragraphs)
    side = "".join(f"<tr><td><a href='/s/{n}'>{o}</a></td></tr>" for n, o in enumerate(t.others[:8]))
    return (
        f"<table width=960><tr><td colspan=2>{_menu(t)}</td></tr><tr><td width=200><table>{side}</table></td><td><table><tr><td align=center><font size=5><b>{t.title}</b></font></td></tr>"
        f"<tr><td align=center>{t.time} {t.say('来源：', 'By ')}{t.byline}</td></tr><tr><td>{text}</td></tr></table></td></tr><tr><td colspan=2>{_foot(t)}</td></tr></table>"
    )


def _soup(t: _Text) -> str:
    return (
        f"<div><div>{_menu(t)}</div><div><div><h1>{t.title}</h1><div>{t.time} {t.say('作者：', 'By ')}{t.byline}</div><div>{t.ps('div')}</div></div>"
        f"<div><ul>{t.links()}</ul></div></div><div>{_foot(t)}</div></div>"
    )


def _blog(t: _Text) -> str:
    return (
        f"<div id='page'><div id='masthead'>{_menu(t)}</div><div id='primary'><div class='post'><h1 class='entry-title'>{t.title}</h1><span class='posted-on'>{t.time}</span> <span class='author'>{t.say('作者：', 'By ')}{t.byline}</span>"
        f"<div class='entry-content'>{t.ps()}<div class='sharedaddy'>{t.say('分享到', 'Share this')}: <a href='#'>A</a> <a href='#'>B</a></div><div class='related-posts'><h3>{t.say('相关文章', 'Related')}</h3><ul>{t.links(4)}</ul></div></div></div>"
        f"<div id='comments' class='comments-area'>{_comments(t)}</div></div><div id='secondary' class='widget-area'><ul>{t.links()}</ul></div></div>"
    )


def _linked(t: _Text) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": t.title,
        "author": {"@type": "Person", "name": t.byline},
        "datePublished": "2026-03-05T10:11:00+08:00" if t.chinese else "2026-03-05T10:11:00Z",
    }
    return (
        f"<script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script><div role='navigation' class='top-menu'>{_menu(t)}</div>"
        f"<main id='main'><h1>{t.title}</h1><div class='story__body'>{t.ps()}</div></main><div class='most-popular'><ul>{t.links()}</ul></div><div class='legal'>{_foot(t)}</div>"
    )


def _talkative(t: _Text) -> str:
    return (
        f"<div class='hd'>{_menu(t)}</div><div class='detail'><h1>{t.title}</h1><div class='meta'>{t.time} {t.say('作者：', 'By ')}{t.byline}</div><div class='detail-text'>{t.ps()}</div></div>"
        f"<div class='comment-list'><h3>{t.say('全部评论', 'Comments')}</h3>{_comments(t, 40)}</div>"
    )


def _quiet_comments(t: _Text) -> str:
    return f"<div>{_menu(t)}</div><div class='main-text'><h1>{t.title}</h1><p>{t.time}　{t.say('作者：', 'By ')}{t.byline}</p>{t.ps()}</div><div class='fb-w'>{_comments(t, 6)}</div><p>{_foot(t)}</p>"


def _fonts(t: _Text) -> str:
    text = "".join(
        f"<p><span style='font-size:16px'><font face='x'>　　{html.escape(part)}</font></span></p>"
        for part in t.paragraphs
    )
    return f"<div id='nav'>{_menu(t)}</div><h1>{t.title}</h1><div>{t.time} | {t.say('作者：', 'By ')}{t.byline}</div><div id='zoom'>{text}</div><div>{t.say('扫一扫在手机打开当前页', 'Scan to open this page on your phone')}</div><div id='bottom'>{_foot(t)}</div>"


def _pictures(t: _Text) -> str:
    parts = []
    for at, part in enumerate(t.paragraphs):
        parts.append(f"<p>{html.escape(part)}</p>")
        if at == 0:
            parts.append(
                "<figure><img src='/blank.gif' data-original='/p/1.jpg'><noscript><img src='/p/1.jpg'></noscript><figcaption></figcaption></figure>"
            )
    return f"<div class='topbar'>{_menu(t)}</div><div class='article-wrap'><h1>{t.title}</h1><div class='src'>{t.time} {t.say('作者：', 'By ')}{t.byline}</div><div class='article-content'>{''.join(parts)}</div></div><div class='recommend'><ul>{t.links()}</ul></div>"


def _sections(t: _Text) -> str:
    half = max(1, len(t.paragraphs) // 2)
    parts = [t.paragraphs[:half], t.paragraphs[half:]]
    inner = f"<div class='ad-slot'>{t.say('广告', 'Advertisement')}</div>".join(
        "<section>" + "".join(f"<p>{html.escape(text)}</p>" for text in part) + "</section>" for part in parts
    )
    return f"<nav>{_menu(t)}</nav><div class='story'><h1>{t.title}</h1><p class='dateline'>{t.time} {t.say('作者：', 'By ')}{t.byline}</p><div class='story-inner'>{inner}</div></div><div class='footer-links'>{_foot(t)}</div>"


def _amp(t: _Text) -> str:
    return f"<amp-sidebar><nav>{_menu(t)}</nav></amp-sidebar><article class='amp-wp-article'><header class='amp-wp-article-header'><h1>{t.title}</h1><div>{t.time} {t.say('作者：', 'By ')}{t.byline}</div></header><div class='amp-wp-article-content'><amp-img src='/p/1.jpg' width=600 height=400></amp-img>{t.ps()}</div></article><amp-list><ul>{t.links(4)}</ul></amp-list>"


def _links_within(t: _Text) -> str:
    parts = [f"<p>{html.escape(text)}</p>" for text in t.paragraphs]
    parts.insert(
        1,
        f"<ul class='related-inline'><li><a href='/s/1'>{t.others[0]}</a></li><li><a href='/s/2'>{t.others[1]}</a></li></ul>",
    )
    parts.append(f"<p>{t.say('相关阅读：', 'Read more: ')}<a href='/s/3'>{t.others[2]}</a></p>")
    return f"<div class='menu'>{_menu(t)}</div><div class='text'><h1>{t.title}</h1><p class='info'>{t.time} {t.say('作者：', 'By ')}{t.byline}</p>{''.join(parts)}</div><div class='list'><ul>{t.links()}</ul></div>"


def _short(t: _Text) -> str:
    side = "".join(
        f"<div class='brief'><h4><a href='/s/{n}'>{o}</a></h4><p>{o}。{t.say('这里是这一条的提要，点开可以看到全文。', 'Here is a line about it, open it for the whole story, please.')}</p></div>"
        for n, o in enumerate(t.others[:10])
    )
    return f"<div class='nav'>{_menu(t)}</div><div class='main'><h1>{t.title}</h1><div>{t.time} {t.say('作者：', 'By ')}{t.byline}</div><div class='txt'>{t.ps()}</div></div><div class='side'>{side}</div>"


def _breaks(t: _Text) -> str:
    text = "<br>\n".join(f"　　{html.escape(part)}" for part in t.paragraphs)
    return f"<div class='n'>{_menu(t)}</div><div class='box'><h2>{t.title}</h2><span>{t.time}</span> <span>{t.say('作者：', 'By ')}{t.byline}</span><div class='con'>{text}</div></div><div class='r'><ul>{t.links()}</ul></div><div>{_foot(t)}</div>"


def _hidden(t: _Text) -> str:
    trap = t.say(
        "此段不应出现在任何读者面前，它只在脚本失败时才显示，请刷新页面后再试一次。",
        "This should not be seen by any reader, it shows only when scripts fail, please reload.",
    )
    return f"<div style='display:none'><p>{trap}</p><p>{trap}</p><p>{trap}</p></div><div class='cookie-banner'><p>{trap}</p></div><div class='page-content'><h1>{t.title}</h1><div class='time'>{t.time} {t.say('作者：', 'By ')}{t.byline}</div><div class='rich-text'>{t.ps()}</div></div><div class='modal'><p>{trap}</p></div>"


def _live(t: _Text) -> str:
    rows = "".join(
        f"<div class='live-item'><span class='t'>1{n}:0{n}</span><p>{html.escape(p)}</p></div>"
        for n, p in enumerate(t.paragraphs[:9])
    )
    rest = "".join(f"<div class='live-item'><p>{html.escape(p)}</p></div>" for p in t.paragraphs[9:])
    return f"<div class='g-nav'>{_menu(t)}</div><div class='live'><h1>{t.title}</h1><div class='meta'>{t.time}</div>{rows}{rest}</div><div class='col-r'><ul>{t.links()}</ul></div><div>{_foot(t)}</div>"


def _list_article(t: _Text) -> str:
    rows = "".join(
        f"<h3>{n}. {t.say('第', 'Part ')}{n}</h3><p>{html.escape(p)}</p>" for n, p in enumerate(t.paragraphs, start=1)
    )
    return f"<ul class='tabs'>{t.links(3)}</ul><div class='pg'><h1>{t.title}</h1><small>{t.time} {t.say('作者：', 'By ')}{t.byline}</small><div class='bd'>{rows}</div></div><div class='more-list'><h4>{t.say('更多', 'More')}</h4><ul>{t.links()}</ul></div>"


def _wiki(t: _Text) -> str:
    box = f"<table class='infobox'><tr><th>{t.say('地点', 'Place')}</th><td>{t.say('渡口', 'Ferry')}</td></tr></table>"
    return f"<div id='mw-head'>{_menu(t)}</div><div id='bodyContent'><h1>{t.title}</h1>{t.ps()}</div><div id='mw-panel'><ul>{t.links()}</ul>{box}</div><div id='footer'>{_foot(t)}</div>"


def _paragraph_divs(t: _Text) -> str:
    rows = "".join(
        f"<div class='p-{n % 3}'><div><span>{html.escape(p)}</span></div></div>" for n, p in enumerate(t.paragraphs)
    )
    return f"<div class='a1'>{_menu(t)}</div><div class='a2'><div class='a3'><h2>{t.title}</h2><i>{t.time}</i></div><div class='a4'>{rows}</div></div><div class='a5'>{''.join(f'<div><a href=/s/{n}>{o}</a></div>' for n, o in enumerate(t.others[:12]))}</div>"


def _teasers_above(t: _Text) -> str:
    rows = "".join(
        f"<div class='card'><a href='/s/{n}'>{o}</a><p>{t.say('一句话的提要。', 'One line of it.')}</p></div>"
        for n, o in enumerate(t.others[:6])
    )
    return f"<nav>{_menu(t)}</nav><div class='cards'>{rows}</div><div class='reader'><h1>{t.title}</h1><p class='by'>{t.say('文：', 'By ')}{t.byline}</p>{t.ps()}</div><div class='c-box'>{_comments(t, 4)}</div><p>{_foot(t)}</p>"


HELD: dict[str, Callable[[_Text], str]] = {
    "live": _live, "list-article": _list_article, "wiki": _wiki, "paragraph-divs": _paragraph_divs,
    "teasers-above": _teasers_above,
}  # fmt: skip
"""Shapes that were written after the extractor was done, and that it was not changed for."""

SHAPES: dict[str, Callable[[_Text], str]] = {
    "semantic": _semantic, "portal": _portal, "old-table": _old_table, "soup": _soup, "blog": _blog, "linked": _linked,
    "talkative": _talkative, "quiet-comments": _quiet_comments, "fonts": _fonts, "pictures": _pictures,
    "sections": _sections, "amp": _amp, "links-within": _links_within, "short": _short, "breaks": _breaks,
    "hidden": _hidden,
}  # fmt: skip
