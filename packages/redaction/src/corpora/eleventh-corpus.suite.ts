import { type Row, samplesOf } from './rows.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const spaced = (digits: string): string => digits.replace(/(.{4})(?=.)/g, '$1 ');

/** The eleventh, before the rules were looked at: of its 166, one was left at first, and of the 328 that only look like secrets, two were taken. */
const HEADERS: readonly Row[] = [
  [
    'bearer opaque',
    'headers',
    (f) => f.urlSafe(40),
    [
      ['host', 'api.orderly.dev'],
      ['authorization', 'Bearer §'],
    ],
  ],
  [
    'x-shop-token',
    'headers',
    (f) => `shpat_${f.hex(32)}`,
    [
      ['x-shopify-access-token', '§'],
      ['accept', '*/*'],
    ],
  ],
  [
    'x-vault-token',
    'headers',
    (f) => `hvs.${f.alnum(24)}`,
    [
      ['X-Vault-Token', '§'],
      ['X-Vault-Request', 'true'],
    ],
  ],
  [
    'apikey header',
    'headers',
    (f) => f.alnum(32),
    [
      ['apikey', '§'],
      ['content-type', 'application/json'],
    ],
  ],
  [
    'x-amz-security-token',
    'headers',
    (f) => f.base64(200),
    [
      ['x-amz-date', '20260214T101112Z'],
      ['x-amz-security-token', '§'],
    ],
  ],
  [
    'set-cookie connect.sid',
    'headers',
    (f) => `s%3A${f.alnum(32)}.${f.alnum(43)}`,
    [['set-cookie', 'connect.sid=§; Path=/; HttpOnly; SameSite=Lax']],
  ],
  [
    'proxy-authorization',
    'headers',
    (f) => base64(`squid:${f.password()}`),
    [['Proxy-Authorization', 'Basic §']],
  ],
  [
    'x-goog-iap',
    'headers',
    (f) => f.jwt(),
    [
      ['x-goog-iap-jwt-assertion', '§'],
      ['via', '1.1 google'],
    ],
  ],
  [
    'location with code',
    'headers',
    (f) => f.urlSafe(44),
    [['location', 'https://app.orderly.dev/callback?code=§&state=xyz']],
  ],
  [
    'x-csrf',
    'headers',
    (f) => f.base64(44),
    [
      ['x-csrf-token', '§'],
      ['x-requested-with', 'XMLHttpRequest'],
    ],
  ],
  ['private-token', 'headers', (f) => `glpat-${f.urlSafe(20)}`, [['PRIVATE-TOKEN', '§']]],
  ['x-functions-key', 'headers', (f) => `${f.urlSafe(54)}==`, [['x-functions-key', '§']]],
  [
    'digest',
    'headers',
    (f) => f.hex(32),
    [['authorization', 'Digest username="ops", realm="cam", nonce="a1", uri="/stream", response="§"']],
  ],
  [
    'raw request',
    'text',
    (f) => f.alnum(48),
    'PUT /v2/items/771 HTTP/1.1\r\nHost: stock.orderly.dev\r\nX-Service-Secret: §\r\nContent-Length: 2\r\n\r\n{}',
  ],
  [
    'curl -H',
    'text',
    (f) => f.alnum(36),
    "curl -sS -XPOST https://ci.orderly.dev/api/builds -H 'Circle-Token: §' -d branch=main",
  ],
  [
    'httpie',
    'text',
    (f) => f.hex(40),
    'http GET https://api.orderly.dev/me "Authorization: token §" Accept:application/json',
  ],
  [
    'axios config',
    'text',
    (f) => f.urlSafe(40),
    "const res = await axios.get(url, { headers: { Authorization: 'Bearer §', 'X-Tenant': 'blue' } });",
  ],
  [
    'python requests',
    'text',
    (f) => f.alnum(32),
    'r = requests.post(BASE + "/charge", headers={"X-Api-Key": "§"}, json=payload, timeout=10)',
  ],
  [
    'AxiosError dump',
    'text',
    (f) => f.jwt(),
    "AxiosError: Request failed with status code 500\n  config: {\n    headers: Object [AxiosHeaders] {\n      Accept: 'application/json',\n      Authorization: 'Bearer §',\n      'User-Agent': 'axios/1.8.1'\n    },",
  ],
  [
    'wget',
    'text',
    (f) => f.alnum(30),
    'wget --header="PRIVATE-TOKEN: §" -O artifacts.zip https://git.orderly.dev/api/v4/jobs/artifacts',
  ],
  [
    'nginx conf',
    'text',
    (f) => f.alnum(40),
    'location /llm/ {\n  proxy_pass https://llm.internal;\n  proxy_set_header Authorization "Bearer §";\n}',
  ],
  [
    'grpc metadata',
    'text',
    (f) => f.alnum(42),
    'grpcurl -H "x-api-token: §" -d \'{"id":7}\' grpc.orderly.dev:443 stock.v1.Stock/Get',
  ],
];

