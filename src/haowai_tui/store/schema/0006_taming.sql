-- What rules say of articles. A muted one is kept and found, but stands in no list and no count.
ALTER TABLE articles ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN highlighted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN score INTEGER NOT NULL DEFAULT 0;

-- Of two articles that say the same, the one from the feed with the higher rank is kept.
ALTER TABLE feed_options ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;

DROP INDEX articles_all;
DROP INDEX articles_unread;
DROP INDEX articles_starred;
DROP INDEX articles_feed;
DROP INDEX articles_feed_unread;
CREATE INDEX articles_all ON articles (sort DESC, id DESC) WHERE muted = 0;
CREATE INDEX articles_unread ON articles (sort DESC, id DESC) WHERE muted = 0 AND read = 0;
CREATE INDEX articles_starred ON articles (sort DESC, id DESC) WHERE muted = 0 AND starred = 1;
CREATE INDEX articles_feed ON articles (feed_id, sort DESC, id DESC) WHERE muted = 0;
CREATE INDEX articles_feed_unread ON articles (feed_id, sort DESC, id DESC) WHERE muted = 0 AND read = 0;
CREATE INDEX articles_muted ON articles (sort DESC, id DESC) WHERE muted = 1;
CREATE INDEX articles_of_feed ON articles (feed_id) WHERE muted = 1;
CREATE INDEX articles_score ON articles (score DESC, sort DESC, id DESC) WHERE muted = 0;

-- The counts are of what is not muted.
DROP TRIGGER articles_added;
DROP TRIGGER articles_removed;
DROP TRIGGER articles_marked;
DROP TRIGGER articles_starred_changed;

CREATE TRIGGER articles_added AFTER INSERT ON articles WHEN NEW.muted = 0 BEGIN
    UPDATE feeds SET total = total + 1, unread = unread + (NEW.read = 0) WHERE id = NEW.feed_id;
    UPDATE counts SET value = value + 1 WHERE name = 'total';
    UPDATE counts SET value = value + 1 WHERE name = 'unread' AND NEW.read = 0;
    UPDATE counts SET value = value + 1 WHERE name = 'starred' AND NEW.starred = 1;
END;

CREATE TRIGGER articles_removed AFTER DELETE ON articles WHEN OLD.muted = 0 BEGIN
    UPDATE feeds SET total = total - 1, unread = unread - (OLD.read = 0) WHERE id = OLD.feed_id;
    UPDATE counts SET value = value - 1 WHERE name = 'total';
    UPDATE counts SET value = value - 1 WHERE name = 'unread' AND OLD.read = 0;
    UPDATE counts SET value = value - 1 WHERE name = 'starred' AND OLD.starred = 1;
END;

CREATE TRIGGER articles_changed AFTER UPDATE OF read, starred, muted ON articles
WHEN OLD.read <> NEW.read OR OLD.starred <> NEW.starred OR OLD.muted <> NEW.muted BEGIN
    UPDATE feeds SET total = total + (NEW.muted = 0) - (OLD.muted = 0),
                     unread = unread + (NEW.read = 0 AND NEW.muted = 0) - (OLD.read = 0 AND OLD.muted = 0)
     WHERE id = NEW.feed_id;
    UPDATE counts SET value = value + (NEW.muted = 0) - (OLD.muted = 0)
     WHERE name = 'total' AND NEW.muted <> OLD.muted;
    UPDATE counts SET value = value + (NEW.read = 0 AND NEW.muted = 0) - (OLD.read = 0 AND OLD.muted = 0)
     WHERE name = 'unread';
    UPDATE counts SET value = value + (NEW.starred = 1 AND NEW.muted = 0) - (OLD.starred = 1 AND OLD.muted = 0)
     WHERE name = 'starred' AND (NEW.starred <> OLD.starred OR NEW.muted <> OLD.muted);
END;

