# ruff: noqa: E501 - a line of markup is easier to read whole.
"""A news site in the shape of the client's pages: the same articles in several markups, with column pages."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SHAPES = ("divs", "lists", "definitions", "table", "soup", "flat")


@dataclass
class Story:
    """One article of the site. `related` and `hot` are (title, snippet, time, number); number 0 has no link."""

    number: int
    title: str
    byline: str = "号外记者站"
    time: str = "2026-03-05 10:11:44"
    comments: str = "0"
    points: str = "渡口重开，早班船六点离岸，票价不变。"
    body: list[str] = field(default_factory=list)
    related: list[tuple[str, str, str, int]] = field(default_factory=list)
    hot: list[tuple[str, str, int]] = field(default_factory=list)


LEAD = [
    "清晨六点，第一班渡船从北岸开出，船上坐了四十二个人，其中一半是去南岸上班的护士和老师。",
    "@",
    "船长说，停航的三年里，他每天都来看一眼水位，像看一位久未见面的邻居。",
]
SECTIONS = [
    ("桥修好了船还要不要", "桥在去年通车，过桥要绕四公里。许多老人宁愿等船，他们说船上能说话，桥上只有风。"),
    ("票价三元不涨", "票价与停航前一样，是三元。学生和六十岁以上的老人半价，自行车另加一元，推婴儿车不加钱。"),
    ("早班船上的人们", "六点的船上多是护士、老师和面点师傅。他们互相认得，座位也像约好了似的，谁不来都会有人问。"),
    ("船票由谁来买单", "市里每年补贴一百二十万元，条件是每天不少于十六班，雾天停航要在码头贴出告示。"),
    ("南岸的灯又亮了", "码头边的小店重新亮起了灯。店主说，灯不是为了生意，是给末班船认路的，末班船十一点靠岸。"),
]


def story(number: int, count: int = 200) -> Story:
    """The article `number`: five headings, four pictures, related and hot stories among the others."""
    day = datetime(2026, 3, 5, 10, 11, 44) - timedelta(hours=number)
    body = list(LEAD)
    for place, (heading, text) in enumerate(SECTIONS):
        body += [heading, f"{text}（第{number}篇）", *(["@"] if place < 3 else [])]
    others = [1 + (number + step) % count for step in range(1, 17)]
    return Story(
        number,
        title(number),
        time=day.strftime("%Y-%m-%d %H:%M:%S"),
        body=body,
        related=[
            (cut(title(other)), f"相关的第{other}篇，讲的是另一个码头的早晨。", stamp(other), other)
            for other in others[:6]
        ],
        hot=[(title(other), f"人们都在谈论的第{other}篇，说的是灯、船和夜里的路。", other) for other in others[6:16]],
    )


def title(number: int) -> str:
    """The headline of an article."""
    return f"渡口纪事之{number:03d}：停航三年的渡船今早又开了"


def cut(text: str) -> str:
    """A headline as the list of related stories prints it."""
    return text[:14] + "..." if len(text) > 14 else text


def stamp(number: int) -> str:
    """The time of an article as pages print it."""
    return (datetime(2026, 3, 5, 10, 11, 44) - timedelta(hours=number)).strftime("%Y-%m-%d %H:%M:%S")


def link(number: int) -> str:
    """The path of an article."""
    return f"/a/{number}.html"


def page(item: Story, shape: str, charset: str = "utf-8") -> bytes:
    """An article's page in one of `SHAPES`."""
    body = {"divs": _divs, "lists": _lists, "definitions": _definitions, "table": _table, "soup": _soup, "flat": _flat}[
        shape
    ](item)
    head = f'<html><head><meta charset="{charset}"><title>{item.title} - 号外</title></head>'
    return f"{head}<body>{_NAV}{body}{_FOOT}</body></html>".encode(charset, "replace")


_NAV = '<div class="x1"><a href="/">首页</a> | <a href="/col/1.html">要闻</a> | <a href="/col/2.html">本地</a></div>'
_FOOT = '<div class="x9">版权所有 号外</div>'


def _paragraphs(item: Story) -> str:
    out = []
    for text in item.body:
        if text == "@":
            out.append(f'<p><img src="/p/{item.number}.jpg" alt="{item.title}"></p><p>{item.title}</p>')
        else:
            out.append(f"<p>{html.escape(text)}</p>")
    return "".join(out)


def _anchor(text: str, number: int) -> str:
    return f'<a href="{link(number)}">{html.escape(text)}</a>' if number else html.escape(text)


def _divs(item: Story) -> str:
    related = "".join(
        f"<div><div>{_anchor(t, n)}</div><div>{s}</div><div>{when}</div></div>" for t, s, when, n in item.related
    )
    hot = "".join(f"<div>{_anchor(t, n)} {s}</div>" for t, s, n in item.hot)
    return (
        f"<h1>{item.title}</h1><div>{item.byline}</div><div>{item.time}</div><div>{item.comments}</div>"
        f"<div><div>核心提示</div><div>{item.points}</div></div><div>{_paragraphs(item)}</div>"
        f"<div><div>相关内容</div>{related}</div><div><div>热门资讯</div>{hot}</div>"
    )


