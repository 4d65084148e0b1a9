// An OpenID provider (oidc-provider) on loopback: one JSON request a line on stdin, one JSON answer
// a line on stdout. It starts once its keys are given, and again, at the same port, with others.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

// It has much to say about configurations for tests, and stdout is for answers alone.
console.info = console.log = console.warn = () => {};

const ID = 'service';
const SECRET = 'only-for-these-tests';

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const doing = {
  start({ keys }) {
    const client = {
      client_id: ID,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    };
    const provider = new Provider(issuer, {
      jwks: { keys },
      clients: [client],
      clientDefaults: { id_token_signed_response_alg: keys[0].alg },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          // The resource names the algorithm: https://api.example/ES256.
          getResourceServerInfo: (context, resource) => ({
            accessTokenFormat: 'jwt',
            audience: 'api',
            jwt: { sign: { alg: resource.split('/').at(-1) } },
            scope: '',
          }),
        },
      },
    });
    server.removeAllListeners('request');
    server.on('request', provider.callback());
    return { issuer };
  },

  async token({ alg }) {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${ID}:${SECRET}`)}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        resource: `https://api.example/${alg}`,
      }),
    });
    const body = await answer.json();
    return { token: body.access_token, ...body };
  },
};

async function answer(request) {
  try {
    return await doing[request.do](request);
  } catch (error) {
    return { refusal: `${error.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
}
process.exit();