-- What the reader did last, and how each row was before. Steps are written by the triggers below, in the transaction
-- that changes the row, while an action is under way; no other connection ever sees one under way.
CREATE TABLE undo_actions (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    about  TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0            -- articles, or rows of another kind, that it changed
);
CREATE TABLE undo_steps (
    id     INTEGER PRIMARY KEY,
    action INTEGER NOT NULL REFERENCES undo_actions (id) ON DELETE CASCADE,
    what   TEXT NOT NULL,
    item   INTEGER NOT NULL,                     -- the article or feed
    name   TEXT NOT NULL DEFAULT '',
    value                                        -- what was there, NULL for nothing
);
CREATE INDEX undo_steps_action ON undo_steps (action);
CREATE TABLE undo_under_way (action INTEGER);

CREATE TRIGGER undo_read AFTER UPDATE OF read ON articles
WHEN OLD.read <> NEW.read AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'read', OLD.id, iif(OLD.read, coalesce(OLD.read_at, 0), NULL) FROM undo_under_way;
END;
CREATE TRIGGER undo_starred AFTER UPDATE OF starred ON articles
WHEN OLD.starred <> NEW.starred AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value) SELECT action, 'starred', OLD.id, OLD.starred FROM undo_under_way;
END;
CREATE TRIGGER undo_muted AFTER UPDATE OF muted ON articles
WHEN OLD.muted <> NEW.muted AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value) SELECT action, 'muted', OLD.id, OLD.muted FROM undo_under_way;
END;
CREATE TRIGGER undo_highlighted AFTER UPDATE OF highlighted ON articles
WHEN OLD.highlighted <> NEW.highlighted AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'highlighted', OLD.id, OLD.highlighted FROM undo_under_way;
END;
CREATE TRIGGER undo_score AFTER UPDATE OF score ON articles
WHEN OLD.score <> NEW.score AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value) SELECT action, 'score', OLD.id, OLD.score FROM undo_under_way;
END;
CREATE TRIGGER undo_tagged AFTER INSERT ON tags WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, name) SELECT action, 'tag', NEW.article_id, NEW.name FROM undo_under_way;
END;
CREATE TRIGGER undo_untagged AFTER DELETE ON tags WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, name, value)
    SELECT action, 'tag', OLD.article_id, OLD.name, OLD.name FROM undo_under_way;
END;
CREATE TRIGGER undo_noted AFTER INSERT ON notes WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item) SELECT action, 'note', NEW.article_id FROM undo_under_way;
END;
CREATE TRIGGER undo_note AFTER UPDATE ON notes WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'note', OLD.article_id, OLD.text FROM undo_under_way;
END;
CREATE TRIGGER undo_note_gone AFTER DELETE ON notes WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'note', OLD.article_id, OLD.text FROM undo_under_way;
END;
CREATE TRIGGER undo_later AFTER INSERT ON later WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item) SELECT action, 'later', NEW.article_id FROM undo_under_way;
END;
CREATE TRIGGER undo_later_moved AFTER UPDATE ON later WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'later', OLD.article_id, OLD.place FROM undo_under_way;
END;
CREATE TRIGGER undo_later_gone AFTER DELETE ON later WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'later', OLD.article_id, OLD.place FROM undo_under_way;
END;
CREATE TRIGGER undo_feed_named AFTER UPDATE OF own_title ON feeds
WHEN OLD.own_title <> NEW.own_title AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'own_title', OLD.id, OLD.own_title FROM undo_under_way;
END;
CREATE TRIGGER undo_feed_moved AFTER UPDATE OF category ON feeds
WHEN OLD.category <> NEW.category AND EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, value)
    SELECT action, 'category', OLD.id, OLD.category FROM undo_under_way;
END;
CREATE TRIGGER undo_query_saved AFTER INSERT ON smart_feeds WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, name) SELECT action, 'query', NEW.id, NEW.name FROM undo_under_way;
END;
CREATE TRIGGER undo_query_changed AFTER UPDATE ON smart_feeds WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, name, value)
    SELECT action, 'query', OLD.id, OLD.name, OLD.query FROM undo_under_way;
END;
CREATE TRIGGER undo_query_gone AFTER DELETE ON smart_feeds WHEN EXISTS (SELECT 1 FROM undo_under_way) BEGIN
    INSERT INTO undo_steps (action, what, item, name, value)
    SELECT action, 'query', OLD.id, OLD.name, OLD.query FROM undo_under_way;
END;