const QUERIES: readonly Row[] = [
  [
    'access_token query',
    'url',
    (f) => f.alnum(60),
    'https://graph.orderly.dev/v19.0/me?fields=id%2Cname&access_token=§',
  ],
  [
    'sas sig',
    'url',
    (f) => encodeURIComponent(`${f.base64(43)}=`),
    'https://acct.blob.core.windows.net/c/b.parquet?sv=2023-11-03&se=2026-01-01&sr=b&sp=r&sig=§',
  ],
  [
    's3 presigned',
    'url',
    (f) => f.hex(64),
    'https://b.s3.eu-central-1.amazonaws.com/x.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=§',
  ],
  [
    'magic link path',
    'text',
    (f) => f.urlSafe(43),
    'Hi Jo,\n\nClick to sign in: https://orderly.dev/auth/magic/§\n\nThe link works for ten minutes.',
  ],
  [
    'reset link',
    'text',
    (f) => f.hex(48),
    'To choose a new password open https://orderly.dev/users/password/edit?reset_password_token=§ within 6 hours.',
  ],
  [
    'invite link',
    'text',
    (f) => f.alnum(32),
    'You were invited to Warehouse Berlin: https://orderly.dev/join?invite=§',
  ],
  ['verify email', 'text', (f) => f.jwt(), 'Confirm your address: https://orderly.dev/verify-email?t=§'],
  ['unsubscribe with token', 'url', (f) => f.hex(40), 'https://mail.orderly.dev/unsubscribe?u=8871&token=§'],
  [
    'websocket url',
    'text',
    (f) => f.urlSafe(48),
    '[ws] connecting to wss://rt.orderly.dev/socket?room=7&ticket=§',
  ],
  [
    'user info',
    'url',
    (f) => f.password().replace(/[#%]/g, '!'),
    'https://crawler:§@feeds.orderly.dev/latest.xml',
  ],
  [
    'access log line',
    'text',
    (f) => f.alnum(40),
    '10.2.0.9 - - [14/Feb/2026:10:11:12 +0000] "GET /hook?api_key=§&ev=push HTTP/1.1" 202 17 "-" "Go-http-client/2.0"',
  ],
  [
    'slack hook',
    'text',
    (f) => f.alnum(24),
    'notify: https://hooks.slack.com/services/T0AB12CD3/B0EF45GH6/§',
  ],
  [
    'discord hook',
    'text',
    (f) => f.urlSafe(68),
    'WEBHOOK=https://discord.com/api/webhooks/1182930011223344556/§',
  ],
  [
    'telegram bot path',
    'text',
    (f) => `${f.digits(10)}:AA${f.urlSafe(33)}`,
    'POST https://api.telegram.org/bot§/sendMessage 200 OK',
  ],
  [
    'teams hook',
    'text',
    (f) => f.hex(32),
    'https://orderly.webhook.office.com/webhookb2/0b9c6a2e-91de-4b1c-a7c1-5f0c6a1d2e3f@7c1d9e8f-2b3a-4c5d-8e9f-0a1b2c3d4e5f/IncomingWebhook/§/c3b2a190-8f7e-4d6c-b5a4-938271605f4e',
  ],
  [
    'openweather appid',
    'url',
    (f) => f.hex(32),
    'https://api.openweathermap.org/data/2.5/weather?q=Oslo&appid=§',
  ],
  [
    'maps key',
    'url',
    (f) => `AIza${f.urlSafe(35)}`,
    'https://maps.googleapis.com/maps/api/geocode/json?address=Oslo&key=§',
  ],
  [
    'oauth fragment',
    'text',
    (f) => f.urlSafe(64),
    'redirected to https://spa.orderly.dev/cb#access_token=§&token_type=bearer&expires_in=3600',
  ],
  [
    'calendar ics',
    'text',
    (f) => f.hex(32),
    'ICS feed: https://calendar.google.com/calendar/ical/ops%40orderly.dev/private-§/basic.ics',
  ],
  [
    'percent twice',
    'text',
    (f) => f.alnum(36),
    'next=https%253A%252F%252Forderly.dev%252Fcb%253Fsession_token%253D§%2526ok%253D1',
  ],
];

const FORMS: readonly Row[] = [
  [
    'password grant',
    'text',
    (f) => f.alnum(18),
    'grant_type=password&username=svc-stock&password=§&scope=read',
  ],
  [
    'client credentials',
    'text',
    (f) => f.urlSafe(40),
    'grant_type=client_credentials&client_id=stock-web&client_secret=§',
  ],
  ['refresh', 'text', (f) => f.urlSafe(64), 'client_id=stock-web&grant_type=refresh_token&refresh_token=§'],
  [
    'pkce',
    'text',
    (f) => f.urlSafe(64),
    'grant_type=authorization_code&code=abc&code_verifier=§&client_id=spa',
  ],
  [
    'login with percent',
    'text',
    (f) => `${f.alnum(10)}%21%40`,
    'utf8=%E2%9C%93&user%5Blogin%5D=mara&user%5Bpassword%5D=§&commit=Sign+in',
  ],
  [
    'saml response',
    'text',
    (f) =>
      encodeURIComponent(
        base64(
          `<samlp:Response ID="_${f.hex(32)}"><saml:Assertion>${f.base64(200)}</saml:Assertion></samlp:Response>`,
        ),
      ),
    'SAMLResponse=§&RelayState=%2Fhome',
  ],
  [
    'multipart',
    'text',
    (f) => f.alnum(24),
    '--b1\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--b1\r\nContent-Disposition: form-data; name="upload_token"\r\n\r\n§\r\n--b1--\r\n',
  ],
  ['card form', 'text', (f) => f.card('4', 16), 'card[number]=§&card[exp_month]=12&card[exp_year]=2029'],
  ['cvc form', 'text', () => '731', 'card[exp_month]=12&card[exp_year]=2029&card[cvc]=§'],
  ['otp form', 'text', (f) => f.digits(6), 'username=mara&otp=§&remember=1'],
];

const JSONS: readonly Row[] = [
  [
    'access_token',
    'json',
    (f) => f.urlSafe(60),
    { token_type: 'Bearer', expires_in: 3599, access_token: '§' },
  ],
  ['camel refreshToken', 'json', (f) => f.alnum(44), { user: { id: 12, refreshToken: '§' } }],
  ['nested auth value', 'json', (f) => f.alnum(30), { args: { auth: { type: 'apiKey', value: '§' } } }],
  [
    'tool call arguments',
    'json',
    (f) => f.alnum(28),
    { type: 'function', function: { name: 'login', arguments: '{"user":"mara","password":"§"}' } },
  ],
  [
    'name value pair',
    'json',
    (f) => f.alnum(32),
    {
      env: [
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'DB_PASSWORD', value: '§' },
      ],
    },
  ],
  [
    'GraphQL variable',
    'json',
    (f) => f.alnum(16),
    { query: 'mutation L($p: String!) { login(password: $p) { id } }', variables: { p: '§' } },
  ],
  [
    'GraphQL literal',
    'json',
    (f) => f.alnum(20),
    { query: 'mutation { signIn(email: "x", password: "§") { token } }' },
  ],
  [
    'JWK d',
    'json',
    (f) => f.urlSafe(43),
    {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      d: '§',
    },
  ],
  ['JWK oct', 'json', (f) => f.urlSafe(43), { keys: [{ kty: 'oct', kid: 'a', alg: 'HS256', k: '§' }] }],
  [
    'docker config',
    'json',
    (f) => base64(`deploy:${f.alnum(24)}`),
    { auths: { 'registry.orderly.dev': { auth: '§' } } },
  ],
  [
    'docker identitytoken',
    'json',
    (f) => f.urlSafe(80),
    { auths: { 'orderly.azurecr.io': { auth: 'MDAwMDAwMDA6', identitytoken: '§' } } },
  ],
  [
    'service account',
    'json',
    (f) => f.pem('PRIVATE KEY'),
    { type: 'service_account', project_id: 'p', private_key: '§', client_id: '1' },
  ],
  [
    'kube config',
    'json',
    (f) => f.base64(180),
    { users: [{ name: 'admin', user: { 'client-key-data': '§' } }] },
  ],
  [
    'terraform state',
    'json',
    (f) => f.alnum(20),
    { resources: [{ type: 'random_password', instances: [{ attributes: { length: 20, result: '§' } }] }] },
  ],
  [
    'aws sts',
    'json',
    (f) => f.base64(40),
    {
      Credentials: {
        AccessKeyId: 'ASIAXXXXXXXXXXXXXXXX',
        SecretAccessKey: '§',
        Expiration: '2026-02-14T11:00:00Z',
      },
    },
  ],
  [
    'secretsmanager',
    'json',
    (f) => f.alnum(22),
    { Name: 'prod/db', SecretString: '{"username":"app","password":"§","port":5432}' },
  ],
  [
    'vault kv',
    'json',
    (f) => f.alnum(26),
    { request_id: 'a', data: { data: { smtp_pass: '§' }, metadata: { version: 3 } } },
  ],
  [
    'totp',
    'json',
    (f) => f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32),
    { mfa: { type: 'totp', secret: '§', digits: 6 } },
  ],
  [
    'otpauth',
    'json',
    (f) => f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32),
    { uri: 'otpauth://totp/Orderly:mara?secret=§&issuer=Orderly' },
  ],
  [
    'mcp env',
    'json',
    (f) => `ghp_${f.alnum(36)}`,
    {
      mcpServers: {
        gh: { command: 'npx', args: ['-y', 'server'], env: { GITHUB_PERSONAL_ACCESS_TOKEN: '§' } },
      },
    },
  ],
  [
    'mcp args',
    'json',
    (f) => f.alnum(40),
    { command: 'npx', args: ['-y', 'mcp-server', '--api-key', '§', '--verbose'] },
  ],
  [
    'webhook secret',
    'json',
    (f) => f.hex(40),
    { hook: { url: 'https://x.orderly.dev/h', content_type: 'json', secret: '§' } },
  ],
  [
    'session cookie json',
    'json',
    (f) => f.urlSafe(64),
    { cookies: [{ name: 'session', value: '§', domain: '.orderly.dev', httpOnly: true }] },
  ],
  [
    'localStorage',
    'json',
    (f) => f.jwt(),
    {
      origins: [
        { origin: 'https://orderly.dev', localStorage: [{ name: 'auth', value: '{"state":{"token":"§"}}' }] },
      ],
    },
  ],
  ['passwort', 'json', (f) => f.alnum(14), { benutzer: 'mara', passwort: '§' }],
  ['contraseña', 'json', (f) => f.alnum(14), { usuario: 'mara', contraseña: '§' }],
  ['pin', 'json', (f) => f.digits(4), { card_id: 'c_1', pin: '§' }],
  ['bank', 'json', (f) => f.iban('DE', '370400440532013000'), { payout: { method: 'sepa', iban: '§' } }],
  ['ssn', 'json', () => '536-22-8147', { applicant: { ssn: '§', state: 'CA' } }],
  ['signing key', 'json', (f) => f.base64(64), { config: { cookieSigningKey: '§', secure: true } }],
  [
    'basic in string',
    'json',
    (f) => base64(`api:${f.alnum(20)}`),
    { logs: ['> Authorization: Basic §', '> Accept: */*'] },
  ],
  [
    'escaped twice',
    'json',
    (f) => f.alnum(30),
    { body: JSON.stringify({ raw: JSON.stringify({ apiToken: '§' }) }) },
  ],
  [
    'email in text',
    'json',
    (f) => `mara.${f.lower(6)}@orderly-mail.de`,
    { text: 'Please write to § when the parcel is there.' },
  ],
  ['phone', 'json', () => '+49 171 5550137', { contact: { phone: '§' } }],
  [
    'snake db_url',
    'json',
    (f) => f.alnum(20),
    { db_url: 'postgresql://app:§@db.orderly.dev:5432/stock?sslmode=require' },
  ],
];

