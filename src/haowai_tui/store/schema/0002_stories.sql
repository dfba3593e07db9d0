-- What is computed of articles so that those of one event are found together. All of it can be computed again.

-- Articles that came or changed and are not compared with the others yet.
CREATE TABLE uncompared (article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE);

CREATE TRIGGER articles_to_compare AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO uncompared VALUES (NEW.id);
END;

CREATE TRIGGER articles_to_compare_again AFTER UPDATE OF digest ON articles WHEN OLD.digest <> NEW.digest BEGIN
    INSERT OR IGNORE INTO uncompared VALUES (NEW.id);
END;

INSERT INTO uncompared SELECT id FROM articles WHERE sort >= (SELECT max(sort) FROM articles) - 10 * 86400000;

-- What an article is compared by, for as long as stories can grow.
CREATE TABLE digests (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    days       REAL NOT NULL,                   -- its time, in days since 1970
    source     TEXT NOT NULL,                   -- who tells it: one medium, however many feeds it has
    comments   INTEGER NOT NULL,
    terms      BLOB NOT NULL,                   -- its telling terms with their weights, JSON, deflated
    sketch     BLOB NOT NULL
);
CREATE INDEX digests_days ON digests (days);

-- Numbers that articles are looked up by: bands of their sketches, and the readings of names.
CREATE TABLE marks (
    mark       INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES digests (article_id) ON DELETE CASCADE,
    PRIMARY KEY (mark, article_id)
) WITHOUT ROWID;
CREATE INDEX marks_article ON marks (article_id);

-- How likely two articles are of one event, where it is likely enough to matter.
CREATE TABLE links (
    first  INTEGER NOT NULL REFERENCES digests (article_id) ON DELETE CASCADE,
    second INTEGER NOT NULL REFERENCES digests (article_id) ON DELETE CASCADE,
    odds   REAL NOT NULL,                       -- natural logarithm of the odds
    PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE INDEX links_second ON links (second);

-- The stories of more than one article, each known by the lowest id that it had when it was grouped.
CREATE TABLE stories (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    story      INTEGER NOT NULL,
    looked_at  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX stories_story ON stories (story);

-- In how many of a sample of articles a term occurs.
CREATE TABLE frequencies (term TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counts VALUES ('sampled', 0);
