-- What was served (decisions), what was seen (impressions), what came of it (evidence).
CREATE TABLE decisions (
    page_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    user INTEGER NOT NULL,
    time INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE UNIQUE INDEX decisions_page ON decisions (page_id, part);
CREATE INDEX decisions_user ON decisions (user);
CREATE TABLE impressions (
    page_id TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    user INTEGER NOT NULL,
    item TEXT NOT NULL,
    time INTEGER NOT NULL,
    visible_ms REAL NOT NULL
);
CREATE INDEX impressions_page ON impressions (page_id);
CREATE INDEX impressions_user ON impressions (user);
CREATE TABLE evidence (
    page_id TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    user INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (page_id, "row", "column")
) WITHOUT ROWID;
CREATE INDEX evidence_user ON evidence (user);
