"""Python's side: one JSON request a line on stdin, one JSON answer a line on stdout.

The secret comes from JWT_SECRET, as it does in a service.
"""

import base64
import json
import os
import sys

import jwt

DECODERS = {
    None: str,
    "hex": bytes.fromhex,
    "base64": base64.b64decode,
    "base64url": lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)),
}


def sign(request, key):
    if request["way"] == "text":
        # Below jwt.encode there is a layer that signs bytes as they stand.
        payload = request["payload"].encode()
        return {"token": jwt.PyJWS().encode(payload, key, algorithm=request["alg"])}
    return {"token": jwt.encode(json.loads(request["payload"]), key, algorithm=request["alg"])}


def verify(request, key):
    token, algorithms = request["token"], [request["alg"]]
    claims = jwt.decode(
        token, key, algorithms=algorithms, audience=request["aud"], issuer=request["iss"]
    )
    signed = jwt.PyJWS().decode_complete(token, key, algorithms=algorithms)
    return {
        "header": signed["header"],
        "text": signed["payload"].decode(),
        "claims": json.dumps(claims),
    }


def answer(request):
    key = DECODERS[request["secret_encoding"]](os.environ["JWT_SECRET"])
    try:
        return sign(request, key) if request["do"] == "sign" else verify(request, key)
    except jwt.PyJWTError as error:
        # Anything else is a fault of this file and ends the process.
        return {"refusal": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
