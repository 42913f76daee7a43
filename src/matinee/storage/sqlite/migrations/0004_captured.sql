-- What the ranker knew of an item when it was served, kept for those that were seen.
CREATE TABLE captured (
    page_id TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    user INTEGER NOT NULL,
    time INTEGER NOT NULL,
    features TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (page_id, "row", "column")
) WITHOUT ROWID;
CREATE INDEX captured_user ON captured (user);
CREATE INDEX captured_time ON captured (time);
