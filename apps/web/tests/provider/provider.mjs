// A real OpenID provider (npm `oidc-provider`) on loopback, for the tests of signing in.
//
//   node provider.mjs FOLDER_OF_node_modules PORT PUBLIC_URL_OF_JENJANG
//
// Anybody signs in with any password; the name typed is the subject, and stands in the claim `nip` too. Names that begin with `tamper-` get an
// identity that is signed well but says something wrong: what a provider that is broken, or an attacker with its key, would send.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, port, jenjang] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/node_modules/`));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { default: Provider } = await load('oidc-provider');
const { generateKeyPair, exportJWK, SignJWT, decodeJwt, decodeProtectedHeader } = await load('jose');

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: 'test', use: 'sig', alg: 'RS256' };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [key] },
  cookies: { keys: ['only for tests'] },
  clients: [
    {
      client_id: 'jenjang',
      client_secret: 'rahasia-uji',
      redirect_uris: [`${jenjang}/sign-in/return`],
      post_logout_redirect_uris: [`${jenjang}/sign-in`],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], profile: ['nip', 'preferred_username'], email: ['email', 'email_verified'] },
  // as most providers do: the identity says who somebody is, without a second question
  conformIdTokenClaims: process.env.ASK_FOR_CLAIMS === 'yes',
  async findAccount(_, id) {
    return {
      accountId: id,
      async claims() {
        const nip = id.replace(/^tamper-[a-z]+-/, '');
        return { sub: id, nip, preferred_username: id, email: `${id}@contoh.go.id`, email_verified: !id.startsWith('unverified') };
      },
    };
  },
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path !== '/token' || !ctx.body?.id_token) return;
  const claims = decodeJwt(ctx.body.id_token);
  const kind = /^tamper-([a-z]+)-/.exec(claims.sub)?.[1];
  if (!kind) return;
  if (kind === 'audience') claims.aud = 'another-application';
  if (kind === 'nonce') claims.nonce = 'of-another-sign-in';
  if (kind === 'issuer') claims.iss = 'https://elsewhere.example';
  if (kind === 'expired') claims.exp = claims.iat - 60;
  const token = new SignJWT(claims).setProtectedHeader(decodeProtectedHeader(ctx.body.id_token));
  const signer = kind === 'key' ? (await generateKeyPair('RS256')).privateKey : privateKey;
  ctx.body = { ...ctx.body, id_token: await token.sign(signer) };
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