def _lists(item: Story) -> str:
    related = "".join(f"<li>{_anchor(t, n)}<p>{s}</p><span>{when}</span></li>" for t, s, when, n in item.related)
    hot = "".join(f"<li><b>{_anchor(t, n)}</b><p>{s}</p></li>" for t, s, n in item.hot)
    return (
        f'<ul class="m"><li>{item.byline}</li></ul><h2>{item.title}</h2><p>{item.byline} {item.time} 评论({item.comments})</p>'
        f"<h4>核心提示</h4><ul><li>{item.points}</li></ul><article>{_paragraphs(item)}</article>"
        f"<h3>相关内容</h3><ul>{related}</ul><h3>热门资讯</h3><ol>{hot}</ol>"
    )


def _definitions(item: Story) -> str:
    related = "".join(f"<dt>{_anchor(t, n)}</dt><dd>{s}</dd><dd>{when}</dd>" for t, s, when, n in item.related)
    hot = "".join(f"<dt>{_anchor(t, n)}</dt><dd>{s}</dd>" for t, s, n in item.hot)
    return (
        f"<h1>{item.title}</h1><p>来源：{item.byline}</p><p>发布时间：{item.time}</p><p>{item.comments} 条评论</p>"
        f"<dl><dt>核心提示</dt><dd>{item.points}</dd></dl>{_paragraphs(item)}"
        f"<h3>相关内容</h3><dl>{related}</dl><h3>热门资讯</h3><dl>{hot}</dl>"
    )


def _table(item: Story) -> str:
    related = "".join(f"<tr><td>{_anchor(t, n)}</td><td>{s}</td><td>{when}</td></tr>" for t, s, when, n in item.related)
    hot = "".join(f"<tr><td>{_anchor(t, n)}</td><td>{s}</td></tr>" for t, s, n in item.hot)
    return (
        '<table width="960"><tr><td width="200"><p>栏目</p><p>要闻</p></td><td>'
        f"<h1>{item.title}</h1><p>{item.byline}</p><p>{item.time}</p><p>{item.comments}</p>"
        f"<p>核心提示：{item.points}</p>{_paragraphs(item)}"
        f"<p>相关内容</p><table>{related}</table><p>热门资讯</p><table>{hot}</table></td></tr></table>"
    )


def _flat(item: Story) -> str:
    """One definition list for all of it: labels are terms, every line is a definition."""
    rows = [f"<dd>{text}</dd>" for text in _line_texts(item)]
    for label in ("核心提示", "相关内容", "热门资讯"):
        rows = [f"<dt>{label}</dt>" if row == f"<dd>{label}</dd>" else row for row in rows]
    return f"<dl>{''.join(rows)}</dl>"


def _soup(item: Story) -> str:
    """Line breaks and nothing else."""
    return "<div>" + "<br>".join(_line_texts(item)) + "</div>"


def _line_texts(item: Story) -> list[str]:
    lines = [f"<b>{item.title}</b>", item.byline, item.time, item.comments, "核心提示", item.points]
    for text in item.body:
        lines += [f'<img src="/p/{item.number}.jpg" alt="">', item.title] if text == "@" else [text]
    lines.append("相关内容")
    for t, s, when, n in item.related:
        lines += [_anchor(t, n), s, when]
    lines.append("热门资讯")
    lines += [f"{_anchor(t, n)} {s}" for t, s, n in item.hot]
    return lines


def column(numbers: list[int], *, next_page: str = "", shape: str = "lists", charset: str = "utf-8") -> bytes:
    """A column page: a list of stories, with its time beside each, and a way to the next page."""
    rows = []
    for number in numbers:
        day = stamp(number)[:16]
        if shape == "table":
            rows.append(f"<tr><td>{_anchor(title(number), number)}</td><td>{day}</td></tr>")
        elif shape == "divs":
            rows.append(
                f'<div class="it"><h3>{_anchor(title(number), number)}</h3><p>第{number}篇的提要，讲早班船上的人。</p>'
                f"<em>{day}</em></div>"
            )
        else:
            rows.append(f"<li>{_anchor(title(number), number)} <span>{day}</span></li>")
    inner = {"table": "<table>{}</table>", "divs": "<div>{}</div>", "lists": "<ul>{}</ul>"}[shape].format("".join(rows))
    more = f'<p><a href="{next_page}">下一页</a></p>' if next_page else ""
    side = '<ul><li><a href="/about">关于我们</a></li><li><a href="/ad">广告服务</a></li><li><a href="/job">加入我们</a></li></ul>'
    head = f'<html><head><meta charset="{charset}"><title>要闻 - 号外</title></head><body>'
    return f"{head}{_NAV}{inner}{more}{side}{_FOOT}</body></html>".encode(charset, "replace")