const STREAMS: readonly Row[] = [
  [
    'sse data',
    'text',
    (f) => f.alnum(40),
    'event: session\ndata: {"session_token":"§","ttl":60}\n\nevent: ping\ndata: {}\n\n',
  ],
  [
    'sse anthropic partial_json',
    'text',
    (f) => f.alnum(32),
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"api_key\\": \\"§\\"}"}}\n\n',
  ],
  [
    'sse openai text',
    'text',
    (f) => `sk-proj-${f.alnum(48)}`,
    'data: {"choices":[{"index":0,"delta":{"content":"Your key is §"}}]}\n\ndata: [DONE]\n\n',
  ],
  [
    'ndjson',
    'text',
    (f) => f.alnum(36),
    '{"level":30,"msg":"boot"}\n{"level":30,"msg":"cfg","cfg":{"stripeSecret":"§"}}\n{"level":30,"msg":"up"}\n',
  ],
  [
    'logfmt',
    'text',
    (f) => f.alnum(32),
    'ts=2026-02-14T10:11:12Z level=info msg="login ok" user=mara session_id=§ dur=12ms',
  ],
  ['syslog', 'text', (f) => f.alnum(16), 'Feb 14 10:11:12 gw sshd[911]: debug: password for svc is §'],
  [
    'json-rpc',
    'text',
    (f) => f.alnum(32),
    '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"deploy","arguments":{"accessKey":"§","region":"eu"}}}',
  ],
];

