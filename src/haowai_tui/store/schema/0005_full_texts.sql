-- The articles whose page was asked for the whole text. `own` is then the feed's own entry (the body holds the whole
-- one), or NULL where no article was found in the page, and `note` says so.
CREATE TABLE full_texts (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    own        BLOB,
    note       TEXT NOT NULL DEFAULT ''
);

-- What the reader chose for a feed.
CREATE TABLE feed_options (
    feed_id   INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    full_text INTEGER NOT NULL DEFAULT 0
);
