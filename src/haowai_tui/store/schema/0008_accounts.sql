-- Accounts on sync servers. No password is ever here: `secret` says where it lies.
CREATE TABLE accounts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    address   TEXT NOT NULL,
    login     TEXT NOT NULL,
    secret    TEXT NOT NULL,                    -- JSON
    since     TEXT NOT NULL DEFAULT '',         -- the adapter's own: what it is asked for next
    last_sync INTEGER,
    error     TEXT NOT NULL DEFAULT ''
);

-- A feed of an account has the address `sync:ACCOUNT:ADDRESS`, so that the same feed can be read without the account
-- and in several. `remote` is the server's id of it, empty until the server knows it.
ALTER TABLE feeds ADD COLUMN account_id INTEGER REFERENCES accounts (id);
ALTER TABLE feeds ADD COLUMN remote TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;

-- The articles that a server knows, by its ids of them.
CREATE TABLE synced (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    remote     TEXT NOT NULL,
    article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, remote)
) WITHOUT ROWID;

-- What the reader did and the server has not confirmed: the last action on each thing. Written by the triggers below,
-- in the transaction that acts. `item` is the server's id of an article for `read` and `starred`; a feed's address for
-- `subscribed` and its id here for `title` and `category`. `base` is what the server had when the first of the actions
-- was taken, `tried` that it may have got one of them. `remote` is a feed's id on the server, for one that is gone here.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    what       TEXT NOT NULL,
    item       TEXT NOT NULL,
    value      TEXT NOT NULL,
    base       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    tried      INTEGER NOT NULL DEFAULT 0,
    remote     TEXT NOT NULL DEFAULT '',
    UNIQUE (account_id, what, item)
);

-- Filled while a sync writes down what the server says: that is no action of the reader's. No other connection ever
-- sees it filled.
CREATE TABLE sync_under_way (account INTEGER);

CREATE TRIGGER outbox_read AFTER UPDATE OF read ON articles
WHEN OLD.read <> NEW.read AND EXISTS (SELECT 1 FROM synced WHERE article_id = NEW.id)
 AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at)
    SELECT account_id, 'read', remote, NEW.read, OLD.read, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
      FROM synced WHERE article_id = NEW.id
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at;
END;
CREATE TRIGGER outbox_starred AFTER UPDATE OF starred ON articles
WHEN OLD.starred <> NEW.starred AND EXISTS (SELECT 1 FROM synced WHERE article_id = NEW.id)
 AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at)
    SELECT account_id, 'starred', remote, NEW.starred, OLD.starred,
           CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
      FROM synced WHERE article_id = NEW.id
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at;
END;
CREATE TRIGGER outbox_subscribed AFTER INSERT ON feeds
WHEN NEW.account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at, remote)
    VALUES (NEW.account_id, 'subscribed', NEW.address, 1, 0,
            CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), NEW.remote)
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at;
END;
CREATE TRIGGER outbox_unsubscribed AFTER DELETE ON feeds
WHEN OLD.account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at, remote)
    VALUES (OLD.account_id, 'subscribed', OLD.address, 0, 1,
            CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), OLD.remote)
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at,
        remote = iif(excluded.remote = '', remote, excluded.remote);
    DELETE FROM outbox WHERE account_id = OLD.account_id AND what IN ('title', 'category') AND item = OLD.id;
END;
CREATE TRIGGER outbox_renamed AFTER UPDATE OF own_title ON feeds
WHEN NEW.account_id IS NOT NULL AND OLD.own_title <> NEW.own_title AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at)
    VALUES (NEW.account_id, 'title', NEW.id, NEW.own_title, OLD.own_title,
            CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF category ON feeds
WHEN NEW.account_id IS NOT NULL AND OLD.category <> NEW.category AND NOT EXISTS (SELECT 1 FROM sync_under_way) BEGIN
    INSERT INTO outbox (account_id, what, item, value, base, at)
    VALUES (NEW.account_id, 'category', NEW.id, NEW.category, OLD.category,
            CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
    ON CONFLICT (account_id, what, item) DO UPDATE SET value = excluded.value, at = excluded.at;
END;
