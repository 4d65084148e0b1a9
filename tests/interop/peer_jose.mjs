// Node's jose: one JSON request a line on stdin, one JSON answer a line on stdout.
// A key is a string in PEM or an object, which is a JWK or a JWK set.
import { createInterface } from 'node:readline';
import * as jose from 'jose';

async function load(key, alg) {
  if (key.keys) return jose.createLocalJWKSet(key);
  if (key.kty) return jose.importJWK(key, alg);
  if (key.includes('PRIVATE KEY')) return jose.importPKCS8(key, alg);
  if (key.includes('CERTIFICATE')) return jose.importX509(key, alg);
  return jose.importSPKI(key, alg);
}

const doing = {
  async sign({ alg, payload, key }) {
    const jws = new jose.CompactSign(new TextEncoder().encode(payload));
    jws.setProtectedHeader({ alg, typ: 'JWT' });
    return { token: await jws.sign(await load(key, alg)) };
  },

  async verify({ alg, token, key }) {
    const { payload, protectedHeader: header } = await jose.jwtVerify(token, await load(key, alg), {
      algorithms: [alg],
    });
    // The text that was verified still has the digits a JavaScript number cannot hold.
    const text = Buffer.from(token.split('.')[1], 'base64url').toString();
    return { header, text, claims: JSON.stringify(payload) };
  },

  async generate({ alg }) {
    const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    return { jwk: await jose.exportJWK(privateKey), pem: await jose.exportPKCS8(privateKey) };
  },

  supports: ({ alg }) => crypto.subtle.constructor.supports?.('sign', alg) ?? false,
  thumbprint: ({ key }) => jose.calculateJwkThumbprint(key),
};

async function answer(request) {
  try {
    return await doing[request.do](request);
  } catch (error) {
    // Anything else is a fault of this file and ends the process. An algorithm that Node lacks
    // may fail below jose.
    const lacking = error instanceof DOMException && error.name === 'NotSupportedError';
    if (lacking) return { refusal: `JOSENotSupported: Node: ${error.message}` };
    if (!(error instanceof jose.errors.JOSEError)) throw error;
    return { refusal: `${error.constructor.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
