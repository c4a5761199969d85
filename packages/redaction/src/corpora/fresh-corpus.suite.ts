import { deflateRawSync, gzipSync } from 'node:zlib';
import { type Fake, fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

type Make = (fake: Fake) => [as: Sample['as'], input: unknown, ...secrets: string[]];

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const b64url = (text: string): string => Buffer.from(text).toString('base64url');
const hexOf = (text: string): string => Buffer.from(text).toString('hex');
/** A key as most services give them, with letters of both cases and digits. */
const at = (prefix: string, secret: string): string => `${prefix}${secret}`;

/**
 * The third corpus, written by somebody who had not read a rule: what an agent's traffic, its tools'
 * output, its configuration and its logs hold. Its first measurement is in the README.
 */
const MAKERS: Readonly<Record<string, Make>> = {
  // log lines
  'logfmt with a session': (f) => {
    const s = f.alnum(32);
    return [
      'text',
      `ts=2026-10-02T11:04:09Z level=info msg="login ok" user_id=88123 session_id=${s} dur=12ms`,
      s,
    ];
  },
  'nginx access line': (f) => {
    const s = f.urlSafe(40);
    return [
      'text',
      `10.2.3.4 - - [02/Oct/2026:11:04:09 +0000] "GET /v2/export?format=csv&access_token=${s} HTTP/1.1" 200 5123 "-" "curl/8.9"`,
      s,
    ];
  },
  'python logger of headers': (f) => {
    const s = f.alnum(48);
    return [
      'text',
      `DEBUG:httpx:request headers={'accept': '*/*', 'x-api-key': '${s}', 'user-agent': 'python-httpx/0.28'}`,
      s,
    ];
  },
  'java toString': (f) => {
    const s = f.password();
    return ['text', `Config[url=jdbc:h2:mem, username=sa, password=${s}, poolSize=4]`, s];
  },
  'go struct dump': (f) => {
    const s = f.alnum(36);
    return ['text', `&{Host:db.internal Port:5432 User:app Password:${s} SSLMode:require}`, s];
  },
  'rust debug print': (f) => {
    const s = f.alnum(36);
    return ['text', `Credentials { client_id: "web", client_secret: Some("${s}"), scope: None }`, s];
  },
  'ruby inspect': (f) => {
    const s = f.hex(40);
    return ['text', `#<Client:0x000 @host="api.acme.io", @api_key="${s}", @timeout=5>`, s];
  },
  'php var_dump': (f) => {
    const s = f.alnum(22);
    return [
      'text',
      `array(2) {\n  ["user"]=>\n  string(3) "bob"\n  ["password"]=>\n  string(22) "${s}"\n}`,
      s,
    ];
  },
  'pino line with auth': (f) => {
    const s = f.urlSafe(44);
    return [
      'text',
      JSON.stringify({
        level: 30,
        time: 1_790_000_000_000,
        req: { method: 'GET', headers: { authorization: `Bearer ${s}` } },
      }),
      s,
    ];
  },
  'an error that quotes the key': (f) => {
    const s = f.alnum(44);
    return [
      'text',
      `AuthenticationError: 401 Incorrect API key provided: sk-proj-${s}. You can find your key in the dashboard.`,
      s,
    ];
  },
  'a refusal of a token': (f) => {
    const s = f.alnum(40);
    return ['text', `error: token "${s}" has expired, run acme login`, s];
  },
  'git remote with a token': (f) => {
    const s = f.alnum(36);
    return ['text', `origin\thttps://x-access-token:ghs_${s}@github.com/acme/app.git (fetch)`, s];
  },
  'git clone with a password': (f) => {
    const s = f.alnum(20);
    return ['text', `Cloning into 'app'... https://deploy:${s}@git.acme.internal/app.git`, s];
  },
  'systemd environment': (f) => {
    const s = f.alnum(30);
    return ['text', `Environment="ACME_AUTH_TOKEN=${s}" "NODE_ENV=production"`, s];
  },

  // files of configuration
  '.env with export and quotes': (f) => {
    const s = f.base64(44);
    return ['text', `# prod\nexport SESSION_SECRET='${s}'\nPORT=3000\n`, s];
  },
  '.env of several': (f) => {
    const [a, b, c] = [f.alnum(32), f.hex(64), f.password()];
    return ['text', `COHERE_API_KEY=${a}\nENCRYPTION_KEY=${b}\nSMTP_PASS=${c}\nLOG_LEVEL=debug`, a, b, c];
  },
  'YAML nested credentials': (f) => {
    const [a, b] = [f.alnum(18), f.alnum(40)];
    return ['text', `db:\n  user: app\n  password: ${a}\nslack:\n  signing_secret: "${b}"\n`, a, b];
  },
  'YAML name and value': (f) => {
    const s = f.alnum(32);
    return ['text', `env:\n  - name: DD_API_KEY\n    value: ${s}\n  - name: TZ\n    value: UTC\n`, s];
  },
  'TOML table': (f) => {
    const s = f.urlSafe(40);
    return ['text', `[auth]\nissuer = "https://id.acme.io"\nclient_secret = "${s}"\n`, s];
  },
  'HCL block': (f) => {
    const [a, b] = [f.upper(16), f.base64(40)];
    return [
      'text',
      `provider "aws" {\n  region     = "eu-west-1"\n  access_key = "AKIA${a}"\n  secret_key = "${b}"\n}`,
      a,
      b,
    ];
  },
  'terraform variable default': (f) => {
    const s = f.alnum(24);
    return ['text', `variable "db_password" {\n  type    = string\n  default = "${s}"\n}`, s];
  },
  'terraform state attribute': (f) => {
    const s = f.alnum(24);
    return [
      'json',
      { resources: [{ type: 'random_password', instances: [{ attributes: { length: 24, result: s } }] }] },
      s,
    ];
  },
  'kubernetes secret data': (f) => {
    const s = b64(f.password());
    return ['text', `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  pgpass: ${s}\n`, s];
  },
  'kubernetes secret stringData': (f) => {
    const s = f.alnum(26);
    return ['text', `kind: Secret\nstringData:\n  webhook: ${s}\n`, s];
  },
  'kubernetes secret as JSON': (f) => {
    const s = b64(f.alnum(20));
    return ['json', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app' }, data: { license: s } }, s];
  },
  kubeconfig: (f) => {
    const [a, b] = [f.urlSafe(60), b64(f.pem('EC PRIVATE KEY', 2))];
    return ['text', `users:\n- name: admin\n  user:\n    client-key-data: ${b}\n    token: ${a}\n`, a, b];
  },
  'docker compose': (f) => {
    const [a, b] = [f.alnum(16), f.alnum(20)];
    return [
      'text',
      `services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=${a}\n      - MINIO_ROOT_PASSWORD=${b}\n`,
      a,
      b,
    ];
  },
  Dockerfile: (f) => {
    const s = f.alnum(36);
    return ['text', `FROM node:24\nARG NPM_TOKEN=npm_${s}\nENV PORT=80\n`, s];
  },
  'docker config': (f) => {
    const s = b64(`bot:${f.alnum(24)}`);
    return ['json', { auths: { 'https://index.docker.io/v1/': { auth: s } } }, s];
  },
  'docker identity token': (f) => {
    const s = f.urlSafe(80);
    return ['json', { auths: { 'acme.azurecr.io': { identitytoken: s } } }, s];
  },
  npmrc: (f) => {
    const [a, b] = [f.uuid(), b64(f.password())];
    return [
      'text',
      `//registry.acme.io/:_authToken=${a}\n//old.acme.io/:_password=${b}\nalways-auth=true`,
      a,
      b,
    ];
  },
  yarnrc: (f) => {
    const s = f.alnum(40);
    return ['text', `npmScopes:\n  acme:\n    npmAuthToken: "${s}"\n`, s];
  },
  pypirc: (f) => {
    const s = f.urlSafe(140);
    return ['text', `[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc${s}\n`, s];
  },
  netrc: (f) => {
    const s = f.alnum(18);
    return ['text', `machine api.acme.io\n  login bot\n  password ${s}\n`, s];
  },
  pgpass: (f) => {
    const s = f.alnum(18);
    return ['text', `db.acme.io:5432:orders:app:${s}\n`, s];
  },
  'maven settings': (f) => {
    const s = f.alnum(22);
    return ['text', `<server><id>nexus</id><username>ci</username><password>${s}</password></server>`, s];
  },
  'web.config': (f) => {
    const s = f.password();
    return [
      'text',
      `<add name="Db" connectionString="Server=tcp:x.database.windows.net;User ID=app;Password=${s};Encrypt=True" />`,
      s,
    ];
  },
  'appSettings of .NET': (f) => {
    const s = f.base64(44);
    return ['text', `<appSettings><add key="JwtSigningKey" value="${s}"/></appSettings>`, s];
  },
  'properties file': (f) => {
    const s = f.alnum(20);
    return ['text', `spring.datasource.username=app\nspring.datasource.password=${s}\n`, s];
  },
  'ini with colon': (f) => {
    const s = f.base64(40);
    return ['text', `[default]\naws_access_key_id: AKIAIOSFODNN7QUALITY\naws_secret_access_key: ${s}\n`, s];
  },
  'aws session': (f) => {
    const [a, b] = [f.base64(40), f.base64(200)];
    return [
      'json',
      {
        Credentials: {
          AccessKeyId: `ASIA${f.upper(16)}`,
          SecretAccessKey: a,
          SessionToken: b,
          Expiration: '2026-10-02T12:00:00Z',
        },
      },
      a,
      b,
    ];
  },
  'gcp service account': (f) => {
    const s = f.base64(64);
    return [
      'json',
      {
        type: 'service_account',
        project_id: 'acme',
        private_key_id: f.hex(40),
        private_key: `-----BEGIN PRIVATE KEY-----\n${s}\n${s}\n-----END PRIVATE KEY-----\n`,
      },
      s,
    ];
  },
  'ansible vault file': (f) => {
    const s = f.hex(80);
    return ['text', `$ANSIBLE_VAULT;1.1;AES256\n${s}\n${s}\n`, s];
  },
  wireguard: (f) => {
    const s = `${f.base64(43)}=`;
    return ['text', `[Interface]\nPrivateKey = ${s}\nAddress = 10.0.0.2/32\n`, s];
  },
  'htpasswd line': (f) => {
    const s = f.alnum(22);
    return ['text', `admin:$apr1$${f.alnum(8)}$${s}\n`, s];
  },
  'shadow line': (f) => {
    const s = f.alnum(86);
    return ['text', `root:$6$${f.alnum(16)}$${s}:19700:0:99999:7:::`, s];
  },

  // commands
  'curl with a header': (f) => {
    const s = f.alnum(40);
    return [
      'text',
      `curl -sS https://api.acme.io/v1/me -H 'X-Auth-Key: ${s}' -H 'Accept: application/json'`,
      s,
    ];
  },
  'curl with a bearer': (f) => {
    const s = f.urlSafe(50);
    return ['text', `curl -X POST -H "Authorization: Bearer ${s}" -d '{}' https://api.acme.io`, s];
  },
  'curl with a user': (f) => {
    const s = f.alnum(16);
    return ['text', `curl --user admin:${s} http://10.0.0.9:9200/_cat/indices`, s];
  },
  'curl with a cookie': (f) => {
    const s = f.urlSafe(32);
    return ['text', `curl -b "sid=${s}; theme=dark" https://app.acme.io/inbox`, s];
  },
  'mysql short option': (f) => {
    const s = f.alnum(14);
    return ['text', `mysqldump -h db -u root -p${s} shop > shop.sql`, s];
  },
  'psql by environment': (f) => {
    const s = f.alnum(14);
    return ['text', `PGPASSWORD=${s} psql -h db -U app -c 'select 1'`, s];
  },
  sshpass: (f) => {
    const s = f.alnum(14);
    return ['text', `sshpass -p '${s}' ssh deploy@10.1.1.1 uptime`, s];
  },
  'redis-cli': (f) => {
    const s = f.alnum(24);
    return ['text', `redis-cli -h cache.acme.io -a ${s} ping`, s];
  },
  'docker login': (f) => {
    const s = f.alnum(30);
    return ['text', `docker login -u bot -p ${s} registry.acme.io`, s];
  },
  'gh secret set': (f) => {
    const s = f.alnum(30);
    return ['text', `gh secret set DEPLOY_KEY --body "${s}"`, s];
  },
  'an option with a space': (f) => {
    const s = f.alnum(32);
    return ['text', `acme deploy --api-token ${s} --region eu`, s];
  },
  'openssl pass': (f) => {
    const s = f.alnum(16);
    return ['text', `openssl enc -aes-256-cbc -pass pass:${s} -in a -out b`, s];
  },
  'argv in JSON': (f) => {
    const s = f.alnum(28);
    return ['json', { command: 'acme', args: ['--profile', 'prod', '--password', s, 'up'] }, s];
  },
  powershell: (f) => {
    const s = f.alnum(20);
    return [
      'text',
      `$env:ACME_SECRET = "${s}"; ConvertTo-SecureString -String "${s}" -AsPlainText -Force`,
      s,
    ];
  },

  // headers and cookies
  'digest authorization': (f) => {
    const [a, b] = [f.hex(32), f.alnum(24)];
    return [
      'headers',
      [
        [
          'Authorization',
          `Digest username="Mufasa", realm="x", nonce="${b}", uri="/dir", response="${a}", qop=auth, nc=00000001, cnonce="0a4f113b"`,
        ],
      ],
      a,
    ];
  },
  'AWS signature version 4': (f) => {
    const [a, b] = [f.hex(64), f.upper(16)];
    return [
      'headers',
      [
        [
          'Authorization',
          `AWS4-HMAC-SHA256 Credential=AKIA${b}/20261002/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${a}`,
        ],
      ],
      a,
      b,
    ];
  },
  'signature in a log line': (f) => {
    const s = f.hex(64);
    return [
      'text',
      `> Authorization: AWS4-HMAC-SHA256 Credential=ASIAQQQQWWWWEEEERRRR/20261002/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${s}`,
      s,
    ];
  },
  'HMAC scheme': (f) => {
    const s = `${f.base64(43)}=`;
    return ['headers', [['authorization', `HMAC-SHA256 SignedHeaders=x-ms-date;host&Signature=${s}`]], s];
  },
  'hawk scheme': (f) => {
    const s = `${f.base64(43)}=`;
    return ['text', `Authorization: Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", mac="${s}"`, s];
  },
  'OAuth 1': (f) => {
    const [a, b] = [f.alnum(42), f.base64(27)];
    return [
      'text',
      `Authorization: OAuth oauth_consumer_key="xvz1evFS4", oauth_token="${a}", oauth_signature="${encodeURIComponent(b)}%3D"`,
      a,
      encodeURIComponent(b),
    ];
  },
  'ApiKey scheme': (f) => {
    const s = b64(`id:${f.alnum(22)}`);
    return ['headers', [['Authorization', `ApiKey ${s}`]], s];
  },
  'Token scheme': (f) => {
    const s = f.hex(40);
    return ['text', `Authorization: Token ${s}`, s];
  },
  'SharedKey scheme': (f) => {
    const s = `${f.base64(43)}=`;
    return ['headers', [['authorization', `SharedKey acmestore:${s}`]], s];
  },
  'DPoP proof': (f) => {
    const s = f.jwt();
    return ['headers', [['dpop', s]], s];
  },
  negotiate: (f) => {
    const s = `YII${f.base64(120)}`;
    return ['headers', [['www-authenticate', `Negotiate ${s}`]], s];
  },
  'a webhook signature': (f) => {
    const s = f.hex(64);
    return ['headers', [['Stripe-Signature', `t=1790000000,v1=${s}`]], s];
  },
  'a hub signature': (f) => {
    const s = f.hex(64);
    return ['headers', [['x-hub-signature-256', `sha256=${s}`]], s];
  },
  'an unlisted header': (f) => {
    const s = f.alnum(26);
    return ['headers', [['x-acme-tenant-pass', s]], s];
  },
  'a header of Google': (f) => {
    const s = `AIza${f.urlSafe(35)}`;
    return ['headers', [['x-goog-api-key', s]], s];
  },
  cookies: (f) => {
    const [a, b] = [f.urlSafe(40), f.hex(32)];
    return ['headers', [['Cookie', `connect.sid=s%3A${a}; PHPSESSID=${b}; lang=de`]], a, b];
  },
  'set-cookie': (f) => {
    const s = f.urlSafe(64);
    return ['headers', [['set-cookie', `__Host-auth=${s}; Path=/; Secure; HttpOnly; SameSite=Lax`]], s];
  },
  'set-cookie in raw HTTP': (f) => {
    const s = f.urlSafe(64);
    return [
      'text',
      `HTTP/1.1 302 Found\r\nLocation: /home\r\nSet-Cookie: remember_me=${s}; Max-Age=2592000\r\n\r\n`,
      s,
    ];
  },
  'cookie jar line': (f) => {
    const s = f.urlSafe(40);
    return ['text', `#HttpOnly_.acme.io\tTRUE\t/\tTRUE\t1790000000\tsessionid\t${s}`, s];
  },
  'cookies of a browser tool': (f) => {
    const s = f.urlSafe(48);
    return ['json', { cookies: [{ name: 'cf_clearance', value: s, domain: '.acme.io', httpOnly: true }] }, s];
  },
  'HAR headers': (f) => {
    const [a, b] = [f.alnum(40), f.alnum(40)];
    return [
      'json',
      {
        request: {
          headers: [{ name: 'Authorization', value: `Bearer ${a}` }],
          cookies: [{ name: 'token', value: b }],
        },
      },
      a,
      b,
    ];
  },
  'raw headers list': (f) => {
    const s = f.alnum(40);
    return ['json', { rawHeaders: ['Host', 'api.acme.io', 'X-Api-Key', s, 'Accept', '*/*'] }, s];
  },
  'location with a code': (f) => {
    const s = f.urlSafe(48);
    return ['headers', [['location', `https://app.acme.io/callback?code=${s}&state=xyz`]], s];
  },
  'location with a fragment': (f) => {
    const s = f.urlSafe(60);
    return [
      'headers',
      [['location', `https://app.acme.io/#access_token=${s}&token_type=bearer&expires_in=3600`]],
      s,
    ];
  },

  // URLs
  'S3 presigned': (f) => {
    const [a, b] = [f.hex(64), f.upper(16)];
    return [
      'url',
      `https://acme.s3.amazonaws.com/r.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${b}%2F20261002%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=${a}`,
      a,
      b,
    ];
  },
  'S3 presigned in prose': (f) => {
    const [a, b] = [f.hex(64), f.base64(80)];
    return [
      'text',
      `Download it here: https://acme.s3.amazonaws.com/r.pdf?X-Amz-Security-Token=${encodeURIComponent(b)}&X-Amz-Signature=${a} (15 min).`,
      a,
      encodeURIComponent(b),
    ];
  },
  'S3 version 2 presigned': (f) => {
    const s = f.alnum(26);
    return [
      'url',
      `https://acme.s3.amazonaws.com/k?AWSAccessKeyId=AKIAQQQQWWWWEEEERRRR&Expires=1790000000&Signature=${s}%3D`,
      s,
    ];
  },
  'GCS signed': (f) => {
    const s = f.hex(512);
    return [
      'url',
      `https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=3600&X-Goog-Signature=${s}`,
      s,
    ];
  },
  'Azure SAS': (f) => {
    const s = encodeURIComponent(`${f.base64(43)}=`);
    return [
      'text',
      `blob: https://acme.blob.core.windows.net/c/b.bin?sv=2024-11-04&st=2026-10-02T00%3A00%3A00Z&se=2026-10-03&sr=b&sp=r&sig=${s}`,
      s,
    ];
  },
  'CloudFront signed': (f) => {
    const [a, b] = [f.urlSafe(342), f.upper(14)];
    return [
      'url',
      `https://d1.cloudfront.net/v.mp4?Expires=1790000000&Signature=${a}__&Key-Pair-Id=K${b}`,
      a,
    ];
  },
  'Slack webhook': (f) => {
    const s = f.alnum(24);
    return ['text', `notify: https://hooks.slack.com/services/T0${f.upper(9)}/B0${f.upper(9)}/${s}`, s];
  },
  'Discord webhook': (f) => {
    const s = f.urlSafe(68);
    return ['text', `POST https://discord.com/api/webhooks/1${f.digits(18)}/${s} 204`, s];
  },
  'Teams webhook': (f) => {
    const s = f.hex(32);
    return [
      'text',
      `https://acme.webhook.office.com/webhookb2/${f.uuid()}@${f.uuid()}/IncomingWebhook/${s}/${f.uuid()}`,
      s,
    ];
  },
  'Telegram bot URL': (f) => {
    const s = f.urlSafe(35);
    return ['text', `GET https://api.telegram.org/bot7${f.digits(9)}:${s}/getUpdates?offset=1`, s];
  },
  'Zapier hook': (f) => {
    const s = f.lower(7);
    return ['json', { hook: `https://hooks.zapier.com/hooks/catch/1234567/${s}/` }, s];
  },
  'Sentry DSN': (f) => {
    const s = f.hex(32);
    return ['text', `SENTRY_DSN=https://${s}@o4505.ingest.sentry.io/45051`, s];
  },
  'reset link': (f) => {
    const s = f.urlSafe(43);
    return [
      'text',
      `Hi Ana,\n\nReset your password: https://app.acme.io/password/reset/${s}\n\nIt expires in one hour.`,
      s,
    ];
  },
  'magic link': (f) => {
    const s = f.alnum(40);
    return ['text', `<a href="https://app.acme.io/auth/magic?t=${s}">Sign in</a>`, s];
  },
  'invitation link': (f) => {
    const s = f.alnum(32);
    return ['text', `Accept the invitation: https://team.acme.io/invite/${s}`, s];
  },
  'verify link': (f) => {
    const s = f.hex(48);
    return ['text', `Please confirm your address at https://acme.io/verify-email?uid=42&sig=${s}.`, s];
  },
  'unsubscribe link': (f) => {
    const s = f.urlSafe(90);
    return ['text', `https://click.acme.io/unsubscribe?token=${s}`, s];
  },
  'basic auth in a URL': (f) => {
    const s = f.password().replace('#', '!');
    return ['url', `https://svc:${encodeURIComponent(s)}@es.acme.io:9243/_search`, encodeURIComponent(s)];
  },
  'URL with an API key in the path': (f) => {
    const s = f.alnum(32);
    return ['url', `https://eth-mainnet.g.alchemy.com/v2/${s}`, s];
  },
  infura: (f) => {
    const s = f.hex(32);
    return ['text', `RPC: https://mainnet.infura.io/v3/${s}`, s];
  },
  'ntfy topic of a user': (f) => {
    const s = f.alnum(26);
    return ['url', `wss://stream.acme.io/ws?auth=${s}&v=2`, s];
  },

  // connection strings
  'postgres DSN': (f) => {
    const s = f.alnum(20);
    return [
      'text',
      `DATABASE_URL="postgresql://app:${s}@ep-x.eu-central-1.aws.neon.tech/main?sslmode=require"`,
      s,
    ];
  },
  'mongodb srv': (f) => {
    const s = f.alnum(16);
    return ['json', { uri: `mongodb+srv://app:${s}@cluster0.ab1cd.mongodb.net/?retryWrites=true` }, s];
  },
  'redis without a user': (f) => {
    const s = f.alnum(24);
    return ['text', `connecting to rediss://:${s}@eu1-x.upstash.io:6379`, s];
  },
  amqp: (f) => {
    const s = f.alnum(24);
    return ['text', `CELERY_BROKER = 'amqps://u:${s}@rabbit.acme.io/vh'`, s];
  },
  smtp: (f) => {
    const s = f.alnum(24);
    return ['text', `MAILER_DSN=smtp://postmaster%40acme.io:${s}@smtp.eu.mailgun.org:587`, s];
  },
  'libpq keywords': (f) => {
    const s = f.alnum(18);
    return [
      'text',
      `conn = psycopg.connect("host=db dbname=shop user=app password=${s} sslmode=require")`,
      s,
    ];
  },
  'azure storage': (f) => {
    const s = `${f.base64(86)}==`;
    return [
      'text',
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${s};EndpointSuffix=core.windows.net`,
      s,
    ];
  },
  'service bus': (f) => {
    const s = `${f.base64(43)}=`;
    return [
      'json',
      { bus: `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}` },
      s,
    ];
  },
  cosmos: (f) => {
    const s = `${f.base64(86)}==`;
    return ['text', `AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=${s};`, s];
  },
  'application insights': (f) => {
    const s = f.uuid();
    return [
      'text',
      `InstrumentationKey=${s};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`,
      s,
    ];
  },
  'jdbc URL': (f) => {
    const s = f.alnum(18);
    return ['text', `jdbc:sqlserver://db:1433;databaseName=x;user=sa;password=${s};encrypt=true`, s];
  },
  'jdbc oracle': (f) => {
    const s = f.alnum(14);
    return ['text', `jdbc:oracle:thin:scott/${s}@//db.acme.io:1521/XE`, s];
  },
  'mysql URL in a query': (f) => {
    const s = f.alnum(14);
    return ['text', `jdbc:mysql://db:3306/x?user=root&password=${s}&useSSL=false`, s];
  },
  'snowflake DSN': (f) => {
    const s = f.alnum(20);
    return ['text', `snowflake://ana:${s}@xy12345.eu-central-1/DB/PUBLIC?warehouse=WH`, s];
  },
  'kafka JAAS': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="K" password="${s}";`,
      s,
    ];
  },

  // keys
  'OpenSSH private key': (f) => {
    const s = f.base64(70);
    return ['text', `-----BEGIN OPENSSH PRIVATE KEY-----\n${s}\n${s}\n-----END OPENSSH PRIVATE KEY-----`, s];
  },
  'PGP private key': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${s}\n${s}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`,
      s,
    ];
  },
  'age key': (f) => {
    const s = f.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58);
    return ['text', `# created: 2026-10-02\nAGE-SECRET-KEY-1${s}`, s];
  },
  'PuTTY key': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n${s}\nPrivate-MAC: ${f.hex(64)}\n`,
      s,
    ];
  },
  'PKCS8 on one line': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\n${s}\\n${s}\\n-----END PRIVATE KEY-----\\n"`,
      s,
    ];
  },
  'indented key in YAML': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `tls:\n  key: |\n    -----BEGIN RSA PRIVATE KEY-----\n    ${s}\n    ${s}\n    -----END RSA PRIVATE KEY-----\n  port: 443`,
      s,
    ];
  },
  'key cut off before its end': (f) => {
    const s = f.base64(64);
    return ['text', `-----BEGIN EC PRIVATE KEY-----\n${s}\n${s}\n${s} … (truncated)`, s];
  },
  'bare PKCS8': (f) => {
    const s = f.base64(500);
    return ['json', { signing: `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${s}` }, s];
  },
  'private JWK': (f) => {
    const [a, b] = [f.urlSafe(43), f.urlSafe(43)];
    return ['json', { kty: 'EC', crv: 'P-256', x: f.urlSafe(43), y: b, d: a, use: 'sig' }, a];
  },
  'symmetric JWK': (f) => {
    const s = f.urlSafe(43);
    return ['json', { keys: [{ kty: 'oct', kid: 'h1', alg: 'HS256', k: s }] }, s];
  },
  'RSA JWK': (f) => {
    const [a, b] = [f.urlSafe(342), f.urlSafe(171)];
    return [
      'text',
      JSON.stringify({ kty: 'RSA', e: 'AQAB', n: f.urlSafe(342), d: a, p: b, q: b, dp: b }),
      a,
      b,
    ];
  },
  JWE: (f) => {
    const s = f.urlSafe(120);
    return [
      'text',
      `id=${b64url(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A256GCM' }))}.${s}.${f.urlSafe(16)}.${f.urlSafe(60)}.${f.urlSafe(22)}`,
      s,
    ];
  },
  'JWT in a sentence': (f) => {
    const s = f.jwt();
    return ['text', `The gateway sent me back ${s}, what does it say?`, s];
  },
  'SAML response': (f) => {
    const s = b64(
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><saml:Assertion ID="${f.hex(20)}"/></samlp:Response>`,
    );
    return ['text', `SAMLResponse=${encodeURIComponent(s)}&RelayState=%2Fhome`, encodeURIComponent(s)];
  },
  'SAML deflated': (f) => {
    const s = deflateRawSync(`<samlp:Response ID="${f.hex(40)}"/>`).toString('base64');
    return ['url', `https://sp.acme.io/acs?SAMLRequest=${encodeURIComponent(s)}`, encodeURIComponent(s)];
  },
  'ethereum key': (f) => {
    const s = f.hex(64);
    return ['text', `const wallet = new ethers.Wallet("0x${s}", provider);`, s];
  },
  'bitcoin key': (f) => {
    const s = f.of('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 50);
    return ['json', { wif: `5${s}` }, s];
  },
  'seed phrase': () => {
    const s = 'abandon ability able about above absent absorb abstract absurd abuse access accident';
    return ['text', `mnemonic: ${s}`, s];
  },
  'TOTP URI': (f) => {
    const s = f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32);
    return ['text', `otpauth://totp/Acme:ana?secret=${s}&issuer=Acme`, s];
  },
  'one time code': (f) => {
    const s = f.digits(6);
    return ['text', `Your Acme verification code is ${s}. Do not share it.`, s];
  },
  'one time code in JSON': (f) => {
    const s = f.digits(6);
    return ['json', { otp: s, channel: 'sms' }, s];
  },
  'recovery codes': (f) => {
    const [a, b] = [`${f.lower(5)}-${f.lower(5)}`, `${f.lower(5)}-${f.lower(5)}`];
    return ['json', { recovery_codes: [a, b] }, a, b];
  },
  'a PIN': (f) => {
    const s = f.digits(4);
    return ['json', { card: { pin: s } }, s];
  },

  // JSON and what is in it
  'JSON in a JSON string': (f) => {
    const s = f.alnum(30);
    return ['json', { body: JSON.stringify({ user: 'ana', credentials: { password: s } }) }, s];
  },
  'JSON three deep': (f) => {
    const s = f.alnum(30);
    return ['json', { a: JSON.stringify({ b: JSON.stringify({ client_secret: s }) }) }, s];
  },
  'arguments of a tool call': (f) => {
    const s = f.alnum(24);
    return [
      'json',
      {
        tool_calls: [
          { function: { name: 'login', arguments: JSON.stringify({ username: 'ana', password: s }) } },
        ],
      },
      s,
    ];
  },
  'JSON percent-encoded': (f) => {
    const s = f.alnum(30);
    return ['text', `payload=${encodeURIComponent(JSON.stringify({ api_key: s, n: 1 }))}&x=1`, s];
  },
  'JSON base64': (f) => {
    const s = b64(JSON.stringify({ user: 'ana', password: f.alnum(20) }));
    return ['json', { state: s }, s];
  },
  'JSON hex': (f) => {
    const s = hexOf(JSON.stringify({ refresh_token: f.alnum(30) }));
    return ['json', { blob: s }, s];
  },
  'JSON gzipped': (f) => {
    const s = gzipSync(JSON.stringify({ refresh_token: f.alnum(30) })).toString('base64');
    return ['json', { data: s }, s];
  },
  'camel case names': (f) => {
    const [a, b, c] = [f.alnum(20), f.alnum(20), f.alnum(20)];
    return ['json', { clientSecret: a, privateToken: b, apiKeyV2: c, maxTokens: 4096 }, a, b, c];
  },
  'foreign names': (f) => {
    const [a, b, c] = [f.alnum(12), f.alnum(12), f.alnum(12)];
    return ['json', { contraseña: a, mot_de_passe: b, passwort: c }, a, b, c];
  },
  'a secret under an array': (f) => {
    const [a, b] = [f.alnum(24), f.alnum(24)];
    return ['json', { api_keys: [a, b] }, a, b];
  },
  'a secret under an object': (f) => {
    const s = f.alnum(24);
    return ['json', { password: { current: s, changed_at: '2026-01-01' } }, s];
  },
  'key and value pairs': (f) => {
    const s = f.alnum(24);
    return ['json', [{ key: 'STRIPE_WEBHOOK_SECRET', value: s, type: 'encrypted' }], s];
  },
  'GraphQL variables': (f) => {
    const s = f.alnum(14);
    return [
      'json',
      { query: 'mutation($p: String!) { login(password: $p) { ok } }', variables: { p: s } },
      s,
    ];
  },
  'GraphQL literal': (f) => {
    const s = f.alnum(14);
    return ['text', `mutation { signIn(input: { email: "ana", password: "${s}" }) { token } }`, s];
  },
  'GraphQL answer': (f) => {
    const s = f.urlSafe(48);
    return ['json', { data: { signIn: { token: s } } }, s];
  },
  'OAuth token answer': (f) => {
    const [a, b] = [f.urlSafe(48), f.urlSafe(48)];
    return ['json', { access_token: a, refresh_token: b, token_type: 'Bearer', expires_in: 3600 }, a, b];
  },
  'OAuth token form': (f) => {
    const [a, b] = [f.urlSafe(48), f.urlSafe(43)];
    return ['text', `grant_type=authorization_code&code=${a}&client_id=web&code_verifier=${b}`, a, b];
  },
  'client assertion': (f) => {
    const s = f.jwt();
    return ['text', `client_assertion_type=urn%3Aietf&client_assertion=${s}`, s];
  },
  'a temporary key of a realtime session': (f) => {
    const s = f.alnum(40);
    return ['json', { id: 'sess_1', client_secret: { value: `ek_${s}`, expires_at: 1_790_000_000 } }, s];
  },
  'MCP server configuration': (f) => {
    const [a, b] = [f.alnum(40), f.alnum(30)];
    return [
      'json',
      {
        mcpServers: {
          gh: {
            command: 'npx',
            args: ['-y', 'server', `--token=${b}`],
            env: { GITHUB_PERSONAL_ACCESS_TOKEN: a },
          },
        },
      },
      a,
      b,
    ];
  },

  // tables, markup, forms
  'CSV column': (f) => {
    const [a, b] = [f.alnum(12), f.alnum(12)];
    return ['text', `id,login,password,created\n1,ana,${a},2026-01-01\n2,bo,"${b}",2026-01-02\n`, a, b];
  },
  'TSV column': (f) => {
    const s = f.alnum(30);
    return ['text', `name\tapi_key\tplan\nacme\t${s}\tpro\n`, s];
  },
  'semicolon column': (f) => {
    const s = f.alnum(30);
    return ['text', `Name;Secret;Plan\nacme;${s};pro\n`, s];
  },
  'markdown table': (f) => {
    const s = f.alnum(14);
    return ['text', `| service | user | password |\n|---|---|---|\n| vpn | ana | ${s} |\n`, s];
  },
  'markdown list': (f) => {
    const s = f.alnum(14);
    return ['text', `- **Username:** ana\n- **Password:** \`${s}\`\n`, s];
  },
  'psql output': (f) => {
    const s = f.hex(40);
    return ['text', ` id |  api_token \n----+------------\n  1 | ${s}\n(1 row)`, s];
  },
  'HTML hidden input': (f) => {
    const s = f.urlSafe(40);
    return [
      'text',
      `<form><input type="hidden" name="csrf_token" value="${s}"><input type=submit></form>`,
      s,
    ];
  },
  'HTML password input': (f) => {
    const s = f.alnum(12);
    return ['text', `<input id="pw" type="password" value="${s}"/>`, s];
  },
  'HTML meta': (f) => {
    const s = f.base64(86);
    return ['text', `<meta name="csrf-token" content="${s}==">`, s];
  },
  'SOAP header': (f) => {
    const s = f.password();
    return [
      'text',
      `<wsse:UsernameToken><wsse:Username>ana</wsse:Username><wsse:Password Type="x#PasswordText">${s}</wsse:Password></wsse:UsernameToken>`,
      s,
    ];
  },
  'XML attribute': (f) => {
    const s = f.alnum(22);
    return ['text', `<connection host="db" user="app" pwd="${s}" />`, s];
  },
  'XML CDATA': (f) => {
    const s = f.alnum(22);
    return ['text', `<apiKey><![CDATA[${s}]]></apiKey>`, s];
  },
  'multipart form': (f) => {
    const s = f.alnum(16);
    return ['text', `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s}\r\n--x--\r\n`, s];
  },
  'urlencoded form': (f) => {
    const s = f.alnum(16);
    return ['text', `username=ana%40acme.io&password=${s}&remember=1`, s];
  },
  'protobuf text': (f) => {
    const s = f.alnum(24);
    return ['text', `user { name: "ana" credentials { password: "${s}" } }`, s];
  },
  plist: (f) => {
    const s = f.alnum(24);
    return ['text', `<key>AuthToken</key>\n<string>${s}</string>`, s];
  },
  LDIF: (f) => {
    const s = f.base64(28);
    return ['text', `dn: uid=ana,ou=people\nuserPassword: {SSHA}${s}\n`, s];
  },
  'python dict': (f) => {
    const s = f.alnum(24);
    return ['text', `{'user': 'ana', 'auth': ('ana', '${f.alnum(3)}'), 'passwd': '${s}', 'ok': True}`, s];
  },
  'python keyword argument': (f) => {
    const s = f.alnum(24);
    return ['text', `client = Acme(base_url="https://x", api_key="${s}", timeout=10)`, s];
  },
  'python bytes': (f) => {
    const s = f.alnum(32);
    return ['text', `SECRET_KEY = b'${s}'`, s];
  },
  'JS util.inspect': (f) => {
    const s = f.alnum(24);
    return ['text', `{\n  user: 'ana',\n  authToken: '${s}',\n  [Symbol(x)]: 1\n}`, s];
  },
  'JS map': (f) => {
    const s = f.alnum(24);
    return ['text', `Map(1) { 'password' => '${s}' }`, s];
  },
  'JS assignment to a header': (f) => {
    const s = f.alnum(24);
    return ['text', `headers["X-Api-Key"] = "${s}";`, s];
  },
  'SQL create user': (f) => {
    const s = f.alnum(14);
    return ['text', `CREATE USER app WITH ENCRYPTED PASSWORD '${s}';`, s];
  },
  'SQL identified by': (f) => {
    const s = f.alnum(14);
    return ['text', `ALTER USER 'root'@'%' IDENTIFIED BY '${s}';`, s];
  },
  'SQL update': (f) => {
    const s = f.alnum(14);
    return ['text', `UPDATE users SET password = '${s}' WHERE id = 7`, s];
  },
  'SQL insert': (f) => {
    const s = f.alnum(32);
    return ['text', `INSERT INTO accounts (id, email_ok, api_key) VALUES (1, true, '${s}')`, s];
  },
  'password hash': (f) => {
    const s = f.alnum(53);
    return ['json', { user: 'ana', hash: `$2b$12$${s}` }, s];
  },
  'argon2 hash': (f) => {
    const s = f.base64(43);
    return ['text', `ana $argon2id$v=19$m=65536,t=3,p=4$${f.base64(22)}$${s}`, s];
  },

  // events
  'SSE deltas of text': (f) => {
    const s = f.alnum(40);
    const events = [`The key is sk-ant-api03-${s.slice(0, 9)}`, s.slice(9, 21), s.slice(21), ' as you asked.']
      .map(
        (text) =>
          `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`,
      )
      .join('');
    return ['text', events, s.slice(0, 9), s.slice(9, 21), s.slice(21)];
  },
  'SSE deltas of arguments': (f) => {
    const s = f.alnum(24);
    const events = ['{"user":"ana","pass', `word":"${s.slice(0, 11)}`, `${s.slice(11)}","n":1}`]
      .map(
        (part) =>
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: part } }] } }] })}\n\n`,
      )
      .join('');
    return ['text', `${events}data: [DONE]\n\n`, s.slice(0, 11), s.slice(11)];
  },
  'SSE deltas of a response': (f) => {
    const s = f.alnum(36);
    const events = ['Use ghp_', s.slice(0, 18), s.slice(18), ' now']
      .map(
        (delta) =>
          `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', item_id: 'm1', output_index: 0, content_index: 0, delta })}\n\n`,
      )
      .join('');
    return ['text', events, s.slice(0, 18), s.slice(18)];
  },
  'SSE of plain text': (f) => {
    const s = f.alnum(30);
    return ['text', `data: hello\n\ndata: token=${s}\n\n`, s];
  },
  'JSON lines': (f) => {
    const [a, b] = [f.alnum(24), f.alnum(24)];
    return ['bytes', `{"id":1,"secret":"${a}"}\n{"id":2,"secret":"${b}"}\n`, a, b];
  },
  'Gemini stream': (f) => {
    const s = f.urlSafe(35);
    const events = ['key AIza', s.slice(0, 15), s.slice(15)]
      .map(
        (text) =>
          `data: ${JSON.stringify({ candidates: [{ index: 0, content: { parts: [{ text }], role: 'model' } }] })}\r\n\r\n`,
      )
      .join('');
    return ['text', events, s.slice(0, 15), s.slice(15)];
  },

  // vendors, in shapes that differ from their documentation's
  'tokens of model vendors': (f) => {
    const keys = [
      at('sk-svcacct-', f.urlSafe(60)),
      at('sk-admin-', f.urlSafe(60)),
      at('sk-ant-oat01-', f.urlSafe(86)),
      at('sk-or-v1-', f.hex(64)),
      at('gsk_', f.alnum(52)),
      at('xai-', f.alnum(80)),
      at('pplx-', f.alnum(48)),
      at('hf_', f.of('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', 34)),
      at('r8_', f.alnum(37)),
      at('nvapi-', f.urlSafe(64)),
      at('csk-', f.lower(48)),
      at('tgp_v1_', f.urlSafe(43)),
      at('fw_', f.alnum(24)),
      at('sk-', f.hex(32)),
      at('pa-', f.urlSafe(43)),
      at('jina_', f.alnum(60)),
    ];
    return ['text', keys.map((key) => `saw ${key} there`).join('\n'), ...keys.map((key) => key.slice(-20))];
  },
  'tokens of agent tools': (f) => {
    const keys = [
      at('lsv2_pt_', `${f.hex(32)}_${f.hex(10)}`),
      at('sk-lf-', f.uuid()),
      at('tvly-dev-', f.alnum(32)),
      at('fc-', f.hex(32)),
      at('e2b_', f.hex(40)),
      at('bb_live_', f.urlSafe(27)),
      at('pcsk_', `${f.alnum(6)}_${f.alnum(60)}`),
      at('m0-', f.alnum(40)),
      at('tr_prod_', f.alnum(20)),
      at('signkey-prod-', f.hex(64)),
      at('sk-helicone-', `${f.lower(7)}-${f.lower(7)}-${f.lower(7)}`),
      at('ctx7sk-', f.uuid()),
    ];
    return ['json', keys, ...keys.map((key) => key.slice(-16))];
  },
  'tokens of forges': (f) => {
    const keys = [
      at('github_pat_', `${f.alnum(22)}_${f.alnum(59)}`),
      at('gho_', f.alnum(36)),
      at('ghu_', f.alnum(36)),
      at('glpat-', f.urlSafe(20)),
      at('glrt-', f.urlSafe(20)),
      at('gldt-', f.urlSafe(20)),
      at('ATBB', f.alnum(32)),
      at('ATATT3xFfGF0', f.urlSafe(180)),
      at('npm_', f.alnum(36)),
      at('dckr_pat_', f.urlSafe(27)),
      at('rubygems_', f.hex(48)),
      at('bkua_', f.hex(40)),
      at('CCIPAT_', `${f.alnum(22)}_${f.hex(40)}`),
      at('sgp_', f.hex(40)),
    ];
    return ['text', keys.map((key) => `"${key}"`).join(', '), ...keys.map((key) => key.slice(-16))];
  },
  'tokens of clouds': (f) => {
    const keys = [
      at('dop_v1_', f.hex(64)),
      at('hvs.', f.urlSafe(90)),
      at('pul-', f.hex(40)),
      at('FlyV1 fm2_', f.base64(90)),
      at('rnd_', f.alnum(28)),
      at('sbp_', f.hex(40)),
      at('sb_secret_', `${f.urlSafe(22)}_${f.urlSafe(8)}`),
      at('pscale_tkn_', f.urlSafe(43)),
      at('napi_', f.lower(60)),
      at('tskey-auth-', `${f.alnum(16)}-${f.alnum(32)}`),
      at('dp.pt.', f.alnum(43)),
      at('nfp_', f.alnum(36)),
      at('vcp_', f.alnum(56)),
      at('HRKU-AA', f.urlSafe(58)),
      at('ops_eyJ', f.urlSafe(250)),
      at('dapi', `${f.hex(32)}-2`),
    ];
    return ['text', keys.join('\n'), ...keys.map((key) => key.slice(-16))];
  },
  'tokens of services': (f) => {
    const keys = [
      at('rk_live_', f.alnum(24)),
      at('whsec_', f.alnum(32)),
      at('SG.', `${f.urlSafe(22)}.${f.urlSafe(43)}`),
      at('re_', `${f.alnum(8)}_${f.alnum(24)}`),
      at('xkeysib-', `${f.hex(64)}-${f.alnum(16)}`),
      at('lin_api_', f.alnum(40)),
      at('ntn_', f.alnum(46)),
      at('figd_', f.urlSafe(40)),
      at('pat', `${f.alnum(14)}.${f.hex(64)}`),
      at('shpat_', f.hex(32)),
      at('xoxb-', `${f.digits(12)}-${f.digits(12)}-${f.alnum(24)}`),
      at('xapp-1-', `A${f.upper(10)}-${f.digits(13)}-${f.hex(64)}`),
      at('PMAK-', `${f.hex(24)}-${f.hex(34)}`),
      at('NRAK-', f.upper(27)),
      at('glsa_', `${f.alnum(32)}_${f.hex(8)}`),
      at('sntrys_', `eyJ${f.base64(80)}_${f.base64(43)}`),
      at('phx_', f.alnum(43)),
      at('pat-na1-', f.uuid()),
      at('sk.eyJ1I', `${f.urlSafe(60)}.${f.urlSafe(22)}`),
      at('GOCSPX-', f.urlSafe(28)),
      at('ya29.', f.urlSafe(120)),
      at('1//0', f.urlSafe(60)),
      at('EAAA', f.urlSafe(60)),
      at('cal_live_', f.hex(32)),
    ];
    return [
      'text',
      keys.map((key, index) => `${index}) ${key};`).join(' '),
      ...keys.map((key) => key.slice(-16)),
    ];
  },
  'azure application secret': (f) => {
    const s = `${f.alnum(3)}8Q~${f.urlSafe(34)}`;
    return ['text', `the new value is ${s} (copy it now)`, s];
  },
  'discord bot token': (f) => {
    const s = `MT${f.alnum(22)}.G${f.alnum(5)}.${f.urlSafe(38)}`;
    return ['text', `client.login("${s}")`, s];
  },
  'okta header': (f) => {
    const s = `00${f.urlSafe(40)}`;
    return ['text', `Authorization: SSWS ${s}`, s];
  },
  'twilio pair': (f) => {
    const s = f.hex(32);
    return ['text', `TWILIO_ACCOUNT_SID=AC${f.hex(32)}\nTWILIO_AUTH_TOKEN=${s}`, s];
  },
  'mailchimp key': (f) => {
    const s = f.hex(32);
    return ['text', `using ${s}-us14 to list audiences`, s];
  },
  'datadog pair in headers': (f) => {
    const [a, b] = [f.hex(32), f.hex(40)];
    return [
      'headers',
      [
        ['DD-API-KEY', a],
        ['DD-APPLICATION-KEY', b],
      ],
      a,
      b,
    ];
  },

  // people
  'card with spaces': (f) => {
    const s = f.card('4', 16).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `please charge ${s} exp 04/29`, s];
  },
  'card of fifteen': (f) => {
    const s = f.card('37', 15);
    return [
      'json',
      { note: `amex ${s.slice(0, 4)} ${s.slice(4, 10)} ${s.slice(10)}` },
      `${s.slice(4, 10)} ${s.slice(10)}`,
    ];
  },
  'card as a number': (f) => {
    const s = f.card('52', 16);
    return ['json', { pan: Number(s) }, s];
  },
  'card in a query': (f) => {
    const s = f.card('6011', 16);
    return ['url', `https://pay.acme.io/tokenize?cc=${s}`, s];
  },
  'card with dashes': (f) => {
    const s = f.card('5', 16).replace(/(.{4})(?=.)/g, '$1-');
    return ['text', `CC: ${s}`, s];
  },
  CVV: (f) => {
    const s = f.digits(3);
    return ['json', { card: { cvv: s } }, s];
  },
  'IBAN with spaces': (f) => {
    const s = f.iban('DE', f.digits(18)).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `Bitte überweisen Sie auf ${s} bis Freitag.`, s];
  },
  'IBAN in lower case': (f) => {
    const s = f.iban('FR', f.digits(23)).toLowerCase();
    return ['json', { account: s }, s];
  },
  'IBAN of the Netherlands in CSV': (f) => {
    const s = f.iban('NL', `ABNA${f.digits(10)}`);
    return ['text', `name,account,amount\nAna,${s},10.00\n`, s];
  },
  'e-mail in prose': () => [
    'text',
    'Write to Maria.Gonzalez+billing@mail.acme-corp.co.uk, she knows.',
    'Maria.Gonzalez',
  ],
  'e-mail percent-encoded': () => [
    'url',
    'https://acme.io/u?email=maria.gonzalez%40acme.io',
    'maria.gonzalez',
  ],
  mailto: () => ['text', '<a href="mailto:jan.kowalski@firma.pl">mail</a>', 'jan.kowalski'],
  'e-mail with a name': () => ['json', { from: 'Jan Kowalski <jan.kowalski@firma.pl>' }, 'jan.kowalski@'],
  'e-mail of another alphabet': () => ['text', 'pišite na petra.novák@pošta.cz hned', 'petra.novák@pošta.cz'],
  'e-mail of an example': () => ['json', { user: { email: 'alice.smith@example.com' } }, 'alice.smith'],
  'phone international': () => ['text', 'Call me at +49 151 2345 6789 after six.', '2345 6789'],
  'phone of the United States': () => ['text', 'Phone: (415) 682-9034', '682-9034'],
  'phone with dots': () => ['text', 'reach us: 415.682.9034 ext 5', '682.9034'],
  'phone as a URI': () => ['text', '<a href="tel:+442071838750">call</a>', '2071838750'],
  'phone by its name': () => ['json', { phone_number: '0151 23456789' }, '23456789'],
  'phone of an SMS tool': () => ['json', { to: '+14156829034', body: 'hi' }, '4156829034'],
  'social security number': () => ['text', 'SSN 536-22-8917 on file', '536-22-8917'],
  'social security number by name': () => ['json', { ssn: '536228917' }, '536228917'],
  'passport by name': () => ['json', { passport_number: 'C01X00T47' }, 'C01X00T47'],
  'date of birth by name': () => ['json', { date_of_birth: '1984-03-12' }, '1984-03-12'],
  'a password in a sentence': (f) => {
    const s = f.password();
    return ['text', `my password is ${s} and the username is ana`, s];
  },
  'a password in another sentence': (f) => {
    const s = f.alnum(12);
    return ['text', `Log in as admin with the password "${s}".`, s];
  },
  'a key in a chat': (f) => {
    const s = f.alnum(40);
    return ['json', { role: 'user', content: `here's my api key: ${s} please use it` }, s];
  },
  'login and password with a slash': (f) => {
    const s = f.alnum(12);
    return ['text', `Credentials: admin / ${s}`, s];
  },
};

/** Fakes in contexts that no rule was made from. */
export const freshCorpus = (): Sample[] =>
  Object.entries(MAKERS).map(([label, make]) => {
    const [as, input, ...secrets] = make(fakes(`fresh:${label}`));
    return { label, as, input, secrets };
  });
