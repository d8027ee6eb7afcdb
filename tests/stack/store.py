"""What the stand-in keeps: SQLite on disk, in WAL mode, tokens and codes only as digests."""

import hashlib
import hmac
import os
import secrets
import sqlite3
import time
import uuid
from datetime import datetime, timezone

SESSION_SECONDS = 24 * 3600

SCHEMA = """
CREATE TABLE users (user_id TEXT PRIMARY KEY, email TEXT UNIQUE, role TEXT NOT NULL,
                    created_at TEXT NOT NULL);
CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE challenges (challenge_id TEXT PRIMARY KEY, email TEXT NOT NULL, code TEXT NOT NULL,
                         expires REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
                         used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE attempts (kind TEXT NOT NULL, who TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX attempts_by_who ON attempts (kind, who, at);
CREATE TABLE grants (token TEXT PRIMARY KEY, user_id TEXT NOT NULL, scope TEXT NOT NULL,
                     expires REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE audit (at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                    subject TEXT NOT NULL, request_id TEXT);
CREATE TABLE consents (user_id TEXT NOT NULL, doc_type TEXT NOT NULL, doc_version TEXT NOT NULL,
                       accepted_at TEXT NOT NULL, source TEXT NOT NULL,
                       PRIMARY KEY (user_id, doc_type, doc_version));
CREATE TABLE vehicles (vehicle_id TEXT PRIMARY KEY, light TEXT NOT NULL, history TEXT NOT NULL);
"""


def now_text():
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def open_database(folder):
    database = sqlite3.connect(
        os.path.join(folder, "app.db"), isolation_level=None, check_same_thread=False
    )
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    return database


def digest(text):
    """What is stored of a token or a code: never the thing itself."""
    return hmac.new(
        os.environ["LTC_SECRET_KEY"].encode(), text.encode(), hashlib.sha256
    ).hexdigest()


def add_user(database, email, role):
    user_id = str(uuid.uuid4())
    database.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (user_id, email, role, now_text()))
    return user_id


def open_session(database, user_id):
    token = secrets.token_urlsafe(32)
    expires = time.time() + SESSION_SECONDS
    database.execute("INSERT INTO sessions VALUES (?, ?, ?)", (digest(token), user_id, expires))
    return token, expires


def seed(folder):
    database = open_database(folder)
    database.executescript(SCHEMA)
    for name, email, role in (
        ("ADMIN_TOKEN", "admin@example.org", "admin"),
        ("USER_TOKEN", "user@example.org", "user"),
        ("MODERATOR_TOKEN", "moderator@example.org", "moderator"),
    ):
        token, _ = open_session(database, add_user(database, email, role))
        print(f"{name}={token}")
    add_user(database, "release@example.org", "user")
    print("LOGIN_EMAIL=release@example.org")
    database.execute(
        "INSERT INTO vehicles VALUES"
        " ('5f0c3a52-6b0e-4a51-9d0a-5a3d1e7f2b11', 'gruen', 'vollstaendig')"
    )
    database.close()
