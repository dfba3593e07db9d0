-- Times are milliseconds since 1970 in UTC.

CREATE TABLE feeds (
    id            INTEGER PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,
    source        TEXT NOT NULL,
    title         TEXT NOT NULL DEFAULT '',
    own_title     TEXT NOT NULL DEFAULT '',
    category      TEXT NOT NULL DEFAULT '[]',   -- JSON array, outermost first
    link          TEXT NOT NULL DEFAULT '',
    language      TEXT NOT NULL DEFAULT '',
    etag          TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    last_success  INTEGER,
    last_attempt  INTEGER,
    next_due      INTEGER,
    error         TEXT NOT NULL DEFAULT '',
    failures      INTEGER NOT NULL DEFAULT 0,
    unread        INTEGER NOT NULL DEFAULT 0,   -- kept by the triggers below
    total         INTEGER NOT NULL DEFAULT 0
);

-- What lists draw; the bodies lie apart so that walking a list touches few pages.
CREATE TABLE articles (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id   INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    identity  TEXT NOT NULL,
    digest    BLOB NOT NULL,
    title     TEXT NOT NULL,
    byline    TEXT NOT NULL DEFAULT '',
    link      TEXT NOT NULL DEFAULT '',
    sort      INTEGER NOT NULL,                 -- published, else received
    received  INTEGER NOT NULL,
    read      INTEGER NOT NULL DEFAULT 0,
    read_at   INTEGER,
    starred   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (feed_id, identity)
);

CREATE TABLE bodies (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    body       BLOB NOT NULL                    -- the entry, JSON, deflated
);

CREATE TABLE positions (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    block      INTEGER NOT NULL,
    line       INTEGER NOT NULL
);

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counts VALUES ('total', 0), ('unread', 0), ('starred', 0);

CREATE INDEX articles_all ON articles (sort DESC, id DESC);
CREATE INDEX articles_unread ON articles (sort DESC, id DESC) WHERE read = 0;
CREATE INDEX articles_starred ON articles (sort DESC, id DESC) WHERE starred = 1;
CREATE INDEX articles_feed ON articles (feed_id, sort DESC, id DESC);
CREATE INDEX articles_feed_unread ON articles (feed_id, sort DESC, id DESC) WHERE read = 0;
CREATE INDEX articles_read_at ON articles (read_at) WHERE read_at IS NOT NULL;
CREATE INDEX articles_link ON articles (link) WHERE link <> '';
CREATE INDEX articles_title ON articles (title);

CREATE VIRTUAL TABLE search USING fts5 (title, body, content = '', tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
    UPDATE feeds SET total = total + 1, unread = unread + (NEW.read = 0) WHERE id = NEW.feed_id;
    UPDATE counts SET value = value + 1 WHERE name = 'total';
    UPDATE counts SET value = value + 1 WHERE name = 'unread' AND NEW.read = 0;
    UPDATE counts SET value = value + 1 WHERE name = 'starred' AND NEW.starred = 1;
END;

CREATE TRIGGER articles_removed AFTER DELETE ON articles BEGIN
    UPDATE feeds SET total = total - 1, unread = unread - (OLD.read = 0) WHERE id = OLD.feed_id;
    UPDATE counts SET value = value - 1 WHERE name = 'total';
    UPDATE counts SET value = value - 1 WHERE name = 'unread' AND OLD.read = 0;
    UPDATE counts SET value = value - 1 WHERE name = 'starred' AND OLD.starred = 1;
END;

CREATE TRIGGER articles_marked AFTER UPDATE OF read ON articles WHEN OLD.read <> NEW.read BEGIN
    UPDATE feeds SET unread = unread + (NEW.read = 0) - (OLD.read = 0) WHERE id = NEW.feed_id;
    UPDATE counts SET value = value + (NEW.read = 0) - (OLD.read = 0) WHERE name = 'unread';
END;

CREATE TRIGGER articles_starred_changed AFTER UPDATE OF starred ON articles WHEN OLD.starred <> NEW.starred BEGIN
    UPDATE counts SET value = value + NEW.starred - OLD.starred WHERE name = 'starred';
END;
