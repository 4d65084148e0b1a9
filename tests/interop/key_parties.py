"""The parties that hold keys: sign(payload, alg, key), verify(token, alg, key), thumbprint(jwk).

A key is text in PEM or a dict, which is a JWK. What a party lacks is in `lacks`; it says so by
the start of `refuses["lacking"]`, and of a bad signature by that of `refuses["signature"]`.
"""

import functools
import json
import shutil

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from jwcrypto.common import JWException, json_decode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from keyring import EVERY_ALGORITHM, ML_DSA, PASSPHRASE
from parties import HERE, Jwt, Node, Peer, Verdict, b64, environment, unb64


class JwtWithKey(Jwt):
    """The binary, with a key file; the passphrase lies ready and is used only where one is needed."""

    def __init__(self, file):
        self.environment = environment(JWT_KEY_PASSPHRASE=PASSPHRASE)
        self.flags = ("--key", str(file))


class Refused(Exception):
    pass


# To load an RSA key takes the libraries much longer than to sign with it.
@functools.cache
def pyjwt_key(text, alg):
    if text.startswith("{"):
        return jwt.PyJWK.from_json(text, alg).key
    return jwt.PyJWS().get_algorithm_by_name(alg).prepare_key(text)


@functools.cache
def jwcrypto_key(text):
    return JWK.from_json(text) if text.startswith("{") else JWK.from_pem(text.encode())


class Library:
    """A peer in this process. Subclasses have signed() and verified(), and know their errors."""

    takes = ("PEM", "JWK")

    def sign(self, payload, alg, key):
        try:
            return self.signed(payload.encode(), alg, key)
        except self.errors as error:
            raise Refused(f"{type(error).__name__}: {error}") from error

    def verify(self, token, alg, key):
        try:
            header, text = self.verified(token, alg, key)
        except self.errors as error:
            return Verdict(refusal=f"{type(error).__name__}: {error}")
        return Verdict(text=text.decode(), claims=text.decode(), header=header)


class PyJwt(Library):
    name = "PyJWT"
    lacks = ("Ed25519", *ML_DSA)
    refuses = {
        "lacking": "NotImplementedError: Algorithm not supported",
        "signature": "InvalidSignatureError: ",
        "algorithm": "InvalidAlgorithmError: ",
    }
    errors = (jwt.PyJWTError, NotImplementedError)

    def signed(self, payload, alg, key):
        return jwt.PyJWS().encode(payload, self.load(key, alg), algorithm=alg)

    def verified(self, token, alg, key):
        done = jwt.PyJWS().decode_complete(token, self.load(key, alg), algorithms=[alg])
        return done["header"], done["payload"]

    def load(self, key, alg):
        if isinstance(key, dict):
            return pyjwt_key(json.dumps(key), alg)
        return pyjwt_key(key, alg)


class JwCrypto(Library):
    name = "jwcrypto"
    lacks = ()
    refused = 'InvalidJWSSignature: Verification failed for all signatures["Failed: '
    refuses = {
        "signature": refused + "[InvalidJWSSignature(",
        "algorithm": refused + "[InvalidJWSOperation('Algorithm not allowed",
    }
    errors = (JWException,)

    def signed(self, payload, alg, key):
        jws = JWS(payload)
        jws.allowed_algs = [alg]
        jws.add_signature(self.load(key), None, json.dumps({"alg": alg, "typ": "JWT"}))
        return jws.serialize(compact=True)

    def verified(self, token, alg, key):
        jws = JWS()
        jws.allowed_algs = [alg]
        jws.deserialize(token, self.load(key))
        return json_decode(jws.objects["protected"]), jws.payload

    def load(self, key):
        return jwcrypto_key(json.dumps(key) if isinstance(key, dict) else key)

    def thumbprint(self, jwk):
        return JWK(**jwk).thumbprint()


class Cryptography(Library):
    """Not a JOSE library: the few lines of JWS around its ML-DSA are here."""

    name = "cryptography"
    takes = ("PEM",)
    lacks = tuple(alg for alg in EVERY_ALGORITHM if alg not in ML_DSA)
    refuses = {"signature": "InvalidSignature: ", "algorithm": "ValueError: alg"}
    errors = (InvalidSignature, ValueError)

    def signed(self, payload, alg, key):
        header = json.dumps({"typ": "JWT", "alg": alg}).encode()
        text = f"{b64(header)}.{b64(payload)}"
        private = serialization.load_pem_private_key(key.encode(), None)
        return f"{text}.{b64(private.sign(text.encode()))}"

    def verified(self, token, alg, key):
        text, signature = token.rsplit(".", 1)
        header, payload = (unb64(part) for part in text.split("."))
        header = json.loads(header)
        if header["alg"] != alg:
            raise ValueError(f"alg is {header['alg']}")
        public = serialization.load_pem_public_key(key.encode())
        public.verify(unb64(signature), text.encode())
        return header, payload


class Jose(Peer):
    """Node's jose, in a process that lives as long as the tests."""

    name = "jose"
    takes = ("PEM", "JWK")
    refuses = {
        "lacking": "JOSENotSupported: ",
        "signature": "JWSSignatureVerificationFailed: ",
        "algorithm": "JOSEAlgNotAllowed: ",
    }

    def __init__(self):
        super().__init__(secret="")
        # ML-DSA came to Node with OpenSSL 3.5, in version 24.
        self.lacks = ("ES256K", *(alg for alg in ML_DSA if not self.ask(do="supports", alg=alg)))

    @property
    def command(self):
        return ["node", "--no-warnings", shutil.copy(HERE / "peer_jose.mjs", Node.directory)]

    def sign(self, payload, alg, key):
        answer = self.ask(do="sign", payload=payload, alg=alg, key=key)
        if "refusal" in answer:
            raise Refused(answer["refusal"])
        return answer["token"]

    def verify(self, token, alg, key):
        return Verdict(**self.ask(do="verify", token=token, alg=alg, key=key))

    def thumbprint(self, jwk):
        return self.ask(do="thumbprint", key=jwk)

    def generate(self, alg):
        """A new key as its JWK and its PKCS#8 PEM."""
        made = self.ask(do="generate", alg=alg)
        return made["jwk"], made["pem"]
