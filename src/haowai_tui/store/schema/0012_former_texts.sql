-- What an article said before its publisher changed it: the text as it was when the reader last knew it. `body` is the
-- entry, JSON, deflated; `at` is when the last change came, `looked_at` whether the reader has been shown it.
CREATE TABLE former_texts (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    body       BLOB NOT NULL,
    at         INTEGER NOT NULL,
    looked_at  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX former_texts_at ON former_texts (at);

-- Whether lists mark the article as changed: until the reader has been shown how.
ALTER TABLE articles ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