const FILES: readonly Row[] = [
  ['.env', 'text', (f) => f.alnum(32), 'PORT=8080\nSESSION_SECRET=§\nDEBUG=0\n'],
  ['.env quoted', 'text', (f) => f.password(), 'SMTP_HOST=mail\nSMTP_PASSWORD="§"\n'],
  [
    '.npmrc',
    'text',
    (f) => `npm_${f.alnum(36)}`,
    '@orderly:registry=https://npm.orderly.dev/\n//npm.orderly.dev/:_authToken=§\nsave-exact=true',
  ],
  [
    '.npmrc _auth',
    'text',
    (f) => base64(`ci:${f.alnum(22)}`),
    'registry=https://npm.orderly.dev/\n_auth=§\nalways-auth=true',
  ],
  ['.netrc', 'text', (f) => f.alnum(20), 'machine git.orderly.dev\n  login ci\n  password §\n'],
  ['.pgpass', 'text', (f) => f.alnum(18), 'db.orderly.dev:5432:stock:app:§\n'],
  ['.my.cnf', 'text', (f) => f.alnum(18), '[client]\nuser=app\npassword=§\nhost=db\n'],
  [
    'aws credentials',
    'text',
    (f) => f.base64(40),
    '[default]\naws_access_key_id = AKIAXXXXXXXXXXXXXXXX\naws_secret_access_key = §\n',
  ],
  [
    'pypirc',
    'text',
    (f) => `pypi-AgEIcHlwaS5vcmc${f.urlSafe(120)}`,
    '[pypi]\nusername = __token__\npassword = §\n',
  ],
  [
    'k8s secret',
    'text',
    (f) => base64(f.alnum(24)),
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: stock\ndata:\n  DB_PASS: §\n',
  ],
  [
    'k8s stringData',
    'text',
    (f) => f.alnum(24),
    'apiVersion: v1\nkind: Secret\nstringData:\n  config: |\n    dsn: x\n    jwt_key: §\n',
  ],
  [
    'compose',
    'text',
    (f) => f.alnum(18),
    'services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: §\n',
  ],
  [
    'application.yml',
    'text',
    (f) => f.alnum(22),
    'spring:\n  datasource:\n    url: jdbc:postgresql://db/stock\n    username: app\n    password: §\n',
  ],
  [
    'properties',
    'text',
    (f) => f.alnum(22),
    'spring.mail.host=mail\nspring.mail.password=§\nserver.port=8080\n',
  ],
  ['toml', 'text', (f) => f.alnum(40), '[llm]\nmodel = "m-1"\napi_key = "§"\n'],
  ['tfvars', 'text', (f) => f.alnum(20), 'region         = "eu-central-1"\nadmin_password = "§"\n'],
  [
    'appsettings',
    'text',
    (f) => f.alnum(20),
    '{"ConnectionStrings":{"Main":"Server=tcp:db.orderly.dev,1433;Database=stock;User ID=app;Password=§;Encrypt=True;"}}',
  ],
  [
    'storage key',
    'text',
    (f) => `${f.base64(86)}==`,
    'DefaultEndpointsProtocol=https;AccountName=orderly;AccountKey=§;EndpointSuffix=core.windows.net',
  ],
  [
    'service bus',
    'text',
    (f) => `${f.base64(43)}=`,
    'Endpoint=sb://orderly.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§',
  ],
  [
    'mongodb',
    'text',
    (f) => f.alnum(18),
    'mongodb+srv://app:§@cluster0.ab1cd.mongodb.net/stock?retryWrites=true',
  ],
  ['redis', 'text', (f) => f.alnum(24), 'REDIS_URL=rediss://default:§@eu1-cache.orderly.dev:6380/0'],
  ['amqp', 'text', (f) => f.alnum(16), 'broker: amqps://svc:§@mq.orderly.dev/vhost'],
  ['sentry dsn', 'text', (f) => `${f.hex(32)}:${f.hex(32)}`, 'SENTRY_DSN=https://§@sentry.orderly.dev/4'],
  ['rsa key', 'text', (f) => f.pem('RSA PRIVATE KEY', 8), 'cat deploy_key\n§\n'],
  ['openssh key', 'text', (f) => f.pem('OPENSSH PRIVATE KEY', 6), '$ cat ~/.ssh/id_ed25519\n§\n'],
  [
    'pgp key',
    'text',
    (f) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${f.base64(64)}\n${f.base64(64)}\n=${f.base64(4)}\n-----END PGP PRIVATE KEY BLOCK-----`,
    '§\n',
  ],
  [
    'key in one line',
    'text',
    (f) => f.pem('EC PRIVATE KEY', 3).replaceAll('\n', '\\n'),
    'APP_PRIVATE_KEY="§"',
  ],
  [
    'age key',
    'text',
    (f) => `AGE-SECRET-KEY-1${f.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
    '# created: 2026-01-02\n# public key: age1xxxx\n§\n',
  ],
  [
    'wireguard',
    'text',
    (f) => `${f.base64(42)}s=`,
    '[Interface]\nAddress = 10.9.0.2/32\nPrivateKey = §\nDNS = 10.9.0.1\n',
  ],
  ['htpasswd -b', 'text', (f) => f.alnum(14), 'htpasswd -bc /etc/nginx/.htpasswd grafana §'],
  ['csv', 'text', (f) => f.alnum(12), 'id,email_verified,login,password\n1,true,mara,§\n2,false,jon,\n'],
  ['tsv', 'text', (f) => f.alnum(32), 'name\tapi_key\tcreated\nblue\t§\t2026-01-02\n'],
  [
    'markdown table',
    'text',
    (f) => f.alnum(14),
    '| service | user | password |\n|---|---|---|\n| grafana | admin | § |\n',
  ],
  [
    'psql output',
    'text',
    (f) => f.alnum(32),
    ' id | name | access_token\n----+------+--------------\n  7 | blue | §\n(1 row)\n',
  ],
  [
    'sql insert',
    'text',
    (f) => f.alnum(14),
    "INSERT INTO users (id, login, password) VALUES (7, 'mara', '§');",
  ],
  ['sql create role', 'text', (f) => f.alnum(14), "CREATE ROLE app WITH LOGIN PASSWORD '§';"],
  ['mysql grant', 'text', (f) => f.alnum(14), "CREATE USER 'app'@'%' IDENTIFIED BY '§';"],
  [
    'xml',
    'text',
    (f) => f.alnum(18),
    '<server><id>nexus</id><username>ci</username><password>§</password></server>',
  ],
  ['xml attribute', 'text', (f) => f.alnum(18), '<add name="smtp" userName="svc" password="§" port="587" />'],
  [
    'soap',
    'text',
    (f) => f.alnum(18),
    '<wsse:UsernameToken><wsse:Username>svc</wsse:Username><wsse:Password Type="#PasswordText">§</wsse:Password></wsse:UsernameToken>',
  ],
  [
    'html input',
    'text',
    (f) => f.hex(64),
    '<form><input type="hidden" name="csrfmiddlewaretoken" value="§"><input name="q"></form>',
  ],
  ['html meta', 'text', (f) => f.base64(86), '<meta name="csrf-token" content="§" />'],
  [
    'inline script',
    'text',
    (f) => f.jwt(),
    '<script>window.__STATE__={"user":{"id":7},"token":"§"}</script>',
  ],
];

const COMMANDS: readonly Row[] = [
  ['mysql -p', 'text', (f) => f.alnum(14), 'mysqldump -h db -u app -p§ stock > dump.sql'],
  ['PGPASSWORD', 'text', (f) => f.alnum(14), 'PGPASSWORD=§ psql -h db -U app -c "select 1"'],
  ['docker login', 'text', (f) => f.alnum(24), 'docker login -u ci -p § registry.orderly.dev'],
  ['curl -u', 'text', (f) => f.alnum(24), 'curl -fsS -u ci:§ https://nexus.orderly.dev/repository/a.tgz -O'],
  ['sshpass', 'text', (f) => f.alnum(14), "sshpass -p '§' ssh deploy@10.0.0.4 uptime"],
  ['export', 'text', (f) => `sk-ant-api03-${f.urlSafe(93)}AA`, 'export ANTHROPIC_API_KEY=§\nnpm start'],
  ['redis-cli -a', 'text', (f) => f.alnum(20), 'redis-cli -h cache -a § --tls ping'],
  [
    'az login',
    'text',
    (f) => f.urlSafe(40),
    'az login --service-principal -u 11111111-2222-4333-8444-555555555555 -p § --tenant orderly',
  ],
  [
    'helm set',
    'text',
    (f) => f.alnum(20),
    'helm upgrade stock ./chart --set postgresql.auth.password=§ --set replicas=2',
  ],
  ['gh secret', 'text', (f) => f.alnum(30), 'gh secret set NPM_TOKEN --body "§"'],
  ['openssl passin', 'text', (f) => f.alnum(14), 'openssl pkcs12 -in a.p12 -nodes -passin pass:§'],
  [
    'kubectl literal',
    'text',
    (f) => f.alnum(20),
    'kubectl create secret generic db --from-literal=password=§',
  ],
  ['chpasswd', 'text', (f) => f.alnum(14), 'echo "deploy:§" | chpasswd'],
  [
    'git remote',
    'text',
    (f) => `github_pat_${f.alnum(22)}_${f.alnum(59)}`,
    'git remote set-url origin https://x-access-token:§@github.com/orderly/stock.git',
  ],
];

const PROSE: readonly Row[] = [
  ['chat password', 'text', (f) => f.password(), 'Sure, the wifi password is § — same as last year.'],
  ['otp sms', 'text', (f) => f.digits(6), '§ is your Orderly verification code. Do not share it.'],
  ['otp german', 'text', (f) => f.digits(6), 'Ihr Bestätigungscode lautet §. Er gilt zehn Minuten.'],
  ['email', 'text', (f) => `jonas.${f.lower(5)}@posteo-mail.net`, 'Forwarded from § on Tuesday.'],
  [
    'email header',
    'text',
    (f) => `jonas.${f.lower(5)}@posteo-mail.net`,
    'From: Jonas B. <§>\nTo: undisclosed-recipients:;\nSubject: parcel',
  ],
  ['phone us', 'text', () => '(415) 555-0142', 'Call me back at § before noon.'],
  ['phone french', 'text', () => '06 12 34 56 78', 'Téléphone : §, merci de rappeler.'],
  ['phone intl', 'text', () => '+447700900123', 'sms to=§ status=delivered'],
  ['card', 'text', (f) => spaced(f.card('5412', 16)), 'I paid with § and was charged twice.'],
  ['amex', 'text', (f) => f.card('37', 15), 'card on file: §, exp 04/28'],
  [
    'iban',
    'text',
    (f) =>
      spaced(
        f.iban(
          'NL',
          'ABNA0417164300'.replace(/[A-Z]/g, (c) => c),
        ),
      ),
    'Bitte auf § überweisen, danke.',
  ],
  [
    'support note',
    'text',
    (f) => f.alnum(12),
    'Customer could not log in; reset pwd to § and asked to change it.',
  ],
  ['recovery codes', 'text', (f) => `${f.lower(5)}-${f.lower(5)}`, 'Save your recovery codes:\n  §\n'],
  [
    'base64 json',
    'text',
    (f) => base64(JSON.stringify({ user: 'svc', password: f.alnum(20) })),
    'payload: §',
  ],
  ['hex blob', 'text', (f) => Buffer.from(`password=${f.alnum(16)}`).toString('hex'), 'raw frame §'],
];

export function eleventhCorpus(): Sample[] {
  return samplesOf('eleventh', [
    ...HEADERS,
    ...QUERIES,
    ...FORMS,
    ...JSONS,
    ...STREAMS,
    ...FILES,
    ...COMMANDS,
    ...PROSE,
  ]);
}
