"""Python's side of `cargo bench --bench lines`: verifies or signs each line of stdin, writes each result."""

import json
import os
import sys
import time

import jwt

key = os.environ["JWT_SECRET"]
options = {"verify_aud": False}


def verify(token):
    claims = jwt.decode(token, key, algorithms=["HS256"], options=options)
    return json.dumps(claims, separators=(",", ":"))


def sign(line):
    now = int(time.time())
    return jwt.encode({**json.loads(line), "iat": now, "exp": now + 3600}, key, algorithm="HS256")


work = sign if sys.argv[1] == "sign" else verify
for line in sys.stdin:
    sys.stdout.write(work(line.rstrip("\n")) + "\n")
