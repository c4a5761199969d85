import { gzipSync } from 'node:zlib';
import { type Fake, fakes } from './fake.suite.ts';

/** One place where a secret turns up, and what must not be left of it. */
export interface Sample {
  label: string;
  as: 'text' | 'json' | 'headers' | 'url' | 'bytes';
  input: unknown;
  secrets: string[];
}

type Make = (fake: Fake) => [as: Sample['as'], input: unknown, ...secrets: string[]];

const token =
  (prefix: string, length: number): Make =>
  (f) => {
    const secret = prefix + f.alnum(length);
    return ['text', `Use ${secret} for the call.`, secret];
  };

const sse = (parts: string[], toData: (part: string) => object): string =>
  parts.map((part) => `event: delta\ndata: ${JSON.stringify(toData(part))}\n\n`).join('');
const cut = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
const b64 = (text: string): string => Buffer.from(text).toString('base64');

const MAKERS: Readonly<Record<string, Make>> = {
  // headers
  'authorization bearer': (f) => {
    const s = f.alnum(40);
    return ['headers', [['Authorization', `Bearer ${s}`]], s];
  },
  'authorization basic': (f) => {
    const s = b64(`svc:${f.password()}`);
    return ['headers', [['authorization', `Basic ${s}`]], s];
  },
  'authorization sigv4': (f) => {
    const s = f.hex(64);
    return [
      'headers',
      [
        [
          'Authorization',
          `AWS4-HMAC-SHA256 Credential=AKIA${f.upper(16)}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${s}`,
        ],
      ],
      s,
    ];
  },
  'x-api-key': (f) => {
    const s = f.alnum(32);
    return ['headers', [['x-api-key', s]], s];
  },
  'api-key of azure': (f) => {
    const s = f.hex(32);
    return ['headers', [['api-key', s]], s];
  },
  'unknown header': (f) => {
    const s = f.alnum(24);
    return ['headers', [['X-Acme-Gate', s]], s];
  },
  'unknown header with a short value': (f) => {
    const s = f.password();
    return ['headers', [['X-Door', s]], s];
  },
  cookie: (f) => {
    const s = f.urlSafe(32);
    const t = f.hex(26);
    return ['headers', [['Cookie', `sid=${s}; theme_session=${t}`]], s, t];
  },
  'set-cookie': (f) => {
    const s = f.urlSafe(48);
    return ['headers', [['Set-Cookie', `session=${s}; Path=/; HttpOnly; SameSite=Lax`]], s];
  },
  'x-amz-security-token': (f) => {
    const s = `IQoJb3JpZ2lu${f.base64(300)}`;
    return ['headers', [['X-Amz-Security-Token', s]], s];
  },
  'stripe-signature': (f) => {
    const s = f.hex(64);
    return ['headers', [['Stripe-Signature', `t=1700000000,v1=${s}`]], s];
  },
  'x-hub-signature-256': (f) => {
    const s = f.hex(64);
    return ['headers', [['X-Hub-Signature-256', `sha256=${s}`]], s];
  },
  'x-csrf-token': (f) => {
    const s = f.alnum(36);
    return ['headers', [['X-CSRF-Token', s]], s];
  },
  'x-goog-api-key': (f) => {
    const s = `AIza${f.urlSafe(35)}`;
    return ['headers', [['x-goog-api-key', s]], s];
  },
  'location with a code': (f) => {
    const s = f.urlSafe(40);
    return ['headers', [['Location', `https://app.example.com/cb?code=${s}&state=x`]], s];
  },
  'private-token': (f) => {
    const s = f.alnum(20);
    return ['headers', [['PRIVATE-TOKEN', s]], s];
  },
  'www-token in referer': (f) => {
    const s = f.hex(40);
    return ['headers', [['Referer', `https://example.com/p?access_token=${s}`]], s];
  },
  // URLs
  'query api_key': (f) => {
    const s = f.alnum(30);
    return ['url', `https://api.example.com/v1/items?limit=10&api_key=${s}`, s];
  },
  'query key': (f) => {
    const s = `AIza${f.urlSafe(35)}`;
    return ['url', `https://maps.example.com/json?address=Berlin&key=${s}`, s];
  },
  'query sig of azure': (f) => {
    const s = encodeURIComponent(`${f.base64(43)}=`);
    return [
      'url',
      `https://x.blob.core.windows.net/c/f.txt?sv=2024-11-04&sp=r&sr=b&se=2026-01-01T00%3A00%3A00Z&sig=${s}`,
      s,
    ];
  },
  'query x-amz-signature': (f) => {
    const s = f.hex(64);
    return [
      'url',
      `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=300&X-Amz-Signature=${s}`,
      s,
    ];
  },
  'query of an unknown name': (f) => {
    const s = f.alnum(22);
    return ['url', `https://example.com/feed?gate=${s}&page=2`, s];
  },
  'user and password in a URL': (f) => {
    const s = f.alnum(14);
    return ['url', `https://deploy:${s}@git.example.com/r.git`, s];
  },
  'token as user in a URL': (f) => {
    const s = `ghp_${f.alnum(36)}`;
    return ['text', `git clone https://${s}@github.com/a/b.git`, s];
  },
  'fragment with access_token': (f) => {
    const s = f.alnum(60);
    return ['url', `https://app.example.com/#access_token=${s}&token_type=bearer`, s];
  },
  'magic link path': (f) => {
    const s = f.urlSafe(43);
    return ['text', `Sign in: https://app.example.com/auth/magic/${s}`, s];
  },
  'password reset path': (f) => {
    const s = f.alnum(32);
    return ['text', `Reset it at https://example.com/password/reset/${s} within an hour.`, s];
  },
  'magic link query': (f) => {
    const s = f.hex(64);
    return ['text', `https://example.com/verify?email_token=${s}`, s];
  },
  'slack webhook': (f) => {
    const s = f.alnum(24);
    return ['text', `https://hooks.slack.com/services/T${f.upper(9)}/B${f.upper(9)}/${s}`, s];
  },
  'discord webhook': (f) => {
    const s = f.urlSafe(68);
    return ['text', `https://discord.com/api/webhooks/${f.digits(18)}/${s}`, s];
  },
  'webhook of an unknown host': (f) => {
    const s = f.alnum(40);
    return ['json', { url: `https://example.com/webhooks/in/${s}` }, s];
  },
  'telegram bot': (f) => {
    const s = `${f.digits(10)}:AA${f.urlSafe(33)}`;
    return ['url', `https://api.telegram.org/bot${s}/getMe`, s];
  },
  'sentry dsn': (f) => {
    const s = f.hex(32);
    return ['text', `SENTRY_DSN=https://${s}@o1.ingest.sentry.io/42`, s];
  },
  // forms
  'form password': (f) => {
    const s = f.alnum(12);
    return ['text', `username=jo&password=${s}&remember=1`, s];
  },
  'form percent-encoded': (f) => {
    const s = f.password();
    return ['text', `grant_type=password&password=${encodeURIComponent(s)}`, s, encodeURIComponent(s)];
  },
  'form client_secret': (f) => {
    const s = f.urlSafe(40);
    return ['bytes', `grant_type=client_credentials&client_id=abc&client_secret=${s}`, s];
  },
  'form code': (f) => {
    const s = f.urlSafe(50);
    return ['text', `grant_type=authorization_code&code=${s}&redirect_uri=x`, s];
  },
  multipart: (f) => {
    const s = f.password();
    return [
      'bytes',
      `--b1\r\nContent-Disposition: form-data; name="user"\r\n\r\njo\r\n--b1\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s}\r\n--b1--\r\n`,
      s,
    ];
  },
  // JSON
  'json password': (f) => {
    const s = f.password();
    return ['json', { user: 'jo', password: s }, s];
  },
  'json short password': () => ['json', { password: 'hunter2' }, 'hunter2'],
  'json apiKey': (f) => {
    const s = f.hex(20);
    return ['json', { config: { apiKey: s } }, s];
  },
  'json client_secret': (f) => {
    const s = f.alnum(24);
    return ['json', { oauth: { client_id: 'a', client_secret: s } }, s];
  },
  'json token': (f) => {
    const s = f.hex(40);
    return ['json', { token: s, ok: true }, s];
  },
  'json auth value': (f) => {
    const s = f.alnum(12);
    return ['json', { args: { auth: { type: 'bearer', value: s } } }, s];
  },
  'json name and value': (f) => {
    const s = f.alnum(16);
    return ['json', { env: [{ name: 'DB_PASSWORD', value: s }] }, s];
  },
  'json header pairs': (f) => {
    const s = f.alnum(30);
    return [
      'json',
      {
        headers: [
          ['X-Acme-Gate', s],
          ['Accept', '*/*'],
        ],
      },
      s,
    ];
  },
  'json header object': (f) => {
    const s = f.alnum(30);
    return ['json', { headers: { 'X-Acme-Gate': s, accept: '*/*' } }, s];
  },
  'json header lists': (f) => {
    const s = f.alnum(30);
    return ['json', { headers: { 'X-Acme-Gate': [s] } }, s];
  },
  'json HAR headers': (f) => {
    const s = f.alnum(30);
    return ['json', { headers: [{ name: 'X-Acme-Gate', value: s }] }, s];
  },
  'json HAR cookies': (f) => {
    const s = f.alnum(20);
    return ['json', { cookies: [{ name: 'sid', value: s, path: '/' }] }, s];
  },
  'json HAR queryString': (f) => {
    const s = f.alnum(20);
    return ['json', { queryString: [{ name: 'gate', value: s }] }, s];
  },
  'json passwords list': (f) => {
    const s = f.alnum(10);
    return ['json', { passwords: ['aaa', s] }, s];
  },
  'json number pin': () => ['json', { pin: 482913 }, '482913'],
  'json jwk': (f) => {
    const s = f.urlSafe(43);
    return ['json', { kty: 'EC', crv: 'P-256', x: f.urlSafe(43), d: s }, s];
  },
  'json jwks k': (f) => {
    const s = f.urlSafe(43);
    return ['json', { keys: [{ kty: 'oct', kid: '1', k: s }] }, s];
  },
  'json docker auth': (f) => {
    const s = b64(`jo:${f.alnum(12)}`);
    return ['json', { auths: { 'ghcr.io': { auth: s } } }, s];
  },
  'json graphql variables': (f) => {
    const s = f.password();
    return [
      'json',
      { query: 'mutation L($pw: String!) { login(password: $pw) { id } }', variables: { pw: s } },
      s,
    ];
  },
  'graphql inline': (f) => {
    const s = f.password();
    return ['json', { query: `mutation { login(email: "x", password: "${s}") { id } }` }, s];
  },
  'json nested as a string': (f) => {
    const s = f.password();
    return ['json', { arguments: JSON.stringify({ user: 'jo', password: s }) }, s];
  },
  'json nested twice': (f) => {
    const s = f.alnum(9);
    return ['json', { a: JSON.stringify({ b: JSON.stringify({ password: s }) }) }, s];
  },
  'json in prose': (f) => {
    const s = f.alnum(15);
    return ['text', `Here it is: {"user": "jo", "password": "${s}"} — done.`, s];
  },
  'json escaped in a log': (f) => {
    const s = f.alnum(15);
    return ['text', `INFO body="{\\"user\\":\\"jo\\",\\"password\\":\\"${s}\\"}"`, s];
  },
  'json with unicode escapes': (f) => {
    const s = `sk-ant-api03-${f.urlSafe(80)}`;
    return ['bytes', `{"note":"\\u0073${s.slice(1)}"}`, s];
  },
  'json duplicate keys': (f) => {
    const s = f.alnum(18);
    return ['bytes', `{"password":"${s}","password":"x"}`, s];
  },
  'json service account': (f) => {
    const s = f.pem('PRIVATE KEY', 20);
    return ['json', { type: 'service_account', private_key: s }, s.slice(30, 200)];
  },
  'json secret as key': (f) => {
    const s = `sk-proj-${f.urlSafe(60)}`;
    return ['json', { [s]: 1 }, s];
  },
  'json aws credentials': (f) => {
    const s = f.base64(40);
    return [
      'json',
      { Credentials: { AccessKeyId: `ASIA${f.upper(16)}`, SecretAccessKey: s, SessionToken: f.base64(200) } },
      s,
    ];
  },
  'json security answer': (f) => {
    const s = `Rex ${f.digits(2)}`;
    return ['json', { security_answer: s }, s];
  },
  'json connection string': (f) => {
    const s = f.alnum(14);
    return ['json', { DATABASE_URL: `postgres://app:${s}@db.internal:5432/app` }, s];
  },
  'json recovery codes': (f) => {
    const s = `${f.lower(5)}-${f.lower(5)}`;
    return ['json', { recovery_codes: [s] }, s];
  },
  // streams
  'sse openai deltas': (f) => {
    const s = `sk-proj-${f.alnum(48)}`;
    return [
      'bytes',
      `${sse(cut(`The key is ${s} now.`, 7), (content) => ({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] }))}data: [DONE]\n\n`,
      s,
      s.slice(10, 40),
    ];
  },
  'sse anthropic tool input': (f) => {
    const s = f.password();
    return [
      'bytes',
      sse(cut(JSON.stringify({ user: 'jo', password: s }), 5), (partial_json) => ({
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json },
      })),
      s,
    ];
  },
  'sse responses deltas': (f) => {
    const s = `ghp_${f.alnum(36)}`;
    return [
      'bytes',
      sse(cut(s, 4), (delta) => ({
        type: 'response.output_text.delta',
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        delta,
      })),
      s.slice(4, 12),
    ];
  },
  'sse plain': (f) => {
    const s = f.alnum(20);
    return ['bytes', `data: {"password":"${s}"}\n\n`, s];
  },
  'json lines': (f) => {
    const s = `hf_${f.alnum(34)}`;
    return [
      'bytes',
      cut(s, 6)
        .map((response) => `${JSON.stringify({ model: 'm', response, done: false })}\n`)
        .join(''),
      s.slice(3, 20),
    ];
  },
  // encodings
  'base64 of json': (f) => {
    const s = f.password();
    return [
      'json',
      { payload: b64(JSON.stringify({ user: 'jo', password: s })) },
      b64(JSON.stringify({ user: 'jo', password: s })),
    ];
  },
  'base64 of env': (f) => {
    const s = b64(`A=1\nAPI_TOKEN=${f.alnum(30)}\n`);
    return ['text', `data: ${s}`, s];
  },
  'base64url of json': (f) => {
    const s = Buffer.from(JSON.stringify({ api_key: f.alnum(30), q: '??>>' })).toString('base64url');
    return ['text', `state blob ${s}`, s];
  },
  'hex of json': (f) => {
    const s = Buffer.from(JSON.stringify({ password: f.alnum(12) })).toString('hex');
    return ['text', `dump ${s}`, s];
  },
  'gzip in base64': (f) => {
    const s = gzipSync(JSON.stringify({ password: f.alnum(20) })).toString('base64');
    return ['json', { blob: s }, s];
  },
  'gzip body': (f) => {
    const s = gzipSync(JSON.stringify({ password: f.alnum(20) }));
    return ['bytes', s, s.toString('latin1')];
  },
  'percent in percent': (f) => {
    const s = encodeURIComponent(encodeURIComponent(JSON.stringify({ password: f.alnum(15) })));
    return ['text', `next ${s} end`, s];
  },
  'four levels': (f) => {
    const s = b64(encodeURIComponent(b64(JSON.stringify({ a: JSON.stringify({ password: f.alnum(15) }) }))));
    return ['text', s, s];
  },
  powershell: (f) => {
    const s = Buffer.from(`$env:API_KEY='${f.alnum(24)}'; run`, 'utf16le').toString('base64');
    return ['text', `powershell -EncodedCommand ${s}`, s];
  },
  // files
  dotenv: (f) => {
    const s = f.alnum(24);
    return ['text', `# app\nPORT=3000\nJWT_SECRET=${s}\n`, s];
  },
  'dotenv with signs': () => ['text', 'DB_PASSWORD=p&ss;w)rd#1\nX=1', 'p&ss;w)rd#1'],
  'dotenv with a word': () => ['text', 'REDIS_PASSWORD=swordfish\n', 'swordfish'],
  yaml: (f) => {
    const s = f.alnum(14);
    return ['text', `db:\n  user: app\n  password: ${s}\n  port: 5432\n`, s];
  },
  'yaml quoted': (f) => {
    const s = f.password();
    return ['text', `smtp:\n  password: '${s}'\n`, s];
  },
  'yaml block': (f) => {
    const s = f.base64(60);
    return ['text', `tls:\n  private_key: |\n    ${s}\n    ${s}\n  port: 1\n`, s];
  },
  'k8s secret': (f) => {
    const s = b64(f.password());
    return ['text', `apiVersion: v1\nkind: Secret\ndata:\n  password: ${s}\n`, s];
  },
  ini: (f) => {
    const s = f.alnum(16);
    return ['text', `[client]\nuser = root\npassword = ${s}\n`, s];
  },
  toml: (f) => {
    const s = f.alnum(28);
    return ['text', `[api]\nauth_token = "${s}"\n`, s];
  },
  properties: (f) => {
    const s = f.alnum(13);
    return ['text', `spring.datasource.password=${s}\n`, s];
  },
  'xml element': (f) => {
    const s = f.password();
    return ['text', `<server><username>a</username><password>${s}</password></server>`, s];
  },
  'xml add key': (f) => {
    const s = f.alnum(26);
    return ['text', `<add key="ApiKey" value="${s}" />`, s];
  },
  'xml attribute': (f) => {
    const s = f.alnum(12);
    return ['text', `<db user="sa" password="${s}"/>`, s];
  },
  plist: (f) => {
    const s = f.alnum(20);
    return ['text', `<dict><key>APIToken</key><string>${s}</string></dict>`, s];
  },
  'html input': (f) => {
    const s = f.urlSafe(40);
    return ['text', `<input type="hidden" name="csrf_token" value="${s}">`, s];
  },
  'csv column': (f) => {
    const s = f.alnum(10);
    return ['text', `id,name,password\n1,jo,${s}\n2,al,x9${s}\n`, s];
  },
  'markdown table': (f) => {
    const s = f.alnum(14);
    return ['text', `| user | api_key |\n|---|---|\n| jo | ${s} |\n`, s];
  },
  npmrc: (f) => {
    const s = f.uuid();
    return ['text', `//registry.example.com/:_authToken=${s}\n`, s];
  },
  'npmrc auth': (f) => {
    const s = b64(`jo:${f.alnum(10)}`);
    return ['text', `_auth=${s}\nalways-auth=true`, s];
  },
  pypirc: (f) => {
    const s = `pypi-${f.urlSafe(100)}`;
    return ['text', `[pypi]\nusername = __token__\npassword = ${s}\n`, s];
  },
  netrc: (f) => {
    const s = f.alnum(11);
    return ['text', `machine api.example.com login jo password ${s}`, s];
  },
  pgpass: (f) => {
    const s = f.alnum(11);
    return ['text', `db.example.com:5432:app:jo:${s}\n`, s];
  },
  htpasswd: (f) => {
    const s = `$apr1$${f.alnum(8)}$${f.alnum(22)}`;
    return ['text', `jo:${s}\n`, s];
  },
  'pem rsa': (f) => {
    const s = f.pem('RSA PRIVATE KEY', 12);
    return ['text', `key:\n${s}\n`, s.slice(40, 160)];
  },
  'pem openssh escaped': (f) => {
    const s = f.pem('OPENSSH PRIVATE KEY', 5).replaceAll('\n', '\\n');
    return ['text', `SSH_KEY="${s}"`, s.slice(40, 150)];
  },
  'pem cut off': (f) => {
    const s = f.pem('EC PRIVATE KEY', 4).split('\n').slice(0, 3).join('\n');
    return ['text', s, s.slice(40, 100)];
  },
  pgp: (f) => {
    const s = f.pem('PGP PRIVATE KEY BLOCK', 8);
    return ['text', s, s.slice(50, 200)];
  },
  'aws credentials file': (f) => {
    const s = f.base64(40);
    return ['text', `[default]\naws_access_key_id = AKIA${f.upper(16)}\naws_secret_access_key = ${s}\n`, s];
  },
  'aws csv': (f) => {
    const s = f.base64(40);
    return ['text', `AKIA${f.upper(16)},${s}\n`, s];
  },
  wireguard: (f) => {
    const s = `${f.base64(43)}=`;
    return ['text', `[Interface]\nPrivateKey = ${s}\n`, s];
  },
  // connection strings
  'postgres url': (f) => {
    const s = f.alnum(12);
    return ['text', `psql postgresql://app:${s}@10.0.0.5/app?sslmode=require`, s];
  },
  'mongodb+srv': (f) => {
    const s = f.alnum(16);
    return ['text', `mongodb+srv://u:${s}@c0.abcde.mongodb.net/db`, s];
  },
  'redis url': (f) => {
    const s = f.alnum(20);
    return ['text', `redis://:${s}@cache:6379/0`, s];
  },
  'sql server': (f) => {
    const s = f.password();
    return ['text', `Server=tcp:x.database.windows.net;User ID=sa;Password=${s};Encrypt=true;`, s];
  },
  'azure storage': (f) => {
    const s = `${f.base64(86)}==`;
    return [
      'text',
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s};EndpointSuffix=core.windows.net`,
      s,
    ];
  },
  'service bus': (f) => {
    const s = `${f.base64(43)}=`;
    return ['text', `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=${s}`, s];
  },
  jdbc: (f) => {
    const s = f.alnum(13);
    return ['text', `jdbc:mysql://h/db?user=a&password=${s}`, s];
  },
  'libpq words': (f) => {
    const s = f.alnum(13);
    return ['text', `host=h dbname=d user=u password=${s} sslmode=require`, s];
  },
  // commands, code, prose
  'curl header': (f) => {
    const s = f.alnum(32);
    return ['text', `curl -H 'Authorization: Bearer ${s}' https://x.example`, s];
  },
  'curl user': (f) => {
    const s = f.alnum(10);
    return ['text', `curl -s -u admin:${s} https://x.example/api`, s];
  },
  'flag with space': (f) => {
    const s = f.alnum(12);
    return ['text', `tool login --username jo --password ${s} --force`, s];
  },
  'flag with equals': (f) => {
    const s = f.alnum(22);
    return ['text', `tool --api-key=${s} run`, s];
  },
  'mysql -p': (f) => {
    const s = f.alnum(10);
    return ['text', `mysql -h db -u root -p${s} app`, s];
  },
  export: (f) => {
    const s = f.alnum(30);
    return ['text', `export ACME_API_TOKEN=${s}`, s];
  },
  javascript: (f) => {
    const s = f.alnum(24);
    return ['text', `const client = new Acme({ apiKey: '${s}', timeout: 5 });`, s];
  },
  python: (f) => {
    const s = f.alnum(24);
    return ['text', `os.environ["ACME_SECRET"] = "${s}"`, s];
  },
  'raw http': (f) => {
    const s = f.alnum(26);
    return ['text', `GET / HTTP/1.1\r\nHost: a\r\nCookie: sid=${s}; a=b\r\n\r\n`, s];
  },
  sql: (f) => {
    const s = f.alnum(10);
    return ['text', `CREATE USER app IDENTIFIED BY '${s}';`, s];
  },
  'prose password': (f) => {
    const s = f.alnum(9);
    return ['text', `Hi, the password for the portal is ${s}, please change it.`, s];
  },
  'prose code': (f) => {
    const s = f.digits(6);
    return ['text', `Your verification code is ${s}. It expires in 10 minutes.`, s];
  },
  'prose google code': (f) => {
    const s = `G-${f.digits(6)}`;
    return ['text', `${s} is your Google verification code.`, s];
  },
  cisco: (f) => {
    const s = f.alnum(12);
    return ['text', `enable secret 5 ${s}`, s];
  },
  // personal data
  visa: (f) => {
    const s = f.card('4', 16);
    return ['text', `Card ${s} please`, s];
  },
  'mastercard spaced': (f) => {
    const s = f.card('52', 16).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `pay with ${s}.`, s];
  },
  amex: (f) => {
    const s = f.card('37', 15);
    return ['json', { note: `amex ${s}` }, s];
  },
  'card as number': (f) => {
    const s = f.card('4', 16);
    return ['json', { pan_value: Number(s) }, s];
  },
  'iban de': (f) => {
    const s = f.iban('DE', f.digits(18));
    return ['text', `IBAN: ${s}`, s];
  },
  'iban spaced': (f) => {
    const s = f.iban('GB', `NWBK${f.digits(14)}`).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `to ${s} today`, s];
  },
  email: (f) => {
    const s = `${f.of('abcdefgh', 5)}.doe@${f.of('mnopqr', 6)}.com`;
    return ['text', `Write to ${s}.`, s];
  },
  'email in a query': (f) => {
    const s = `${f.of('abcdefgh', 7)}%40mail.com`;
    return ['url', `https://x.example/u?email=${s}`, s];
  },
  'phone e164': () => ['text', 'Call +4915123456789 now', '+4915123456789'],
  'phone us': () => ['text', 'Call (415) 555-2671 now', '(415) 555-2671'],
  'phone spaced': () => ['text', 'Tel. +44 20 7946 0958', '+44 20 7946 0958'],
  'phone national': () => ['text', 'Phone: 030 901820', '030 901820'],
  ssn: () => ['text', 'SSN 536-22-8714', '536-22-8714'],
  // vendors
  openai: token('sk-proj-', 80),
  'openai old': token('sk-', 48),
  anthropic: token('sk-ant-api03-', 90),
  openrouter: token('sk-or-v1-', 64),
  groq: token('gsk_', 52),
  huggingface: token('hf_', 34),
  replicate: token('r8_', 37),
  perplexity: token('pplx-', 48),
  xai: token('xai-', 80),
  github: token('ghp_', 36),
  'github fine': token('github_pat_', 82),
  gitlab: token('glpat-', 20),
  npm: token('npm_', 36),
  'slack bot': (f) => {
    const s = `xoxb-${f.digits(12)}-${f.digits(12)}-${f.alnum(24)}`;
    return ['text', s, s];
  },
  stripe: token('sk_live_', 24),
  'stripe webhook': token('whsec_', 32),
  sendgrid: (f) => {
    const s = `SG.${f.urlSafe(22)}.${f.urlSafe(43)}`;
    return ['text', s, s];
  },
  twilio: (f) => {
    const s = `SK${f.hex(32)}`;
    return ['text', s, s];
  },
  google: (f) => {
    const s = `AIza${f.urlSafe(35)}`;
    return ['text', `key ${s}`, s];
  },
  'google oauth': (f) => {
    const s = `ya29.a0${f.urlSafe(120)}`;
    return ['text', s, s];
  },
  'aws id': (f) => {
    const s = `AKIA${f.upper(16)}`;
    return ['text', s, s];
  },
  jwt: (f) => {
    const s = f.jwt();
    return ['text', `got ${s}`, s];
  },
  databricks: (f) => {
    const s = `dapi${f.hex(32)}`;
    return ['text', s, s];
  },
  digitalocean: (f) => {
    const s = `dop_v1_${f.hex(64)}`;
    return ['text', s, s];
  },
  vault: token('hvs.', 90),
  shopify: (f) => {
    const s = `shpat_${f.hex(32)}`;
    return ['text', s, s];
  },
  linear: token('lin_api_', 40),
  notion: token('ntn_', 46),
  'unlisted vendor': token('acme_live_', 32),
  'unlisted vendor pat': token('acme-pat-', 32),
  docker: token('dckr_pat_', 27),
  grafana: (f) => {
    const s = `glsa_${f.alnum(32)}_${f.hex(8)}`;
    return ['text', s, s];
  },
  bcrypt: (f) => {
    const s = `$2b$12$${f.of('abcdefghijklmnopqrstuvwxyz0123456789./', 53)}`;
    return ['text', `hash ${s}`, s];
  },
};

/** The author's own corpus: at least 120 places, made anew in every run. */
export function ownCorpus(): Sample[] {
  return Object.entries(MAKERS).map(([label, make]) => {
    const [as, input, ...secrets] = make(fakes(`own:${label}`));
    return { label, as, input, secrets };
  });
}
