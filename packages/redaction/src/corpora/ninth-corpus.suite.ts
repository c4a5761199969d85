import type { Fake } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';
import { type Row, samplesOf } from './rows.suite.ts';

type Secret = (fake: Fake) => string;

const a =
  (length: number): Secret =>
  (f) =>
    f.alnum(length);
const h =
  (length: number): Secret =>
  (f) =>
    f.hex(length);
const d =
  (length: number): Secret =>
  (f) =>
    f.digits(length);
const b =
  (length: number): Secret =>
  (f) =>
    f.base64(length);
const u =
  (length: number): Secret =>
  (f) =>
    f.urlSafe(length);
const s =
  (secret: string): Secret =>
  () =>
    secret;
const p: Secret = (f) => f.password();
const uuid: Secret = (f) => f.uuid();
const jwt: Secret = (f) => f.jwt();
const card =
  (prefix: string, length = 16): Secret =>
  (f) =>
    f.card(prefix, length);
const spaced =
  (prefix: string): Secret =>
  (f) =>
    f.card(prefix, 16).replace(/(\d{4})(?=\d)/g, '$1 ');

/** Written before a rule was read, of what agents of a team at work see; measured with the rules as they were. */
const ROWS: readonly Row[] = [
  ['auth header', 'headers', u(40), [['authorization', 'Bearer §']]],
  [
    'api key header',
    'headers',
    h(32),
    [
      ['x-api-key', '§'],
      ['accept', '*/*'],
    ],
  ],
  ['vault header', 'headers', (f) => `hvs.${f.urlSafe(90)}`, [['x-vault-token', '§']]],
  ['shopify header', 'headers', (f) => `shpat_${f.hex(32)}`, [['X-Shopify-Access-Token', '§']]],
  ['circle header', 'headers', h(40), [['Circle-Token', '§']]],
  ['cookie', 'headers', u(43), [['cookie', 'theme=dark; connect.sid=s%3A§; lang=de']]],
  ['set cookie', 'headers', a(26), [['set-cookie', 'PHPSESSID=§; path=/; HttpOnly']]],
  ['csrf', 'headers', b(64), [['x-csrf-token', '§']]],
  [
    'digest',
    'headers',
    h(32),
    [['authorization', 'Digest username="ops", realm="r", nonce="n", uri="/x", response="§"']],
  ],
  [
    'sigv4',
    'headers',
    h(64),
    [
      [
        'authorization',
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=§',
      ],
    ],
  ],
  ['amz token', 'headers', b(200), [['x-amz-security-token', '§']]],
  ['goog user', 'headers', (f) => `ya29.${f.urlSafe(120)}`, [['authorization', 'Bearer §']]],
  ['hub signature', 'headers', h(64), [['x-hub-signature-256', 'sha256=§']]],
  [
    'sas',
    'url',
    (f) => encodeURIComponent(`${f.base64(43)}=`),
    'https://acme.blob.core.windows.net/in/report.csv?sv=2023-11-03&sr=b&sp=r&sig=§',
  ],
  [
    'presigned',
    'url',
    h(64),
    'https://acme.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=§',
  ],
  [
    'gcs signed',
    'url',
    h(128),
    'https://storage.googleapis.com/acme/k.pdf?X-Goog-Date=20260101T000000Z&X-Goog-Signature=§',
  ],
  [
    'maps key',
    'url',
    (f) => `AIza${f.urlSafe(35)}`,
    'https://maps.googleapis.com/maps/api/geocode/json?address=Berlin&key=§',
  ],
  ['weather appid', 'url', h(32), 'https://api.openweathermap.org/data/2.5/weather?q=Oslo&appid=§'],
  [
    'reset link',
    'text',
    u(32),
    'Reset your password: https://app.acme.io/reset-password/§ (valid for one hour)',
  ],
  ['invite link', 'text', a(24), 'Join us at https://acme.io/invite?token=§'],
  ['unsubscribe', 'text', u(48), 'To unsubscribe: https://mail.acme.io/u?e=12&t=§&auth=1'],
  ['magic login', 'text', jwt, 'Click to sign in: https://app.acme.io/auth/callback?code=1&jwt=§'],
  ['oauth code', 'url', u(40), 'https://app.acme.io/callback?code=§&state=xyz'],
  ['implicit', 'url', u(60), 'https://app.acme.io/#access_token=§&token_type=bearer&expires_in=3600'],
  [
    'slack webhook',
    'text',
    a(24),
    'curl -X POST https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/§ -d "{}"',
  ],
  ['discord webhook', 'text', u(68), 'post to https://discord.com/api/webhooks/1123456789012345678/§'],
  [
    'teams webhook',
    'text',
    h(32),
    'https://acme.webhook.office.com/webhookb2/9f0e1b0c-1d2e-4f30-8a4b-5c6d7e8f9012@1f2e3d4c-5b6a-4788-9a0b-1c2d3e4f5061/IncomingWebhook/§/0a1b2c3d-4e5f-4061-8273-849506a7b8c9',
  ],
  [
    'telegram bot',
    'text',
    (f) => `${f.digits(10)}:AA${f.urlSafe(33)}`,
    'GET https://api.telegram.org/bot§/getMe',
  ],
  ['form login', 'text', p, 'username=anna&password=§&remember=on'],
  ['form grant', 'text', u(40), 'grant_type=client_credentials&client_id=web&client_secret=§'],
  ['form refresh', 'text', u(64), 'grant_type=refresh_token&refresh_token=§&scope=read'],
  ['form twilio', 'text', h(32), 'AccountSid=AC1&AuthToken=§&Body=hi'],
  ['multipart', 'text', p, '--x\r\nContent-Disposition: form-data; name="passphrase"\r\n\r\n§\r\n--x--'],
  ['json password', 'json', p, { user: { login: 'anna', password: '§' } }],
  ['json token', 'json', u(40), { data: { session: { accessToken: '§', expiresIn: 3600 } } }],
  ['json pin', 'json', d(6), { card: { last4: '4242', pin: '§' } }],
  ['json otp', 'json', d(6), { otp: '§', channel: 'sms' }],
  [
    'json mfa',
    'json',
    (f) => f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32),
    { mfa: { secret: '§', type: 'totp' } },
  ],
  ['json key list', 'json', u(36), { api_keys: ['§'] }],
  ['json pairs', 'json', a(30), [{ name: 'STRIPE_SECRET', value: '§' }]],
  ['json env', 'json', a(30), { env: [{ key: 'DEPLOY_TOKEN', value: '§' }] }],
  ['json nested', 'json', p, { body: JSON.stringify({ auth: { user: 'a', pass: '§' } }) }],
  ['json twice nested', 'json', p, { a: JSON.stringify({ b: JSON.stringify({ db_password: '§' }) }) }],
  ['tool result', 'json', u(40), { role: 'tool', content: 'Created token. Token: § (shown once)' }],
  ['tool arguments', 'json', p, { function: { name: 'login', arguments: '{"email":"","password":"§"}' } }],
  [
    'graphql',
    'json',
    p,
    { query: 'mutation($i: LoginInput!){login(input:$i){id}}', variables: { i: { password: '§' } } },
  ],
  ['graphql inline', 'text', p, '{"query":"mutation { login(email: \\"x\\", password: \\"§\\") { id } }"}'],
  ['jwk d', 'json', u(43), { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: '§' }],
  ['jwk k', 'json', u(43), { keys: [{ kty: 'oct', kid: '1', k: '§' }] }],
  [
    'docker auth',
    'json',
    (f) => Buffer.from(`anna:${f.password()}`).toString('base64'),
    { auths: { 'ghcr.io': { auth: '§' } } },
  ],
  ['npmrc', 'text', uuid, '//registry.acme.io/:_authToken=§\nalways-auth=true'],
  ['npmrc basic', 'text', (f) => Buffer.from(`anna:${f.password()}`).toString('base64'), '_auth=§\nemail=x'],
  [
    'pypirc',
    'text',
    (f) => `pypi-AgEIcHlwaS5vcmc${f.urlSafe(120)}`,
    '[pypi]\nusername = __token__\npassword = §',
  ],
  ['netrc', 'text', p, 'machine git.acme.io login anna password §'],
  ['yarnrc', 'text', uuid, 'npmScopes:\n  acme:\n    npmAuthToken: "§"'],
  ['cargo', 'text', (f) => `cio${f.alnum(32)}`, '[registry]\ntoken = "§"'],
  ['gem', 'text', (f) => `rubygems_${f.hex(48)}`, ':rubygems_api_key: §'],
  ['kube token', 'text', jwt, 'users:\n- name: admin\n  user:\n    token: §'],
  ['kube client key', 'text', b(300), 'users:\n- name: admin\n  user:\n    client-key-data: §'],
  [
    'k8s secret',
    'text',
    (f) => Buffer.from(f.password()).toString('base64'),
    'kind: Secret\napiVersion: v1\ndata:\n  db: §',
  ],
  ['dotenv', 'text', p, 'NODE_ENV=production\nDB_PASSWORD="§"\nPORT=3000'],
  ['dotenv export', 'text', a(40), 'export OPENWEATHER_KEY=§'],
  ['dotenv single', 'text', p, "SMTP_PASS='§'"],
  ['toml', 'text', a(32), '[auth]\njwt_secret = "§"'],
  ['ini', 'text', p, '[client]\nuser=root\npassword=§'],
  ['properties', 'text', p, 'spring.datasource.username=sa\nspring.datasource.password=§'],
  ['terraform', 'text', p, 'resource "aws_db_instance" "x" {\n  username = "root"\n  password = "§"\n}'],
  ['tfvars', 'text', u(40), 'do_token = "§"'],
  ['compose', 'text', p, 'environment:\n  - POSTGRES_PASSWORD=§\n  - TZ=UTC'],
  ['helm', 'text', p, 'postgresql:\n  auth:\n    postgresPassword: §'],
  ['ansible', 'text', p, 'ansible_user: root\nansible_ssh_pass: §'],
  ['xml settings', 'text', p, '<server><id>r</id><username>a</username><password>§</password></server>'],
  [
    'web.config',
    'text',
    p,
    '<add name="db" connectionString="Server=db;Database=x;User Id=sa;Password=§;" />',
  ],
  ['wp config', 'text', p, "define( 'DB_PASSWORD', '§' );"],
  [
    'django',
    'text',
    (f) => f.of('abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)', 50),
    "SECRET_KEY = 'django-insecure-§'",
  ],
  ['rails', 'text', h(128), 'production:\n  secret_key_base: §'],
  ['postgres url', 'text', p, 'DATABASE_URL=postgres://app:§@db.acme.io:5432/app?sslmode=require'],
  ['mongo url', 'text', a(16), 'mongodb+srv://svc:§@cluster0.ab1cd.mongodb.net/app'],
  ['redis url', 'text', a(20), 'REDIS=rediss://:§@cache.acme.io:6380/0'],
  ['amqp', 'text', a(14), 'connecting to amqps://prod:§@mq.acme.io/vhost'],
  [
    'git url',
    'text',
    (f) => `ghp_${f.alnum(36)}`,
    'git clone https://x-access-token:§@github.com/acme/api.git',
  ],
  [
    'gitlab url',
    'text',
    (f) => `glpat-${f.urlSafe(20)}`,
    "fatal: unable to access 'https://oauth2:§@gitlab.com/a/b.git/'",
  ],
  ['odbc', 'text', p, 'Driver={ODBC Driver 18};Server=tcp:x;Uid=sa;Pwd=§;Encrypt=yes'],
  [
    'azure storage',
    'text',
    (f) => `${f.base64(86)}==`,
    'DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=§;EndpointSuffix=core.windows.net',
  ],
  [
    'service bus',
    'text',
    (f) => `${f.base64(43)}=`,
    'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§',
  ],
  ['sentry', 'text', h(32), 'SENTRY_DSN=https://§@o12345.ingest.sentry.io/67890'],
  ['curl user', 'text', p, 'curl -u anna:§ https://api.acme.io/v1/x'],
  ['curl header', 'text', u(40), "curl -H 'Authorization: Bearer §' https://api.acme.io"],
  ['psql', 'text', p, 'PGPASSWORD=§ psql -h db -U app -c "select 1"'],
  ['mysql', 'text', p, 'mysqldump -u root -p§ shop > dump.sql'],
  ['sshpass', 'text', p, "sshpass -p '§' ssh root@10.0.0.4"],
  ['docker login', 'text', p, 'docker login -u ci -p § registry.acme.io'],
  ['aws configure', 'text', (f) => f.base64(40), 'aws configure set aws_secret_access_key §'],
  ['create user', 'text', p, "CREATE USER app WITH PASSWORD '§';"],
  ['identified', 'text', p, "ALTER USER 'app'@'%' IDENTIFIED BY '§';"],
  ['openai', 'text', (f) => `sk-proj-${f.urlSafe(120)}`, 'I used § and got a 429'],
  ['anthropic', 'text', (f) => `sk-ant-api03-${f.urlSafe(93)}AA`, 'key = §'],
  ['groq', 'text', (f) => `gsk_${f.alnum(52)}`, 'it was §.'],
  ['hf', 'text', (f) => `hf_${f.alnum(34)}`, 'login with § please'],
  ['github fine', 'text', (f) => `github_pat_${f.alnum(22)}_${f.alnum(59)}`, 'use §'],
  ['stripe', 'text', (f) => `sk_live_${f.alnum(24)}`, 'Stripe says: Invalid API Key provided: §'],
  ['sendgrid', 'text', (f) => `SG.${f.urlSafe(22)}.${f.urlSafe(43)}`, 'SG key §'],
  ['slack', 'text', (f) => `xoxb-${f.digits(12)}-${f.digits(12)}-${f.alnum(24)}`, 'bot §'],
  ['aws pair', 'text', (f) => f.base64(40), 'AKIAIOSFODNN7EXAMPLE / aws_secret_access_key: §'],
  ['linear', 'text', (f) => `lin_api_${f.alnum(40)}`, 'use § here'],
  ['notion', 'text', (f) => `ntn_${f.alnum(46)}`, 'use § here'],
  ['figma', 'text', (f) => `figd_${f.urlSafe(40)}`, 'use § here'],
  ['supabase', 'text', (f) => `sbp_${f.hex(40)}`, 'use § here'],
  ['doppler', 'text', (f) => `dp.st.prd.${f.alnum(43)}`, 'use § here'],
  ['pem', 'text', (f) => f.pem('RSA PRIVATE KEY', 10), '§\n'],
  ['pem in json', 'json', (f) => f.pem('PRIVATE KEY', 10), { private_key: '§', client_email: '' }],
  ['openssh', 'text', (f) => f.pem('OPENSSH PRIVATE KEY', 6), 'cat ~/.ssh/id_ed25519\n§\n$'],
  ['pgp', 'text', (f) => f.pem('PGP PRIVATE KEY BLOCK', 8), '§'],
  ['age', 'text', (f) => `AGE-SECRET-KEY-1${f.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`, '# created\n§'],
  ['csv', 'text', p, 'id,email,password\n1,,§\n'],
  ['tsv', 'text', a(32), 'service\tapi_key\nmaps\t§\n'],
  ['markdown table', 'text', a(32), '| service | api key |\n|---|---|\n| maps | § |'],
  [
    'sse delta',
    'text',
    (f) => `sk-ant-api03-${f.urlSafe(93)}AA`,
    'data: {"choices":[{"delta":{"content":"key §"}}]}\n\n',
  ],
  ['log line', 'text', u(40), '2026-02-01T10:00:00Z INFO auth refreshed token=§ user=12'],
  ['log json', 'text', u(40), '{"level":"info","msg":"login ok","session_id":"§"}'],
  ['python repr', 'text', p, "Config(host='db', user='app', password='§')"],
  ['python dict', 'text', u(32), "{'client_id': 'x', 'client_secret': '§'}"],
  ['js object', 'text', u(32), "const c = { apiKey: '§', region: 'eu' };"],
  ['go struct', 'text', p, 'Config{User:"app", Password:"§"}'],
  ['ruby hash', 'text', p, "{ :user => 'a', :password => '§' }"],
  ['sentence', 'text', p, 'the new password is § – please change it after login'],
  ['sentence de', 'text', p, 'Das Passwort lautet: §'],
  ['sentence fr', 'text', p, 'Votre mot de passe est § .'],
  ['sentence es', 'text', p, 'La contraseña es §'],
  ['wifi', 'text', p, 'Wi-Fi: Acme-Guest, Passwort: §'],
  ['otp mail', 'text', d(6), 'Your verification code is §. It expires in 10 minutes.'],
  [
    'b64 basic',
    'text',
    (f) => Buffer.from(`svc:${f.password()}`).toString('base64'),
    'Authorization: Basic §\r\nHost: x',
  ],
  ['percent form', 'text', (f) => encodeURIComponent(f.password()), 'body=user%3Danna%26password%3D§'],
  ['card', 'text', card('4'), 'charge § for 12 EUR'],
  ['card spaced', 'text', spaced('5'), 'Karte § gültig bis 12/28'],
  ['amex', 'json', card('37', 15), { number: '§' }],
  ['cvc', 'json', d(3), { card: { number: '', cvc: '§' } }],
  ['iban de', 'text', (f) => f.iban('DE', f.digits(18)), 'Bitte auf § überweisen'],
  ['iban spaced', 'text', (f) => f.iban('FR', f.digits(23)).replace(/(.{4})(?=.)/g, '$1 '), 'IBAN § BIC X'],
  ['email', 'text', s('greta.lindqvist@nordmail.se'), 'sent to § yesterday'],
  ['email json', 'json', s('j.okafor+shop@lagosmail.ng'), { customer: { contact: '§' } }],
  ['email url', 'url', s('m.rossi%40postaweb.it'), 'https://x.acme.io/u?email=§'],
  ['email header', 'text', s('ines.duarte@correio.pt'), 'From: Ines Duarte <§>'],
  ['phone intl', 'text', s('+49 151 23456789'), 'call § tomorrow'],
  ['phone us', 'text', s('(415) 555-0132'), 'my number is §'],
  ['phone json', 'json', s('+447911123456'), { phone: '§' }],
  ['ssn', 'text', s('536-22-8745'), 'SSN: §'],
  ['birth', 'json', s('1984-03-17'), { date_of_birth: '§' }],
  ['passport', 'text', s('C01X00T47'), 'Passport No. §'],
];

export const ninthCorpus = (): Sample[] => samplesOf('ninth', ROWS);
