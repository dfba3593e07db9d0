-- What stands in the first column is noted without the column's number, which is a third of an index of words in texts:
-- so texts come first. A large store keeps what it has (see Database._migrate); everything names the columns.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5
    (body, title, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
