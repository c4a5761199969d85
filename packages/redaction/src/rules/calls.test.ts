import { fakes } from '../corpora/fake.suite.ts';
import { calls } from './calls.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('calls');
const s = f.alnum(24);
const hex = f.hex(64);

describeRule(calls, {
  finds: [
    ['Credentials("Realm", "nexus.acme.dev", "jo", "Kd93kd!x")', 'Kd93kd!x'],
    [`SELECT pgp_sym_decrypt(col, '${s}')`, s],
    [`select AES_ENCRYPT(UNHEX(a), '${s}')`, s],
    [`pgp_sym_encrypt('hello', '${s}', 'cipher-algo=aes256')`, s],
    [`crypt('${s}', gen_salt('bf'))`, s],
    [`EncryptByPassPhrase('${s}', x)`, s],
    [`select hmac(body::text, '${s}', 'sha256')`, s],
    [`createHmac("sha256", "${s}")`, s],
    [`const t = jwt.sign({ sub: 1 }, '${s}', { expiresIn: "1h" });`, s],
    [`new ethers.Wallet("0x${hex}", provider)`, hex],
    [`co = cohere.ClientV2("${s}")`, s],
    [`hmac.new(b'${s}', body, sha256)`, s],
    [`requests.get(url, auth=("svc", "${s}"))`, s],
    [`const key = Buffer.from('${hex}', 'hex');`, hex],
    [`signing_key: bytes = bytes.fromhex("${hex}")`, hex],
    [`new Algolia('ACME0APP', '${s}'); // admin`, s],
    [`smtp.login('bot@acme', '${s}')`, s],
    [`request(app).get('/').auth("admin", "${s}")`, s],
  ],
  leaves: [
    'SELECT pgp_sym_decrypt(col, $1)',
    "select hmac(body, key, 'sha256')",
    "select crypt($1, gen_salt('bf'))",
    'new ApiClient("https://api.example.com/v1")',
    'new HttpClient("some-service-with-a-long-name")',
    'createHmac("sha256", secret)',
    'jwt.verify(token, "password")',
    `const hash = Buffer.from('${hex}', 'hex')`,
    'new URL("/a/b/c", "https://api.example.com/v1/things")',
    'new Error("a", "something_went_wrong_in_module")',
    'login("Sign in", "Sign in with your work account")',
    'hmac.new(key, msg, "sha256")',
    'await signIn("github", "")',
  ],
});
