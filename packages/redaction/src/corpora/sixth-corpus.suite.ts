import { gzipSync } from 'node:zlib';
import { type Fake } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';
import { type Row, samplesOf } from './rows.suite.ts';

/** Fakes of unusual kinds, written for the sixth measurement: clouds, pipelines, signed addresses, connections, files of keys, forms, streams. */
export const sixthCorpus = (): Sample[] => [...samplesOf('sixth', ROWS), ...encoded()];

const password = (f: Fake): string => f.password();
const alnum =
  (length: number) =>
  (f: Fake): string =>
    f.alnum(length);
const hex =
  (length: number) =>
  (f: Fake): string =>
    f.hex(length);
const base64 =
  (length: number) =>
  (f: Fake): string =>
    f.base64(length);
const url =
  (length: number) =>
  (f: Fake): string =>
    f.urlSafe(length);

const ROWS: readonly Row[] = [
  // clouds and vendors
  ['cloudflare r2', 'text', hex(64), 'R2_ACCESS_KEY_ID=4f2a99b1\nR2_SECRET_ACCESS_KEY=§\nR2_BUCKET=assets'],
  ['fly token', 'text', (f) => `FlyV1 fm2_${f.base64(120)}`, 'fly.toml deploy\nFLY_API_TOKEN="§" fly deploy'],
  [
    'neon',
    'text',
    (f) => `npg_${f.alnum(12)}`,
    'DATABASE_URL=postgresql://neondb_owner:§@ep-cool-a1.eu-central-1.aws.neon.tech/neondb?sslmode=require',
  ],
  ['turso', 'json', (f) => f.jwt(), { url: 'libsql://app-acme.turso.io', authToken: '§' }],
  [
    'upstash rest',
    'text',
    (f) => `A${f.base64(57)}==`,
    'UPSTASH_REDIS_REST_URL=https://eu1-a.upstash.io\nUPSTASH_REDIS_REST_TOKEN=§',
  ],
  [
    'modal',
    'text',
    (f) => `as-${f.alnum(22)}`,
    'modal token set --token-id ak-9fK2mQ7xWv31LpZr8sTdBn --token-secret §',
  ],
  [
    'together',
    'headers',
    hex(64),
    [
      ['authorization', 'Bearer §'],
      ['accept', 'application/json'],
    ],
  ],
  ['groq in code', 'text', (f) => `gsk_${f.alnum(52)}`, "const groq = new Groq({ apiKey: '§' });"],
  [
    'openrouter',
    'text',
    (f) => `sk-or-v1-${f.hex(64)}`,
    'curl https://openrouter.ai/api/v1/key -H "Authorization: Bearer §"',
  ],
  ['perplexity', 'json', (f) => `pplx-${f.alnum(48)}`, { env: { PPLX: '§' } }],
  ['voyage', 'text', (f) => `pa-${f.urlSafe(43)}`, 'voyageai.Client(api_key="§")'],
  ['elevenlabs', 'headers', (f) => `sk_${f.hex(48)}`, [['xi-api-key', '§']]],
  ['langfuse', 'text', (f) => `sk-lf-${f.uuid()}`, 'LANGFUSE_SECRET_KEY: §'],
  ['langsmith', 'text', (f) => `lsv2_pt_${f.hex(32)}_${f.hex(10)}`, 'export LANGCHAIN_API_KEY=§'],
  ['pinecone', 'json', (f) => `pcsk_${f.alnum(6)}_${f.alnum(63)}`, { pinecone: { key: '§', index: 'docs' } }],
  [
    'supabase secret',
    'text',
    (f) => `sb_secret_${f.urlSafe(31)}`,
    'createClient("https://a.supabase.co", "§")',
  ],
  ['planetscale', 'text', (f) => `pscale_pw_${f.urlSafe(43)}`, 'mysql -h aws.connect.psdb.cloud -u 7x -p§'],
  ['doppler', 'text', (f) => `dp.st.prd.${f.alnum(43)}`, 'doppler run --token=§ -- node app.js'],
  ['infisical', 'text', (f) => `st.${f.hex(24)}.${f.hex(32)}.${f.hex(32)}`, 'infisical export --token §'],
  ['1password service account', 'text', (f) => `ops_eyJ${f.base64(240)}`, 'OP_SERVICE_ACCOUNT_TOKEN=§'],
  ['tailscale', 'text', (f) => `tskey-auth-${f.alnum(12)}CNTRL-${f.alnum(32)}`, 'tailscale up --authkey §'],
  ['netlify', 'json', (f) => `nfp_${f.alnum(36)}`, { args: ['deploy', '--auth', '§', '--prod'] }],
  ['vercel blob', 'text', (f) => `vercel_blob_rw_${f.alnum(16)}_${f.alnum(32)}`, 'BLOB_READ_WRITE_TOKEN="§"'],
  ['render hook', 'url', alnum(11), 'https://api.render.com/deploy/srv-cq1a2b3c4d5e6f7g8h9i?key=§'],
  ['azure openai', 'json', hex(32), { headers: { 'api-key': '§', 'content-type': 'application/json' } }],
  [
    'azure function',
    'url',
    (f) => `${f.urlSafe(54)}==`,
    'https://acme.azurewebsites.net/api/resize?code=§&name=a',
  ],
  ['alibaba', 'text', alnum(30), 'AccessKeyId: LTAI5tKx9QzR1mWv8LpN2b\nAccessKeySecret: §'],
  ['tencent', 'json', alnum(32), { SecretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA', SecretKey: '§' }],
  ['hetzner', 'text', alnum(64), 'provider "hcloud" {\n  token = "§"\n}'],
  ['ovh', 'text', alnum(32), '[ovh-eu]\napplication_key=7kbG7Bk7S9Nt7ZSV\nconsumer_key=§'],
  // pipelines
  [
    'github fine-grained',
    'text',
    (f) => `github_pat_${f.alnum(22)}_${f.alnum(59)}`,
    'git clone https://oauth2:§@github.com/acme/infra.git',
  ],
  [
    'github app',
    'json',
    (f) => `ghs_${f.alnum(36)}`,
    { token: '§', expires_at: '2026-01-01T00:00:00Z', permissions: { contents: 'read' } },
  ],
  [
    'gitlab ci job',
    'text',
    (f) => `glcbt-64_${f.urlSafe(20)}`,
    '$ curl --header "JOB-TOKEN: §" https://gitlab.acme.io/api/v4/projects/1/packages',
  ],
  [
    'gitlab runner',
    'text',
    (f) => `glrt-t1_${f.urlSafe(20)}`,
    '[[runners]]\n  name = "shell"\n  token = "§"\n  executor = "shell"',
  ],
  ['buildkite', 'text', (f) => `bkua_${f.hex(40)}`, 'Authorization: Bearer §'],
  ['circleci', 'text', (f) => `CCIPAT_${f.alnum(22)}_${f.hex(40)}`, 'circleci setup --token § --no-prompt'],
  ['jenkins crumb', 'headers', hex(64), [['Jenkins-Crumb', '§']]],
  [
    'terraform cloud',
    'text',
    (f) => `${f.alnum(14)}.atlasv1.${f.alnum(67)}`,
    'credentials "app.terraform.io" {\n  token = "§"\n}',
  ],
  ['argocd', 'text', (f) => f.jwt(), 'argocd app sync web --auth-token §'],
  ['sonar', 'text', (f) => `squ_${f.hex(40)}`, 'mvn sonar:sonar -Dsonar.token=§'],
  ['snyk', 'text', (f) => f.uuid(), 'SNYK_TOKEN=§ snyk test'],
  ['codecov upload', 'text', (f) => f.uuid(), 'CODECOV_TOKEN: §'],
  // webhooks
  ['stripe signature', 'headers', hex(64), [['stripe-signature', 't=1767521472,v1=§']]],
  ['svix', 'json', (f) => `whsec_${f.base64(32)}`, { endpoint: { url: 'https://a.example/hook', key: '§' } }],
  ['slack signing', 'text', hex(32), 'SLACK_SIGNING_SECRET=§'],
  ['discord hook', 'url', url(68), 'https://discord.com/api/webhooks/1049512345678901234/§'],
  [
    'teams workflow',
    'url',
    url(43),
    'https://prod-01.westeurope.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=§',
  ],
  [
    'google chat',
    'url',
    url(43),
    'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=AIzaSyDummyPublicKeyForChat0000000000000&token=§',
  ],
  ['zapier catch', 'url', (f) => f.lower(7), 'https://hooks.zapier.com/hooks/catch/1234567/§/'],
  ['n8n hook', 'url', (f) => f.uuid(), 'https://n8n.acme.io/webhook/§'],
  // signed addresses
  [
    's3',
    'url',
    hex(64),
    'https://b.s3.eu-west-1.amazonaws.com/r.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260104T101112Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=§',
  ],
  [
    's3 session',
    'url',
    (f) => `IQoJb3JpZ2luX2Vj${f.alnum(200)}`,
    'https://b.s3.amazonaws.com/r.pdf?X-Amz-Security-Token=§&X-Amz-Expires=900',
  ],
  [
    'gcs',
    'url',
    hex(512),
    'https://storage.googleapis.com/b/r.pdf?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=900&X-Goog-Signature=§',
  ],
  [
    'azure sas',
    'url',
    (f) => `${f.alnum(42)}%3D`,
    'https://acme.blob.core.windows.net/c/r.pdf?sv=2024-11-04&se=2026-01-05T00%3A00%3A00Z&sr=b&sp=r&sig=§',
  ],
  [
    'cloudfront',
    'url',
    (f) => `${f.urlSafe(340)}__`,
    'https://d111.cloudfront.net/v.mp4?Expires=1767600000&Signature=§&Key-Pair-Id=K2JCJMDEHXQW5F',
  ],
  [
    'cloudfront cookies',
    'text',
    url(340),
    'Cookie: CloudFront-Policy=eyJTdGF0ZW1lbnQiOlt7fV19; CloudFront-Signature=§; CloudFront-Key-Pair-Id=K2JCJMDEHXQW5F',
  ],
  ['bunny', 'url', url(43), 'https://cdn.acme.io/v/1.m3u8?token=§&expires=1767600000'],
  ['mux', 'url', (f) => f.jwt(), 'https://stream.mux.com/abc.m3u8?token=§'],
  // connections
  ['jdbc oracle', 'text', password, 'jdbc:oracle:thin:scott/§@//db.acme.io:1521/ORCLPDB1'],
  [
    'jdbc sqlserver',
    'text',
    password,
    'jdbc:sqlserver://db.acme.io:1433;databaseName=app;user=sa;password=§;encrypt=true',
  ],
  [
    'odbc',
    'text',
    password,
    'Driver={ODBC Driver 18 for SQL Server};Server=tcp:db.acme.io,1433;Uid=app;Pwd={§};Encrypt=yes;',
  ],
  ['snowflake', 'text', password, 'snowflake://loader:§@xy12345.eu-central-1/DB/PUBLIC?warehouse=WH'],
  ['amqps', 'text', alnum(24), 'BROKER=amqps://svc:§@b-1.mq.eu-west-1.amazonaws.com:5671/%2F'],
  [
    'mongo srv',
    'text',
    (f) => encodeURIComponent(f.password()),
    'mongodb+srv://app:§@c0.ab1cd.mongodb.net/?retryWrites=true&w=majority',
  ],
  ['redis tls', 'text', alnum(44), 'rediss://default:§@redis-1.acme.cache.amazonaws.com:6379/0'],
  ['nats', 'text', (f) => `SU${f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 56)}`, 'nats --nkey seed §'],
  [
    'kafka jaas',
    'text',
    password,
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="svc" password="§";',
  ],
  ['kafka jaas json', 'json', password, { 'sasl.username': 'svc', 'sasl.password': '§' }],
  [
    'clickhouse',
    'text',
    password,
    'clickhouse-client --host ch.acme.io --user app --password "§" --query "select 1"',
  ],
  [
    'ldap bind',
    'text',
    password,
    'ldapsearch -x -H ldaps://ldap.acme.io -D cn=svc,dc=acme,dc=io -w "§" "(uid=jo)"',
  ],
  ['smtp url', 'text', password, 'MAILER_DSN=smtp://relay%40acme.io:§@smtp.eu.mailgun.org:587'],
  [
    'go mysql dsn',
    'text',
    alnum(18),
    'db, err := sql.Open("mysql", "app:§@tcp(10.0.0.5:3306)/app?parseTime=true")',
  ],
  [
    'ado.net',
    'json',
    password,
    { ConnectionStrings: { Default: 'Server=db;Database=app;User Id=app;Password=§;' } },
  ],
  [
    'service bus',
    'text',
    (f) => `${f.base64(43)}=`,
    'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§',
  ],
  [
    'cosmos',
    'text',
    (f) => `${f.base64(86)}==`,
    'AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=§;',
  ],
  // files
  ['kubeconfig token', 'text', (f) => f.jwt(), 'users:\n- name: ci\n  user:\n    token: §'],
  [
    'kubeconfig key',
    'text',
    base64(400),
    'users:\n- name: admin\n  user:\n    client-certificate-data: LS0tLS1CRUdJTg==\n    client-key-data: §',
  ],
  ['npmrc', 'text', (f) => `npm_${f.alnum(36)}`, '//registry.npmjs.org/:_authToken=§\nalways-auth=true'],
  [
    'npmrc password',
    'text',
    (f) => Buffer.from(f.password()).toString('base64'),
    '//npm.acme.io/:username=ci\n//npm.acme.io/:_password=§',
  ],
  [
    'pypirc',
    'text',
    (f) => `pypi-AgEIcHlwaS5vcmc${f.urlSafe(140)}`,
    '[pypi]\nusername = __token__\npassword = §',
  ],
  ['netrc', 'text', alnum(20), 'machine api.heroku.com\n  login ci@acme.io\n  password §\n'],
  [
    'docker config',
    'json',
    (f) => Buffer.from(`ci:${f.password()}`).toString('base64'),
    { auths: { 'ghcr.io': { auth: '§' } } },
  ],
  ['identitytoken', 'json', (f) => f.jwt(), { auths: { 'acme.azurecr.io': { identitytoken: '§' } } }],
  ['gradle', 'text', password, 'signing.keyId=24875D73\nsigning.password=§\nossrhUsername=acme'],
  [
    'maven settings',
    'text',
    password,
    '<server>\n  <id>central</id>\n  <username>ci</username>\n  <password>§</password>\n</server>',
  ],
  ['cargo', 'text', (f) => `cio${f.alnum(32)}`, '[registry]\ntoken = "§"'],
  ['gem', 'text', (f) => `rubygems_${f.hex(48)}`, '---\n:rubygems_api_key: §'],
  [
    'composer',
    'json',
    hex(64),
    { 'http-basic': { 'repo.packagist.com': { username: 'token', password: '§' } } },
  ],
  ['git credentials', 'text', hex(40), 'https://ci:§@gitea.acme.io'],
  ['rclone', 'text', url(44), '[s3]\ntype = s3\naccess_key_id = 9fK2mQ\nsecret_access_key = §'],
  [
    'tfstate',
    'json',
    alnum(24),
    { resources: [{ type: 'random_password', instances: [{ attributes: { length: 24, result: '§' } }] }] },
  ],
  [
    'tfstate output',
    'json',
    alnum(24),
    { outputs: { admin: { value: '§', type: 'string', sensitive: true } } },
  ],
  ['helm values', 'text', password, 'postgresql:\n  auth:\n    postgresPassword: "§"\n    database: app'],
  ['ansible', 'text', password, 'ansible_user: deploy\nansible_become_password: §'],
  ['wg', 'text', (f) => `${f.base64(43)}=`, '[Interface]\nPrivateKey = §\nAddress = 10.7.0.2/32'],
  [
    'openvpn inline',
    'text',
    hex(32),
    '<tls-crypt>\n-----BEGIN OpenVPN Static key V1-----\n§\n-----END OpenVPN Static key V1-----\n</tls-crypt>',
  ],
  // keys
  ['jwk rsa', 'json', url(86), { kty: 'RSA', n: 'sXchDa', e: 'AQAB', d: '§' }],
  ['jwk oct', 'json', url(43), { keys: [{ kty: 'oct', k: '§', alg: 'HS256' }] }],
  ['pkcs8', 'text', (f) => f.base64(64), '-----BEGIN PRIVATE KEY-----\n§\n-----END PRIVATE KEY-----'],
  [
    'pkcs8 one line',
    'json',
    (f) => f.base64(64),
    { private_key: '-----BEGIN PRIVATE KEY-----\n§\n-----END PRIVATE KEY-----\n' },
  ],
  [
    'openssh',
    'text',
    (f) => f.base64(70),
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE§\n-----END OPENSSH PRIVATE KEY-----',
  ],
  [
    'putty',
    'text',
    (f) => f.base64(64),
    'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n§\nPrivate-MAC: 00ff',
  ],
  [
    'age',
    'text',
    (f) => `AGE-SECRET-KEY-1${f.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
    '# created: 2026-01-04\n§',
  ],
  [
    'pgp',
    'text',
    (f) => f.base64(64),
    '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQVYBGV§\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----',
  ],
  // shapes of requests and answers
  [
    'graphql variables',
    'json',
    password,
    {
      query: 'mutation($i: SignIn!) { signIn(input: $i) { ok } }',
      variables: { i: { email: 'a', password: '§' } },
    },
  ],
  ['graphql inline', 'text', password, 'mutation { signIn(login: "jo", password: "§") { token } }'],
  [
    'soap wsse',
    'text',
    password,
    '<wsse:UsernameToken><wsse:Username>svc</wsse:Username><wsse:Password Type="...#PasswordText">§</wsse:Password></wsse:UsernameToken>',
  ],
  [
    'soap body',
    'text',
    password,
    '<soap:Body><Login xmlns="urn:a"><user>svc</user><pwd>§</pwd></Login></soap:Body>',
  ],
  [
    'multipart',
    'text',
    password,
    '--b1\r\nContent-Disposition: form-data; name="password"\r\n\r\n§\r\n--b1--\r\n',
  ],
  [
    'multipart token',
    'text',
    alnum(32),
    '--b1\r\ncontent-disposition: form-data; name="access_token"\r\n\r\n§\r\n--b1--',
  ],
  [
    'sse split',
    'text',
    (f) => `sk_live_${f.alnum(24)}`,
    'data: {"delta":{"text":"the key is §"}}\n\ndata: [DONE]\n\n',
  ],
  [
    'tool arguments',
    'json',
    password,
    { function: { name: 'login', arguments: JSON.stringify({ user: 'jo', password: '§' }) } },
  ],
  [
    'tool arguments twice',
    'json',
    alnum(32),
    { input: JSON.stringify({ body: JSON.stringify({ apiKey: '§' }) }) },
  ],
  [
    'bash tool',
    'json',
    alnum(36),
    { name: 'bash', input: { command: 'curl -sH "X-Auth-Key: §" https://api.acme.io/v1/zones' } },
  ],
  [
    'laravel cookie',
    'headers',
    (f) => `eyJpdiI6${f.base64(180)}`,
    [['set-cookie', 'laravel_session=§; path=/; httponly']],
  ],
  [
    'rails cookie',
    'headers',
    (f) => `${f.base64(120)}--${f.base64(16)}`,
    [['cookie', '_acme_session=§; locale=en']],
  ],
  ['django', 'text', (f) => f.alnum(32), 'Cookie: sessionid=§; csrftoken=abc'],
  [
    'next-auth',
    'text',
    (f) => `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..${f.urlSafe(16)}.${f.urlSafe(200)}.${f.urlSafe(22)}`,
    'cookie: __Secure-next-auth.session-token=§',
  ],
  ['csv', 'text', password, 'id,username,password,active\n1,jo,§,true\n'],
  ['csv quoted', 'text', alnum(32), '"name";"api_key";"created"\n"ci";"§";"2026-01-04"\n'],
  [
    'hidden input',
    'text',
    alnum(40),
    '<input type="hidden" name="authenticity_token" value="§" autocomplete="off">',
  ],
  ['meta csrf', 'text', alnum(40), '<meta name="csrf-token" content="§">'],
  [
    'magic link',
    'text',
    url(43),
    'Click to sign in: https://app.acme.io/auth/magic?token=§ (valid for 15 minutes)',
  ],
  ['magic path', 'text', url(43), 'Sign in: https://app.acme.io/login/verify/§'],
  [
    'otp mail',
    'text',
    (f) => f.digits(6),
    'Subject: Your Acme sign-in code\n\nYour code is §. It expires in 10 minutes.',
  ],
  ['otp sms', 'text', (f) => f.digits(6), '§ is your Acme verification code. Do not share it.'],
  [
    'otpauth',
    'text',
    (f) => f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32),
    'otpauth://totp/Acme:jo?secret=§&issuer=Acme',
  ],
  [
    'mnemonic',
    'text',
    () => 'ripple scissors kick mammal hire column oak again sun offer wealth tomorrow',
    'Seed phrase: §',
  ],
  ['eth key', 'text', (f) => `0x${f.hex(64)}`, 'PRIVATE_KEY=§ npx hardhat run deploy.ts'],
  // people
  ['iban fr', 'text', (f) => f.iban('FR', f.digits(23)), 'Merci de virer sur l’IBAN §.'],
  [
    'iban nl spaced',
    'text',
    (f) => f.iban('NL', `ABNA${f.digits(10)}`).replace(/(.{4})(?=.)/g, '$1 '),
    'Overmaken naar § t.n.v. Acme',
  ],
  ['card amex', 'text', (f) => f.card('37', 15), 'Charge amex § for 120 EUR'],
  ['card dashed', 'json', (f) => f.card('52', 16).replace(/(.{4})(?=.)/g, '$1-'), { note: 'card §' }],
  ['phone br', 'text', () => '+55 11 91234-5678', 'WhatsApp: §'],
  ['phone in', 'text', () => '+91 98765 43210', 'Call Priya on §'],
  ['phone jp', 'text', () => '090-1234-5678', '電話番号は§です'],
  ['phone de', 'json', () => '0171 2345678', { telefon: '§' }],
  ['email', 'text', () => 'lena.fischer@posteo.de', 'Forwarded by §'],
  ['cpf', 'text', () => '529.982.247-25', 'CPF do titular: §'],
  ['aadhaar', 'text', () => '2345 6789 0124', 'Aadhaar number: §'],
  ['dni', 'text', () => '12345678Z', 'DNI: §'],
  ['pesel', 'json', () => '44051401359', { pesel: '§' }],
  ['passport', 'text', () => 'C01X00T47', 'Passport number: §'],
];

/** What is wrapped in other encodings. */
function encoded(): Sample[] {
  const secret = 'sk_live_9fK2mQ7xWv31LpZr8sTdBnYc';
  const body = JSON.stringify({ api_key: secret });
  const of = (label: string, as: Sample['as'], input: unknown, secrets: string[]): Sample => ({
    label,
    as,
    input,
    secrets,
  });
  const inBase64 = Buffer.from(body).toString('base64');
  return [
    of('base64 body', 'json', { body: inBase64, isBase64Encoded: true }, [inBase64]),
    of('gzip bytes', 'bytes', gzipSync(body), [gzipSync(body).toString('latin1')]),
    of('percent form', 'text', `payload=${encodeURIComponent(body)}&v=1`, [secret]),
    of('hex', 'json', { raw: Buffer.from(body).toString('hex') }, [Buffer.from(body).toString('hex')]),
    of(
      'deltas',
      'text',
      secret
        .match(/.{1,7}/g)
        ?.map((text) => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`)
        .join(''),
      [secret.slice(7, 14)],
    ),
  ];
}
