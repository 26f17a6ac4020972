"""Where things lie. No Django here: the embedded PostgreSQL asks before there are settings."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[1]

# Git-ignored: the embedded PostgreSQL, demo mail and files, logs. Production keeps none of these.
STATE_DIR = Path(os.environ.get("MADOGUCHI_STATE_DIR") or BASE_DIR / ".madoguchi")
