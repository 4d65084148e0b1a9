// Node's side: one JSON request a line on stdin, one JSON answer a line on stdout.
// The secret comes from JWT_SECRET, as it does in a service.
import { createInterface } from 'node:readline';
import jwt from 'jsonwebtoken';

function sign({ alg, payload, way }, key) {
  // jsonwebtoken signs a string as it stands, and stringifies an object.
  return way === 'text'
    ? { token: jwt.sign(payload, key, { algorithm: alg }) }
    : { token: jwt.sign(JSON.parse(payload), key, { algorithm: alg, noTimestamp: true }) };
}

function verify({ alg, token, aud, iss }, key) {
  const { header, payload } = jwt.verify(token, key, {
    algorithms: [alg],
    audience: aud ?? undefined,
    issuer: iss ?? undefined,
    complete: true,
  });
  // The text that was verified still has the digits a JavaScript number cannot hold.
  const text = Buffer.from(token.split('.')[1], 'base64url').toString();
  return { header, text, claims: JSON.stringify(payload) };
}

function answer(request) {
  const { JWT_SECRET } = process.env;
  const encoding = request.secret_encoding;
  const key = encoding ? Buffer.from(JWT_SECRET, encoding) : JWT_SECRET;
  try {
    return request.do === 'sign' ? sign(request, key) : verify(request, key);
  } catch (error) {
    // Anything else is a fault of this file and ends the process.
    if (!(error instanceof jwt.JsonWebTokenError)) throw error;
    return { refusal: `${error.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
