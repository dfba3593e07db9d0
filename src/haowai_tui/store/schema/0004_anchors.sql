-- A place in an article is kept as characters into a block, in `line`, and the mark that finds the block again.
ALTER TABLE positions ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
