"""Entries as the database keeps them: packed, and as text that it can bind.

Most entries are short, so what they have in common with all others is half of them: `_HEAD` and the words stand before
each of them, and zlib refers to what is there instead of writing it. Chinese is written in GB18030 first, two bytes for
a character that takes three in UTF-8. Both leave a third to a quarter less than deflated UTF-8.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import Any

import msgspec

from haowai_tui.lazy import pattern

# What is here may never change: without it nothing that was packed can be read. What is commonest stands last.
_HEAD = (
    '{"guid":"https://www.","link":"https://www.","title":"","byline":"","source_name":"","language":"zh-cn",'
    '"categories":["","published":17,"comments":0,"enclosures":[["https://","image/jpeg",0]],"blocks":[["h",["",2],'
    '["i","https://","",[],0,0],["l",[[["p",[["",1,"https://www.",""],"\' + \'"]],["p",["'
)
_CHINESE = (
    "此外另外其实因此由于如果虽然但是不过所以而且并且以及或者还是就是只是甚至其中同时目前现在今天昨天去年今年明年最近以后之后之前当时"
    "时候时间开始已经正在将会可能可以能够需要应该必须不能没有不是也是都是还有这个那个这些那些这种一种一个一些很多许多更多大量非常比较"
    "我们他们你们自己人们大家用户作者记者专家表示认为指出介绍说明显示发现发布公布宣布推出提供支持使用进行实现通过根据按照关于对于为了"
    "作为成为包括例如比如方面问题情况原因结果方法方式内容信息数据系统技术产品服务公司企业市场经济社会国家政府部门中国美国世界全国地区"
    "城市北京上海工作发展建设管理项目研究开发网站软件文章图片视频文件程序代码功能版本年月日时分第一上午下午元人民万亿％的是在了和，他，"
    "但，也，这，而，我，在，就，不，其，。这。在。他。但。我。不。目、“”、《》（）：；？！"
)
_ENGLISH = (
    " because through between according government company already million world public years while these where there"
    " those first after other about which their would could should people being before against during without within"
    " another however although something available different example support several version possible using following"
    " including information development change number system service this that with from have will been were they also"
    " more when what than your into some only over such make like just most the and for are not but you can has was its"
    " all one our out new use how now may any  of the in the to the on the for the and the that the to be with the is a"
    " in a of a as a at the by the from the it is this is will be can be has been have been such as as well as, but ,"
    " and , which . The . This . It . In . We . You . If . For n't 's ing tion ment ed to "
)

_NAMED = 0x20
"""The bit of zlib's second byte that says that the checksum of the words follows, which tells how the text is written.
Without it that is deflated UTF-8, as earlier versions packed it."""

# Not every edition of GB18030 has the same bytes for these, and a newer Python may follow a newer edition.
_UNSETTLED = pattern("[\ue000-\uf8ff\ufe10-\ufe19\u9fa6-\u9fff\U00020087-\U000241fe]")


def safe(text: str) -> str:
    """`text` that SQLite can bind: lone surrogates, which are no characters, become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8")


def pack(data: dict[str, Any]) -> bytes:
    """An encoded entry as the database keeps it."""
    try:
        text = msgspec.json.encode(data)
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    encoding, text = _shortest(text)
    packer = zlib.compressobj(6, zdict=_words(encoding))
    return packer.compress(text) + packer.flush()


def unpack(blob: bytes) -> dict[str, Any]:
    """The encoded entry in `blob`. A damaged one is an empty one: the article can be fetched again."""
    try:
        encoding = _encodings()[blob[2:6]] if blob[1] & _NAMED else "utf-8"
        unpacker = zlib.decompressobj(zdict=_words(encoding))
        text = unpacker.decompress(blob)
        data = json.loads(text.decode(encoding)) if unpacker.eof else {}
    except (zlib.error, ValueError, LookupError):
        return {}
    return data if isinstance(data, dict) else {}


def _shortest(text: bytes) -> tuple[str, bytes]:
    """The encoding that makes UTF-8 `text` shortest, and it in that."""
    if not text.isascii():
        said = text.decode()
        if not _UNSETTLED.search(said) and len(other := said.encode("gb18030")) < len(text):
            return "gb18030", other
    return "utf-8", text


@cache
def _words(encoding: str) -> bytes:
    """What stands before each text in that encoding."""
    return ((_CHINESE if encoding == "gb18030" else "") + _ENGLISH + _HEAD).encode(encoding)


@cache
def _encodings() -> dict[bytes, str]:
    """Encodings by what zlib calls their words."""
    return {zlib.adler32(_words(encoding)).to_bytes(4, "big"): encoding for encoding in ("gb18030", "utf-8")}
