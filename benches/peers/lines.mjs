// Node's side of `cargo bench --bench lines`: verifies each line of stdin, writes each payload.
// The argument is the folder in which jsonwebtoken is installed.
import { createSecretKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jwt = createRequire(process.argv[2])('jsonwebtoken');
const key = createSecretKey(Buffer.from(process.env.JWT_SECRET));
const options = { algorithms: ['HS256'] };
const payloads = [];
for (const token of readFileSync(0, 'latin1').split('\n')) {
  if (token) payloads.push(JSON.stringify(jwt.verify(token, key, options)));
}
writeFileSync(1, payloads.join('\n') + '\n');
