-- What the health of a feed is told by, kept like its counts: the bytes of its articles' bodies, how often the reader
-- opened one of them, and when last. What had been read before
-- is taken as opened.
ALTER TABLE feeds ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN last_opened INTEGER;

UPDATE feeds SET opened = total - unread,
    bytes = (SELECT coalesce(sum(length(b.body)), 0) FROM articles a JOIN bodies b ON b.article_id = a.id
              WHERE a.feed_id = feeds.id);

CREATE TRIGGER bodies_added AFTER INSERT ON bodies BEGIN
    UPDATE feeds SET bytes = bytes + length(NEW.body)
     WHERE id = (SELECT feed_id FROM articles WHERE id = NEW.article_id);
END;
CREATE TRIGGER bodies_changed AFTER UPDATE OF body ON bodies WHEN length(NEW.body) <> length(OLD.body) BEGIN
    UPDATE feeds SET bytes = bytes + length(NEW.body) - length(OLD.body)
     WHERE id = (SELECT feed_id FROM articles WHERE id = NEW.article_id);
END;
-- Before, and on the articles: when the body goes with its article, nothing tells any more whose it was.
CREATE TRIGGER bodies_removed BEFORE DELETE ON articles BEGIN
    UPDATE feeds SET bytes = bytes - coalesce((SELECT length(body) FROM bodies WHERE article_id = OLD.id), 0)
     WHERE id = OLD.feed_id;
END;

-- How many articles of a feed bear the time of each day, in days since 1970 in UTC.
CREATE TABLE volumes (
    feed_id  INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (feed_id, day)
) WITHOUT ROWID;
INSERT INTO volumes SELECT feed_id, sort / 86400000, count(*) FROM articles GROUP BY 1, 2;

CREATE TRIGGER volumes_added AFTER INSERT ON articles BEGIN
    INSERT INTO volumes VALUES (NEW.feed_id, NEW.sort / 86400000, 1)
        ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER volumes_removed AFTER DELETE ON articles BEGIN
    UPDATE volumes SET articles = articles - 1 WHERE feed_id = OLD.feed_id AND day = OLD.sort / 86400000;
END;
CREATE TRIGGER volumes_moved AFTER UPDATE OF sort ON articles WHEN NEW.sort / 86400000 <> OLD.sort / 86400000 BEGIN
    UPDATE volumes SET articles = articles - 1 WHERE feed_id = OLD.feed_id AND day = OLD.sort / 86400000;
    INSERT INTO volumes VALUES (NEW.feed_id, NEW.sort / 86400000, 1)
        ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
