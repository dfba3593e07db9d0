-- After a damaged database was replaced: articles that were read, by feed and a mark of their identity, so that they
-- come back read and under the id they had.
CREATE TABLE remembered (
    feed_id    INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    mark       TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    read_at    INTEGER NOT NULL,
    PRIMARY KEY (feed_id, mark)
) WITHOUT ROWID;
