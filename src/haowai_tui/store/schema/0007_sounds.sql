-- How the Chinese of headlines sounds, for finding it by pinyin. See text/pinyin.
CREATE VIRTUAL TABLE sounds USING fts5 (said, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
