"""The names of what feeds are made of, as reading plain feeds needs them: feedparser's, as far as they occur."""

from __future__ import annotations

THREADING = "http://purl.org/syndication/thread/1.0"
NAMESPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    THREADING: "thr",
}
"""Prefixes by the namespaces, in lower case, whose elements are read or known to mean nothing."""

HARMLESS = frozenset(
    (
        "http://www.georss.org/georss http://www.w3.org/2003/01/geo/wgs84_pos# http://webns.net/mvcb/"
        " http://backend.userland.com/creativecommonsrssmodule"
    ).split()
)
"""Namespaces that feedparser knows and of which nothing is read."""

MISTAKEN = frozenset(
    (
        "http://backend.userland.com/rss http://blogs.law.harvard.edu/tech/rss http://my.netscape.com/rdf/simple/0.9/"
        " http://example.com/newformat# http://example.com/necho http://purl.org/echo/ uri/of/echo/namespace#"
        " http://purl.org/pie/ http://purl.org/atom/ns# http://www.w3.org/1999/xlink http://www.w3.org/1999/xhtml"
        " http://example.com/dtds/podcast-1.0.dtd"
    ).split()
)
"""Namespaces whose elements feedparser reads as something else: a feed that names one of them is left to it."""

KNOWN_PREFIXES = frozenset(
    (
        "admin ag annotate audio blogChannel cc co content cp creativeCommons creativecommons dc dcterms email ev"
        " feedburner fm foaf geo georss gml icbm image itunes l media pingback prism psc rdf rdfs ref reqv search slash"
        " soap ss str sub sy szf taxo thr ti trackback wfw wiki xhtml xlink xml title summary guid"
    ).split()
)
"""What a prefix of one's own may not be called: feedparser would take its elements for others."""

WITHOUT_MEANING = frozenset(
    (
        "comments rights copyright subtitle tagline generator expirationdate webmaster"
        " dc:publisher dc:rights dc:identifier dc:format dc:type dc:source dc:relation dc:coverage dc:contributor"
        " sy:updateperiod sy:updatefrequency sy:updatebase slash:section slash:department slash:hit_parade"
        " wfw:comment wfw:commentrss feedburner:info feedburner:feedflare feedburner:emailserviceid"
        " feedburner:feedburnerhostname thr:in-reply-to"
        " itunes:title itunes:duration itunes:season itunes:episode itunes:episodetype itunes:explicit itunes:block"
        " itunes:order itunes:isclosedcaptioned itunes:type itunes:new-feed-url itunes:complete"
        " media:credit media:rating media:text media:copyright media:community media:starrating media:statistics"
        " media:hash media:backlinks media:price media:peerlink"
    ).split()
)
"""Elements of an entry that nothing is made of, when there is nothing but text in them."""

BESIDE_ENTRIES = WITHOUT_MEANING | frozenset(
    (
        "description category pubdate lastbuilddate published updated modified created docs ttl cloud rating"
        " managingeditor icon logo dc:date dc:creator dc:subject dc:description"
        " itunes:author itunes:subtitle itunes:summary itunes:keywords itunes:image"
        " media:thumbnail media:keywords media:category"
    ).split()
)
"""The same beside the entries: what stands there of the feed itself is read only in part."""

AUTHOR_PARTS = frozenset("name email uri url hour day itunes:name itunes:email itunes:category".split())
IMAGE_PARTS = frozenset("title link description url href width height name".split())
SOURCE_PARTS = frozenset("id link updated published subtitle rights icon logo".split())
