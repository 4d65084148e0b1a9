// Node's side of `cargo bench --bench lines`: verifies or signs each line of stdin, writes each result.
// The arguments are the folder in which jsonwebtoken is installed, and the work.
import { createSecretKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jwt = createRequire(process.argv[2])('jsonwebtoken');
const key = createSecretKey(Buffer.from(process.env.JWT_SECRET));
const verify = (token) => JSON.stringify(jwt.verify(token, key, { algorithms: ['HS256'] }));
const sign = (claims) => jwt.sign(JSON.parse(claims), key, { algorithm: 'HS256', expiresIn: '1h' });
const work = process.argv[3] === 'sign' ? sign : verify;
const results = [];
for (const line of readFileSync(0, 'latin1').split('\n')) {
  if (line) results.push(work(line));
}
writeFileSync(1, results.join('\n') + '\n');
