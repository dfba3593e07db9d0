-- What a rescue has still to put back, part by part: the name of a table, its columns and rows, JSON.
CREATE TABLE to_restore (n INTEGER PRIMARY KEY, part TEXT NOT NULL);
