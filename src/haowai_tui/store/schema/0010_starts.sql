-- Which articles have a Chinese character, or a word that begins with so many letters: what is asked while a word is
-- still being typed. The index of words would have to join the lists of all words that begin so. See text/tokens.
CREATE VIRTUAL TABLE starts USING fts5 (said, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
