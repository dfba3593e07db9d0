-- What queries ask of a body, so that no body is unpacked to answer. Filled with the full-text index.
CREATE TABLE facts (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    language   TEXT NOT NULL,
    words      INTEGER NOT NULL,                -- a Chinese character is one
    image      INTEGER NOT NULL,
    enclosure  INTEGER NOT NULL
);

-- `folded` is what a tag is known by, `name` how the reader wrote it.
CREATE TABLE tags (
    folded     TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    PRIMARY KEY (folded, article_id)
) WITHOUT ROWID;
CREATE INDEX tags_article ON tags (article_id);

CREATE TABLE notes (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    text       TEXT NOT NULL
);

-- The read-later queue, lowest place first.
CREATE TABLE later (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL
);
CREATE INDEX later_place ON later (place);

CREATE TABLE smart_feeds (
    id    INTEGER PRIMARY KEY,                  -- their order
    name  TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL
);

-- How often each rule has applied, by a digest of what it says.
CREATE TABLE rule_hits (
    rule TEXT PRIMARY KEY,
    hits INTEGER NOT NULL,
    last INTEGER NOT NULL
) WITHOUT ROWID;
