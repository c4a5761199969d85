import { generateKeyPairSync } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

const f = fakes('thirteenth corpus');
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = '0123456789ABCDEF';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const b64u = (text: string): string => Buffer.from(text).toString('base64url');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const pct = encodeURIComponent;
const cut = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
const sse = (events: readonly unknown[], event?: string): string =>
  events
    .map(
      (data) =>
        `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    )
    .join('');

/** What stands around a secret, and what of it must not be left where that is another writing of it. */
type Row = readonly [
  label: string,
  as: Sample['as'],
  secret: string,
  input: (secret: string) => unknown,
  gone?: (secret: string) => string[],
];

const STREAMS: readonly Row[] = [
  [
    'sse openai chat delta content',
    'bytes',
    `sk-proj-${f.urlSafe(60)}T3BlbkFJ${f.urlSafe(60)}`,
    (s) =>
      sse([
        ...cut(`Sure, the key is ${s} .`, 7).map((content, i) => ({
          id: 'chatcmpl-9',
          object: 'chat.completion.chunk',
          created: 1764000000 + i,
          model: 'gpt-5.2',
          choices: [{ index: 0, delta: { content }, finish_reason: null }],
        })),
        '[DONE]',
      ]),
  ],
  [
    'sse openai chat tool args',
    'bytes',
    f.password(),
    (s) =>
      sse([
        ...cut(JSON.stringify({ host: 'db.acme.io', user: 'app', password: s, port: 5432 }), 5).map((a) => ({
          id: 'chatcmpl-9',
          choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: a } }] } }],
        })),
        '[DONE]',
      ]),
  ],
  [
    'sse openai two tools interleaved',
    'bytes',
    f.alnum(32),
    (s) =>
      sse(
        [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
          {
            choices: [
              {
                index: 0,
                delta: {
                  tool_calls: [
                    {
                      index: 0,
                      function: { arguments: cut(JSON.stringify({ api_key: s, q: 'abcdefg' }), 8)[i] ?? '' },
                    },
                  ],
                },
              },
            ],
          },
          {
            choices: [
              {
                index: 0,
                delta: {
                  tool_calls: [
                    {
                      index: 1,
                      function: {
                        arguments:
                          cut(JSON.stringify({ city: 'Paris', unit: 'celsius', days: 3 }), 6)[i] ?? '',
                      },
                    },
                  ],
                },
              },
            ],
          },
        ]),
      ),
  ],
  [
    'sse anthropic text',
    'bytes',
    `ghp_${f.alnum(36)}`,
    (s) =>
      sse(
        cut(`Use ${s} to push`, 6).map((text) => ({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'text_delta', text },
        })),
        'content_block_delta',
      ),
  ],
  [
    'sse anthropic input_json',
    'bytes',
    f.urlSafe(40),
    (s) =>
      sse(
        cut(JSON.stringify({ url: 'https://api.acme.io', headers: { Authorization: `Bearer ${s}` } }), 4).map(
          (partial_json) => ({
            type: 'content_block_delta',
            index: 1,
            delta: { type: 'input_json_delta', partial_json },
          }),
        ),
        'content_block_delta',
      ),
  ],
  [
    'sse anthropic thinking',
    'bytes',
    f.password(),
    (s) =>
      sse(
        cut(`The user gave the password: ${s}. I should not repeat it.`, 3).map((thinking) => ({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'thinking_delta', thinking },
        })),
        'content_block_delta',
      ),
  ],
  [
    'sse gemini',
    'bytes',
    `xoxb-${f.digits(12)}-${f.digits(12)}-${f.alnum(24)}`,
    (s) =>
      sse(
        cut(`token ${s} ok`, 9).map((text) => ({
          candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }],
          modelVersion: 'gemini-3-pro',
        })),
      ),
  ],
  [
    'sse responses function_call_arguments',
    'bytes',
    f.hex(40),
    (s) =>
      sse(
        cut(JSON.stringify({ action: 'login', access_token: s }), 6).map((delta, i) => ({
          type: 'response.function_call_arguments.delta',
          item_id: 'fc_1',
          output_index: 0,
          sequence_number: i,
          delta,
        })),
        'response.function_call_arguments.delta',
      ),
  ],
  [
    'sse responses output_text',
    'bytes',
    `re_${f.alnum(8)}_${f.alnum(24)}`,
    (s) =>
      sse(
        cut(`RESEND=${s}`, 4).map((delta, i) => ({
          type: 'response.output_text.delta',
          item_id: 'msg_1',
          output_index: 0,
          content_index: 0,
          sequence_number: i,
          delta,
        })),
        'response.output_text.delta',
      ),
  ],
  [
    'sse mistral card',
    'bytes',
    f.card('4', 16),
    (s) =>
      sse(
        cut(`Card ${s.replace(/(.{4})(?=.)/g, '$1 ')} exp 09/28`, 5).map((content) => ({
          id: 'x',
          object: 'chat.completion.chunk',
          model: 'mistral-large-latest',
          choices: [{ index: 0, delta: { content } }],
        })),
      ),
    (s) => [s.replace(/(.{4})(?=.)/g, '$1 '), s],
  ],
  [
    'ndjson ollama email',
    'bytes',
    `maria.${f.of(LOWER, 7)}@${f.of(LOWER, 6)}.es`,
    (s) =>
      cut(`Escribe a ${s} hoy`, 4)
        .map((content) =>
          JSON.stringify({
            model: 'llama4',
            created_at: '2026-11-02T10:00:00Z',
            message: { role: 'assistant', content },
            done: false,
          }),
        )
        .join('\n') + '\n',
  ],
  [
    'ndjson langgraph',
    'bytes',
    f.password(),
    (s) =>
      cut(`DB_PASSWORD=${s}`, 5)
        .map((c) => JSON.stringify({ event: 'on_chat_model_stream', data: { chunk: { content: c } } }))
        .join('\n') + '\n',
  ],
  [
    'sse vercel ai ui stream',
    'bytes',
    f.password(),
    (s) =>
      sse([
        ...cut(`{"email":"a@example.com","password":"${s}"}`, 6).map((inputTextDelta) => ({
          type: 'tool-input-delta',
          toolCallId: 'call_1',
          inputTextDelta,
        })),
        '[DONE]',
      ]),
  ],
  [
    'sse vercel text-delta',
    'bytes',
    f.alnum(40),
    (s) => sse(cut(`My api key is ${s}`, 5).map((delta) => ({ type: 'text-delta', id: '0', delta }))),
  ],
  [
    'vercel data stream v1',
    'text',
    f.alnum(36),
    (s) =>
      cut(`secret: ghp_${s}\n`, 6)
        .map((t) => `0:${JSON.stringify(t)}\n`)
        .join(''),
  ],
  [
    'mcp sse tool result',
    'bytes',
    f.password(),
    (s) =>
      sse(
        [
          {
            jsonrpc: '2.0',
            id: 4,
            result: { content: [{ type: 'text', text: JSON.stringify({ username: 'svc', password: s }) }] },
          },
        ],
        'message',
      ),
  ],
  [
    'mcp call arguments',
    'json',
    f.hex(64),
    (s) => ({
      jsonrpc: '2.0',
      id: 9,
      method: 'tools/call',
      params: {
        name: 'http_get',
        arguments: { url: 'https://x.acme.io', headers: [{ name: 'X-Auth-Token', value: s }] },
      },
    }),
  ],
  [
    'realtime ws function args',
    'bytes',
    f.password(),
    (s) =>
      cut(JSON.stringify({ wifi_password: s }), 4)
        .map((delta) =>
          JSON.stringify({
            type: 'response.function_call_arguments.delta',
            event_id: 'event_1',
            response_id: 'resp_1',
            item_id: 'item_1',
            output_index: 0,
            call_id: 'call_1',
            delta,
          }),
        )
        .join('\n'),
  ],
  [
    'sse multi-line data',
    'bytes',
    f.urlSafe(43),
    (s) => `event: log\ndata: POST /login\ndata: {"session_token":\ndata:   "${s}"}\n\n`,
  ],
  [
    'sse crlf openai',
    'bytes',
    f.alnum(48),
    (s) =>
      cut(`{"apiKey":"${s}"}`, 5)
        .map(
          (a) =>
            `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: a } }] } }] })}\r\n\r\n`,
        )
        .join(''),
  ],
  [
    'bedrock converse',
    'bytes',
    f.password(),
    (s) =>
      cut(`{"pin":"4821","passphrase":"${s}"}`, 5)
        .map((input) =>
          JSON.stringify({ contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input } } } }),
        )
        .join('\n'),
  ],
  [
    'sse delta one char each',
    'bytes',
    f.alnum(30),
    (s) =>
      sse(
        Array.from(`Authorization: Bearer ${s}`).map((content) => ({
          choices: [{ index: 0, delta: { content } }],
        })),
      ),
  ],
];

const FORMS: readonly Row[] = [
  ['form login', 'text', f.password(), (s) => `username=bob&password=${pct(s)}&remember=1`, (s) => [pct(s)]],
  ['form refresh', 'text', f.urlSafe(60), (s) => `grant_type=refresh_token&refresh_token=${s}`],
  [
    'form pkce',
    'text',
    f.urlSafe(43),
    (s) => `grant_type=authorization_code&code_verifier=${s}&client_id=abc`,
  ],
  [
    'form assertion',
    'text',
    f.jwt(),
    (s) => `grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=${s}`,
  ],
  [
    'multipart',
    'text',
    f.password(),
    (s) =>
      `--X\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s}\r\n--X\r\nContent-Disposition: form-data; name="q"\r\n\r\nhello\r\n--X--\r\n`,
  ],
  ['otp form', 'text', f.digits(6), (s) => `phone_verified=1&otp=${s}&device=x`],
  ['form xhtml', 'text', f.password(), (s) => `<input type="password" name="pwd" value="${s}">`],
  ['csrf html', 'text', f.urlSafe(86), (s) => `<meta name="csrf-token" content="${s}==">`],
  [
    'aspnet viewstate',
    'text',
    f.urlSafe(80),
    (s) => `<input name="__RequestVerificationToken" type="hidden" value="CfDJ8${s}" />`,
  ],
];

const CONNECTIONS: readonly Row[] = [
  [
    'azure storage conn',
    'text',
    f.urlSafe(80),
    (s) =>
      `DefaultEndpointsProtocol=https;AccountName=acmeprod;AccountKey=${s};EndpointSuffix=core.windows.net`,
  ],
  [
    'servicebus',
    'text',
    f.base64(43) + '=',
    (s) =>
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s};EntityPath=q`,
  ],
  [
    'cosmos',
    'text',
    f.base64(86) + '==',
    (s) => `AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=${s};`,
  ],
  [
    'iothub',
    'text',
    f.base64(43) + '=',
    (s) => `HostName=acme.azure-devices.net;DeviceId=d1;SharedAccessKey=${s}`,
  ],
  [
    'eventgrid sig',
    'text',
    f.base64(172),
    (s) =>
      `SharedAccessSignature sr=https%3A%2F%2Facme.servicebus.windows.net&sig=${pct(s)}&se=1764000000&skn=Root`,
    (s) => [pct(s)],
  ],
  [
    'appinsights',
    'text',
    f.uuid(),
    (s) => `InstrumentationKey=${s};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`,
  ],
];

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const pem = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const mid = pem.split('\n')[10] ?? '';

const KEYS: readonly Row[] = [
  [
    'openssh',
    'text',
    f.base64(70),
    (s) =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n${s}\n${f.base64(40)}=\n-----END OPENSSH PRIVATE KEY-----`,
  ],
  [
    'pgp',
    'text',
    f.base64(64),
    (s) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGc\n${s}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----`,
  ],
  ['jwk oct', 'json', f.urlSafe(43), (s) => ({ keys: [{ kty: 'oct', k: s, alg: 'HS256' }] })],
  ['wireguard', 'text', f.base64(43) + '=', (s) => `[Interface]\nPrivateKey = ${s}\nAddress = 10.0.0.2/32\n`],
  ['eth key', 'text', f.hex(64), (s) => `PRIVATE_KEY=0x${s}`],
  [
    'mnemonic',
    'text',
    'abandon ability able about above absent absorb abstract absurd abuse access accident',
    () => `MNEMONIC="legal winner thank year wave sausage worth useful legal winner thank yellow"`,
    () => ['winner thank year'],
  ],
  ['wif', 'json', 'K' + f.alnum(51), (s) => ({ wallet: { privateKey: s } })],
  [
    'p12 json',
    'json',
    f.base64(400),
    (s) => ({ pkcs12: { p12_base64: s, password: 'changeit-77Q' } }),
    () => ['changeit-77Q'],
  ],
  [
    'ppk',
    'text',
    f.base64(160),
    (s) =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 2\n${s.slice(0, 64)}\n${s.slice(64, 100)}\nPrivate-MAC: ${f.hex(64)}`,
    (s) => [s.slice(0, 64)],
  ],
  ['pem', 'text', mid, () => `key:\n${pem}`],
  ['pem in json', 'json', mid, () => ({ type: 'service_account', private_key: pem })],
  ['pem in yaml', 'text', mid, () => `tls:\n  key: |\n${pem.replace(/^/gm, '    ')}\nreplicas: 2`],
  [
    'jwk rsa',
    'json',
    String(rsa.privateKey.export({ format: 'jwk' }).d),
    () => ({ keys: [{ kid: 'a1', ...rsa.privateKey.export({ format: 'jwk' }) }] }),
  ],
  [
    'jwk ec',
    'json',
    String(ec.privateKey.export({ format: 'jwk' }).d),
    () => ({ keys: [{ kid: 'a1', ...ec.privateKey.export({ format: 'jwk' }) }] }),
  ],
  [
    'jwk ed',
    'json',
    String(ed.privateKey.export({ format: 'jwk' }).d),
    () => ({ keys: [{ kid: 'a1', ...ed.privateKey.export({ format: 'jwk' }) }] }),
  ],
];

const CONFIGURATION: readonly Row[] = [
  [
    'docker config',
    'json',
    f.alnum(36),
    (s) => ({ auths: { 'ghcr.io': { auth: b64(`bob:${s}`) } } }),
    (s) => [b64(`bob:${s}`)],
  ],
  [
    'dockerconfigjson',
    'text',
    b64(JSON.stringify({ auths: { 'reg.acme.io': { username: 'ci', password: f.password() } } })),
    (s) =>
      `apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${s}\n`,
    (s) => [s.slice(30, 70)],
  ],
  [
    'k8s secret',
    'text',
    f.base64(24),
    (s) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  db-url: ${b64('x://' + s)}\n  flag: ${b64(s)}\n`,
    (s) => [b64(s), b64('x://' + s)],
  ],
  [
    'k8s secret json',
    'json',
    f.password(),
    (s) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'x' },
      data: { username: b64('admin'), thing: b64(s) },
    }),
    (s) => [b64(s)],
  ],
  ['k8s stringData', 'text', f.password(), (s) => `kind: Secret\nstringData:\n  smtp: "${s}"\n`],
  [
    'kubeconfig',
    'text',
    f.jwt(),
    (s) =>
      `users:\n- name: admin\n  user:\n    token: ${s}\n    client-key-data: ${b64(pem).slice(0, 800)}\n`,
    (s) => [s, b64(pem).slice(200, 260)],
  ],
  [
    'tfstate',
    'json',
    f.password(),
    (s) => ({
      version: 4,
      terraform_version: '1.14.0',
      resources: [
        {
          type: 'aws_db_instance',
          instances: [{ attributes: { engine: 'postgres', username: 'root', password: s, port: 5432 } }],
        },
      ],
      outputs: { db_pass: { value: s, type: 'string', sensitive: true } },
    }),
  ],
  [
    'tfstate output sensitive',
    'json',
    f.alnum(30),
    (s) => ({ outputs: { connection: { value: s, type: 'string', sensitive: true } } }),
  ],
  ['tfvars', 'text', f.password(), (s) => `region = "eu-west-1"\ndb_master_password = "${s}"\n`],
  ['npmrc', 'text', 'npm_' + f.alnum(36), (s) => `//registry.example.test/:_authToken=${s}\n`],
  [
    'npmrc _auth',
    'text',
    b64('bob:' + f.password()),
    (s) =>
      `@acme:registry=https://npm.acme.io/\n//npm.acme.io/:_auth=${s}\n//npm.acme.io/:_password=${b64(f.password())}`,
  ],
  ['netrc', 'text', f.password(), (s) => `machine api.acme.io login bob password ${s}\n`],
  ['pypirc', 'text', f.password(), (s) => `[pypi]\nusername = __token__\npassword = ${s}\n`],
  [
    'pip extra index',
    'text',
    f.password().replace(/[#%]/g, '-'),
    (s) => `--extra-index-url https://ci:${s}@pypi.acme.io/simple`,
  ],
  [
    'maven settings',
    'text',
    f.password(),
    (s) =>
      `<server>\n  <id>nexus</id>\n  <username>deploy</username>\n  <password>${s}</password>\n</server>`,
  ],
  [
    'gradle properties',
    'text',
    f.password(),
    (s) => `signing.keyId=24875D73\nsigning.password=${s}\nossrhPassword=${s}1\n`,
  ],
  [
    'cargo credentials',
    'text',
    f.alnum(35),
    (s) => `[registry]\ntoken = "cio${s}"\n[registries.acme]\ntoken = "Bearer ${s}x"\n`,
  ],
  [
    'composer auth',
    'json',
    f.password(),
    (s) => ({ 'http-basic': { 'repo.acme.io': { username: 'x', password: s } } }),
  ],
  ['nuget config', 'text', f.lower(46), (s) => `<add key="ClearTextPassword" value="${s}" />`],
  [
    'ansible',
    'text',
    f.password(),
    (s) => `[web]\nh1 ansible_host=10.0.0.4 ansible_user=root ansible_ssh_pass=${s}\n`,
  ],
  [
    'aws credentials',
    'text',
    f.base64(40),
    (s) => `[default]\naws_access_key_id = AKIA${f.of(BASE32, 16)}\naws_secret_access_key = ${s}\n`,
  ],
  ['my.cnf', 'text', f.password(), (s) => `[client]\nuser=root\npassword="${s}"\n`],
  ['pgpass', 'text', f.password(), (s) => `db.acme.io:5432:prod:app:${s}\n`],
  [
    'php config',
    'text',
    f.password(),
    (s) => `define('DB_PASSWORD', '${s}');\ndefine('AUTH_KEY', '${f.alnum(60)}');`,
  ],
  [
    'django settings',
    'text',
    f.password(),
    (s) =>
      `DATABASES = {'default': {'ENGINE': 'x', 'USER': 'app', 'PASSWORD': '${s}'}}\nSECRET_KEY = 'django-insecure-${f.lower(50)}'`,
  ],
  [
    'spring yaml',
    'text',
    f.password(),
    (s) =>
      `spring:\n  datasource:\n    url: jdbc:postgresql://db/prod\n    username: app\n    password: ${s}\n`,
  ],
  ['rails master', 'text', f.hex(64), (s) => `secret_key_base: ${s}`],
  ['cli mysql', 'text', f.password(), (s) => `$ mysql -h db -u root -p${s} prod < dump.sql`],
  ['cli flag', 'text', f.password(), (s) => `helm upgrade x --set auth.rootPassword=${s} --namespace prod`],
  ['cli curl user', 'text', f.password(), (s) => `curl -u admin:${s} https://jenkins.acme.io/job/x/build`],
  ['cli sshpass', 'text', f.password(), (s) => `sshpass -p '${s}' ssh root@10.0.0.4`],
  ['cli docker login', 'text', f.password(), (s) => `docker login -u bob -p ${s} ghcr.io`],
  ['PGPASSWORD', 'text', f.password(), (s) => `PGPASSWORD=${s} psql -h db -U app`],
  ['redis cli', 'text', f.password(), (s) => `redis-cli -h cache -a ${s} ping`],
  ['sql create user', 'text', f.password(), (s) => `CREATE USER app WITH PASSWORD '${s}';`],
  ['sql identified by', 'text', f.password(), (s) => `ALTER USER 'app'@'%' IDENTIFIED BY '${s}';`],
  ['powershell', 'text', f.password(), (s) => `$cred = ConvertTo-SecureString "${s}" -AsPlainText -Force`],
  ['wifi conf', 'text', f.password(), (s) => `network={\n ssid="Acme"\n psk="${s}"\n}`],
  ['bcrypt', 'json', '$2b$12$' + f.alnum(53), (s) => ({ users: [{ id: 4, password_hash: s }] })],
  ['shadow', 'text', '$6$' + f.alnum(12) + '$' + f.alnum(86), (s) => `root:${s}:19700:0:99999:7:::`],
  [
    'argon',
    'text',
    '$argon2id$v=19$m=65536,t=3,p=4$' + f.base64(22) + '$' + f.base64(43),
    (s) => `INSERT INTO users VALUES (4,'bob','${s}');`,
  ],
];

const BODIES: readonly Row[] = [
  [
    'graphql variables',
    'json',
    f.password(),
    (s) => ({
      query: 'mutation($i:LoginInput!){login(input:$i){ok}}',
      variables: { i: { email: 'a@example.com', password: s } },
    }),
  ],
  [
    'graphql inline',
    'text',
    f.password(),
    (s) => `mutation { login(username: "bob", password: "${s}") { token } }`,
  ],
  [
    'graphql response',
    'json',
    f.urlSafe(43),
    (s) => ({ data: { login: { accessToken: s, refreshToken: f.urlSafe(43), expiresIn: 3600 } } }),
  ],
  [
    'name value pairs',
    'json',
    f.alnum(32),
    (s) => ({
      settings: [
        { name: 'SMTP_HOST', value: 'x' },
        { name: 'SMTP_PASSWORD', value: s },
      ],
    }),
  ],
  ['key value pairs', 'json', f.alnum(32), (s) => ({ Environment: [{ Key: 'API_TOKEN', Value: s }] })],
  ['nested auth value', 'json', f.alnum(40), (s) => ({ args: { auth: { type: 'bearer', value: s } } })],
  [
    'postman bearer',
    'json',
    f.alnum(40),
    (s) => ({ auth: { type: 'bearer', bearer: [{ key: 'token', value: s, type: 'string' }] } }),
  ],
  [
    'har header',
    'json',
    f.alnum(30),
    (s) => ({
      log: {
        entries: [
          {
            request: { headers: [{ name: 'X-Auth', value: s }], cookies: [{ name: 'sid', value: s + 'a' }] },
          },
        ],
      },
    }),
  ],
  ['api_key uuid', 'json', f.uuid(), (s) => ({ api_key: s, id: f.uuid() })],
  ['camel secret', 'json', f.alnum(30), (s) => ({ webhookSigningSecret: s, retries: 3 })],
  ['otp json', 'json', f.digits(6), (s) => ({ otp_code: s })],
  [
    'mfa chat',
    'json',
    f.digits(6),
    (s) => ({ content: `Your verification code is ${s}. It expires in 10 minutes.` }),
  ],
  ['device code', 'json', f.urlSafe(64), (s) => ({ device_code: s, user_code: 'WDJB-MJHT', interval: 5 })],
  [
    'tuple pairs',
    'json',
    f.lower(48),
    (s) => [
      ['user', 'bob'],
      ['password', s],
    ],
  ],
  ['python repr', 'text', f.alnum(28), (s) => `{'user': 'bob', 'api_token': '${s}', 'n': None}`],
  ['python kwargs', 'text', f.alnum(28), (s) => `client = Acme(base_url="https://x", api_key="${s}")`],
  ['js config', 'text', f.alnum(28), (s) => `const config = { apiSecret: \`${s}\`, region: 'eu' };`],
  ['go struct', 'text', f.alnum(28), (s) => `cfg := Config{Token: "${s}", Debug: true}`],
  [
    'ruby hash',
    'text',
    f.alnum(28),
    (s) => `Acme.configure { |c| c.access_token = '${s}' }; h = {:secret => '${s}2'}`,
  ],
  ['java props', 'text', f.alnum(28), (s) => `System.setProperty("app.client.secret", "${s}");`],
  ['xml attr', 'text', f.alnum(28), (s) => `<connection host="db" user="app" password="${s}"/>`],
  [
    'soap wsse',
    'text',
    f.alnum(28),
    (s) =>
      `<wsse:UsernameToken><wsse:Username>a</wsse:Username><wsse:Password Type="#PasswordText">${s}</wsse:Password></wsse:UsernameToken>`,
  ],
  ['csv tokens', 'text', f.urlSafe(64), (s) => `id,name,api_token\n1,alice,${s}\n2,bob,${f.urlSafe(64)}\n`],
  ['csv passwords', 'text', f.password(), (s) => `username;password;role\nbob;${s};admin\n`],
  ['tsv', 'text', f.password(), (s) => `user\tpasswd\tshell\nbob\t${s}\t/bin/sh\n`],
  ['markdown table', 'text', f.password(), (s) => `| User | Password |\n|---|---|\n| bob | ${s} |\n`],
  ['html td', 'text', f.alnum(30), (s) => `<tr><th>API key</th><td>${s}</td></tr>`],
  ['log kv', 'text', f.alnum(30), (s) => `level=info msg="auth ok" token=${s} user=bob`],
  ['toml', 'text', f.alnum(30), (s) => `[auth]\nclient-id = "x"\nclient-secret = "${s}"\n`],
];

const ENCODED: readonly Row[] = [
  [
    'base64 of json',
    'text',
    'ghp_' + f.alnum(36),
    (s) => `payload=${b64(JSON.stringify({ a: 1, token: s }))}`,
  ],
  [
    'base64url json state',
    'text',
    f.password(),
    (s) => `https://a.io/cb?state=${b64u(JSON.stringify({ csrf: 1, password: s, next: '/home' }))}`,
  ],
  [
    'base64 twice',
    'text',
    'sk-ant-api03-' + f.urlSafe(93) + 'AA',
    (s) => `blob ${b64(b64('key ' + s + ' end'))}`,
  ],
  [
    'percent twice',
    'text',
    f.password(),
    (s) => `next=${pct(pct(`https://a.io/?password=${s}&x=1`))}`,
    (s) => [s, pct(pct(s))],
  ],
  ['hex', 'text', 'glpat-' + f.urlSafe(20), (s) => `data=${hex(`token is ${s} ok`)}`, (s) => [s, hex(s)]],
  [
    'gzip base64',
    'text',
    'xoxb-' + f.digits(12) + '-' + f.digits(12) + '-' + f.alnum(24),
    (s) => `H: ${gzipSync(JSON.stringify({ slack: s })).toString('base64')}`,
  ],
  [
    'saml deflate',
    'text',
    f.password(),
    (s) => `SAMLRequest=${pct(deflateSync(`<x><password>${s}</password></x>`).toString('base64'))}`,
  ],
  [
    'json in json in json',
    'text',
    f.password(),
    (s) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: s }) }) }),
  ],
  [
    'unicode escapes',
    'text',
    'npm_' + f.alnum(36),
    (s) =>
      `{"t":"${Array.from(s)
        .map((c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))
        .join('')}"}`,
  ],
  ['html entities', 'text', 'hf_' + f.alnum(34), (s) => `<code>token=&quot;${s}&quot;</code>`],
  [
    'data url',
    'text',
    'AIza' + f.urlSafe(35),
    (s) => `<script src="data:text/javascript;base64,${b64(`var k="${s}";`)}">`,
  ],
  [
    'github contents',
    'json',
    f.alnum(36),
    (s) => ({
      name: '.env',
      encoding: 'base64',
      content: b64(`A=1\nGH=ghp_${s}\n`).replace(/(.{60})/g, '$1\n'),
    }),
  ],
  ['js charcodes', 'json', 'sk_live_51' + f.alnum(60), (s) => ({ stdout: Buffer.from('k=' + s).toJSON() })],
  [
    'quoted printable',
    'text',
    'ghp_' + f.alnum(36),
    (s) =>
      `Content-Transfer-Encoding: quoted-printable\r\n\r\nThe key is ${s.slice(0, 20)}=\r\n${s.slice(20)} bye`,
    (s) => [s.slice(0, 20), s.slice(22)],
  ],
  ['ansi coloured', 'text', 'ghp_' + f.alnum(36), (s) => `\u001b[32mtoken\u001b[0m: \u001b[1m${s}\u001b[0m`],
  [
    'shell in json args',
    'json',
    f.password(),
    (s) => ({ name: 'bash', arguments: JSON.stringify({ command: `export PGPASSWORD='${s}' && psql` }) }),
  ],
  [
    'protobuf-ish',
    'bytes',
    f.alnum(40),
    (s) =>
      Buffer.concat([
        Buffer.from([0x0a, 0x2c]),
        Buffer.from('ghp_' + s.slice(0, 36)),
        Buffer.from([0x10, 0x01]),
      ]),
    (s) => [s.slice(0, 36)],
  ],
];

const PEOPLE: readonly Row[] = [
  ['card plain', 'json', f.card('4', 16), (s) => ({ card: { number: s, exp_month: 12, cvc: '737' } })],
  [
    'amex',
    'text',
    f.card('37', 15),
    (s) => `Amex ${s.slice(0, 4)} ${s.slice(4, 10)} ${s.slice(10)}`,
    (s) => [s.slice(4, 10) + ' ' + s.slice(10)],
  ],
  [
    'card dashes',
    'text',
    f.card('5555', 16),
    (s) => `card ${s.replace(/(.{4})(?=.)/g, '$1-')} cvv 123`,
    (s) => [s.replace(/(.{4})(?=.)/g, '$1-')],
  ],
  ['card csv', 'text', f.card('6011', 16), (s) => `id,pan,amount\n1,${s},12.00\n`],
  ['iban de', 'text', f.iban('DE', f.digits(18)), (s) => `Bitte auf ${s} überweisen`],
  [
    'iban fr grouped',
    'text',
    f.iban('FR', f.digits(23)),
    (s) => `Mon IBAN : ${s.replace(/(.{4})(?=.)/g, '$1 ')}`,
    (s) => [s.slice(4, 8) + ' ' + s.slice(8, 12)],
  ],
  ['iban es', 'json', f.iban('ES', f.digits(20)), (s) => ({ account: s })],
  [
    'iban gb lower',
    'text',
    f.iban('GB', 'NWBK' + f.digits(14)),
    (s) => `pay ${s.toLowerCase()} now`,
    (s) => [s.toLowerCase()],
  ],
  [
    'iban pl',
    'text',
    f.iban('PL', f.digits(24)),
    (s) => `Numer konta: ${s.replace(/^(....)/, '$1 ')}`,
    (s) => [s.slice(6)],
  ],
  ['iban tr', 'text', f.iban('TR', f.digits(22)), (s) => `IBAN numaram ${s}`],
];

const FURTHER_STREAMS: readonly Row[] = [
  [
    'x sse uuid key',
    'bytes',
    f.iban('TR', f.digits(22)),
    (s) =>
      sse(
        cut(JSON.stringify({ apiKey: s, name: 'x' }), 3).map((t) => ({
          type: 'content_block_delta',
          index: 1,
          delta: { type: 'input_json_delta', partial_json: t },
        })),
      ),
  ],
  [
    'x sse de',
    'bytes',
    f.password(),
    (s) => sse(cut(`Das Passwort lautet ${s}.`, 4).map((t) => ({ choices: [{ delta: { content: t } }] }))),
  ],
  [
    'x sse custom tool',
    'bytes',
    f.hex(32),
    (s) =>
      sse(
        cut(`curl -H "X-Api-Key: ${s}" https://x`, 5).map((delta) => ({
          type: 'response.custom_tool_call_input.delta',
          item_id: 'ct',
          delta,
        })),
      ),
  ],
  [
    'x sse mcp args',
    'bytes',
    f.hex(32),
    (s) =>
      sse(
        cut(JSON.stringify({ secret: s }), 4).map((delta) => ({
          type: 'response.mcp_call_arguments.delta',
          item_id: 'm',
          delta,
        })),
      ),
  ],
  [
    'x gemini fn args',
    'bytes',
    f.hex(32),
    (s) =>
      sse([
        {
          candidates: [
            { content: { parts: [{ functionCall: { name: 'login', args: { user: 'a', password: s } } }] } },
          ],
        },
      ]),
  ],
  [
    'x gemini partialArgs',
    'bytes',
    f.password(),
    (s) =>
      sse(
        cut(s, 4).map((stringValue) => ({
          candidates: [
            {
              content: {
                parts: [
                  {
                    functionCall: {
                      partialArgs: [{ jsonPath: '$.password', stringValue, willContinue: true }],
                    },
                  },
                ],
              },
            },
          ],
        })),
      ),
  ],
  [
    'x ag-ui',
    'bytes',
    f.password(),
    (s) =>
      sse(
        cut(JSON.stringify({ password: s }), 5).map((delta) => ({
          type: 'TOOL_CALL_ARGS',
          toolCallId: 't',
          delta,
        })),
      ),
  ],
  [
    'x langserve',
    'bytes',
    f.password(),
    (s) =>
      cut(`the db password is ${s}`, 4)
        .map((c) => `event: data\ndata: ${JSON.stringify({ content: c, type: 'AIMessageChunk' })}\n\n`)
        .join(''),
  ],
  [
    'x cohere tool',
    'bytes',
    f.password(),
    (s) =>
      sse(
        cut(JSON.stringify({ passwd: s }), 4).map((a) => ({
          type: 'tool-call-delta',
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: a } } } },
        })),
      ),
  ],
  [
    'x json patch',
    'bytes',
    f.password(),
    (s) =>
      sse(
        cut(`password: ${s} `, 4).map((value) => ({
          ops: [{ op: 'add', path: '/streamed_output_str/-', value }],
        })),
      ),
  ],
];

const DOCUMENTS: readonly Row[] = [
  ['x toml dotted', 'text', f.password(), (s) => `database.password = '${s}'`],
  ['x ini colon', 'text', f.password(), (s) => `[db]\nuser: app\npass: ${s}`],
  ['x json5', 'text', f.password(), (s) => `{ password: '${s}', /* x */ }`],
  ['x yaml list', 'text', f.password(), (s) => `users:\n  - name: bob\n    passwd: "${s}"`],
  ['x yaml folded', 'text', f.password(), (s) => `password: >-\n  ${s}\n`],
  ['x hcl map', 'text', f.password(), (s) => `environment = {\n  DB_PASS = "${s}"\n}`],
  ['x helm set-string', 'text', f.password(), (s) => `--set-string db.pass=${s},db.user=app`],
  ['x dockerfile', 'text', f.password(), (s) => `ENV DB_PASSWORD ${s}\nARG NPM_TOKEN=npm_${f.alnum(36)}`],
  ['x systemd', 'text', f.password(), (s) => `Environment="DB_PASSWORD=${s}" "A=b"`],
  ['x gh secret', 'text', f.password(), (s) => `gh secret set DB_PASSWORD --body "${s}"`],
  [
    'x aws ssm',
    'text',
    f.password(),
    (s) => `aws ssm put-parameter --name /prod/db/password --value "${s}" --type SecureString`,
  ],
  [
    'x aws sm',
    'json',
    f.password(),
    (s) => ({ Name: 'prod/db', SecretString: JSON.stringify({ username: 'app', password: s }) }),
  ],
  [
    'x sm plain',
    'json',
    f.alnum(30),
    (s) => ({ ARN: 'arn:x', Name: 'prod/key', SecretString: s, VersionId: f.uuid() }),
  ],
  [
    'x vault login',
    'json',
    f.alnum(26),
    (s) => ({ auth: { client_token: `hvs.${s}`, accessor: f.alnum(24), policies: ['default'] } }),
  ],
  [
    'x kubectl literal',
    'text',
    f.password(),
    (s) => `kubectl create secret generic db --from-literal=pass=${s}`,
  ],
  ['x htpasswd', 'text', f.password(), (s) => `htpasswd -b .htpasswd bob ${s}`],
  ['x openssl', 'text', f.password(), (s) => `openssl pkcs12 -export -passout pass:${s} -in a.pem`],
  ['x zip', 'text', f.password(), (s) => `7z x -p${s} a.7z`],
  ['x ldapsearch', 'text', f.password(), (s) => `ldapsearch -x -D "cn=admin" -w ${s} -b dc=acme`],
  [
    'x mongosh',
    'text',
    f.password(),
    (s) => `mongosh --host db -u admin -p ${s} --authenticationDatabase admin`,
  ],
  ['x smbclient', 'text', f.password(), (s) => `smbclient //srv/share -U 'bob%${s}'`],
  ['x wget', 'text', f.password(), (s) => `wget --user=bob --password='${s}' https://x`],
  ['x httpie', 'text', f.password(), (s) => `http -a bob:${s} GET https://x`],
  ['x az login', 'text', f.password(), (s) => `az login --service-principal -u app -p ${s} --tenant t`],
  ['x rsync', 'text', f.password(), (s) => `RSYNC_PASSWORD=${s} rsync -a x y`],
  ['x expect', 'text', f.password(), (s) => `expect "Password:"\nsend "${s}\\r"`],
  ['x chpasswd', 'text', f.password(), (s) => `echo "root:${s}" | chpasswd`],
  ['x sudo', 'text', f.password(), (s) => `echo '${s}' | sudo -S apt update`],
  ['x sqlplus', 'text', f.password(), (s) => `sqlplus app/${s}@ORCL`],
  ['x snowsql', 'text', f.password(), (s) => `SNOWSQL_PWD=${s} snowsql -a acme`],
  ['x vault cli', 'text', f.password(), (s) => `vault kv put secret/db password=${s}`],
  [
    'x git header',
    'text',
    f.alnum(40),
    (s) => `git -c http.extraheader="AUTHORIZATION: basic ${b64('x-access-token:' + s)}" fetch`,
    (s) => [b64('x-access-token:' + s)],
  ],
  ['x playwright', 'text', f.alnum(30), (s) => `await page.getByLabel('Password').fill('${s}');`],
  ['x selenium', 'text', f.password(), (s) => `driver.find_element(By.ID, "password").send_keys("${s}")`],
  [
    'x browser fill',
    'json',
    f.password(),
    (s) => ({ name: 'browser_type', arguments: { element: 'Password textbox', ref: 's1e14', text: s } }),
  ],
  [
    'x browser form',
    'json',
    f.password(),
    (s) => ({
      fields: [
        { name: 'Email', type: 'textbox', value: 'x' },
        { name: 'Password', type: 'textbox', value: s },
      ],
    }),
  ],
  ['x aria snapshot', 'text', f.password(), (s) => `- textbox "Password" [ref=e14]: ${s}`],
  ['x label td', 'text', f.alnum(30), (s) => `<dt>Client secret</dt><dd><code>${s}</code></dd>`],
  ['x diff', 'text', f.alnum(30), (s) => `-API_TOKEN=old\n+API_TOKEN=${s}`],
  [
    'x git url log',
    'text',
    f.alnum(30),
    (s) => `fatal: unable to access 'https://bob:${s}@git.acme.io/x.git/'`,
  ],
  [
    'x sql insert',
    'text',
    f.hex(32),
    (s) => `INSERT INTO api_keys (id, name, key) VALUES (1, 'ci', '${s}');`,
  ],
  ['x sql update', 'text', f.hex(32), (s) => `UPDATE users SET reset_token = '${s}' WHERE id = 4`],
  [
    'x json array rows',
    'json',
    f.hex(32),
    (s) => ({ columns: ['id', 'email', 'api_key'], rows: [[1, 'x', s]] }),
  ],
  ['x exception', 'text', f.hex(32), (s) => `KeyError: invalid token '${s}' for user 4`],
  [
    'x openai error',
    'json',
    f.hex(40),
    (s) => ({
      error: {
        message: `Incorrect API key provided: ${s}. You can find it at`,
        type: 'invalid_request_error',
      },
    }),
  ],
  ['x xml token', 'text', f.hex(32), (s) => `<AccessToken>${s}</AccessToken>`],
  ['x plist', 'text', f.hex(32), (s) => `<key>APIKey</key>\n<string>${s}</string>`],
  ['x yaml name value', 'text', f.hex(32), (s) => `- name: API_KEY\n  value: "${s}"`],
  ['x cf param', 'json', f.hex(32), (s) => ({ ParameterKey: 'DbSecret', ParameterValue: s })],
  [
    'x otel attr',
    'json',
    f.hex(32),
    (s) => ({ key: 'http.request.header.x_api_key', value: { stringValue: s } }),
  ],
  ['x log header', 'text', f.hex(32), (s) => `> X-API-Key: ${s}\n> Accept: */*`],
  ['x python headers', 'text', f.hex(32), (s) => `headers = {"X-Api-Key": "${s}", "Accept": "x"}`],
  ['x node raw headers', 'json', f.hex(32), (s) => ({ rawHeaders: ['Host', 'x', 'X-Auth-Token', s] })],
  ['x curl cookie', 'text', f.hex(32), (s) => `curl -b "session=${s}" https://x`],
  ['x fetch js', 'text', f.hex(32), (s) => `fetch(u, { headers: { 'Authorization': 'Token token=${s}' } })`],
  ['x ps header', 'text', f.hex(32), (s) => `Invoke-RestMethod -Headers @{ "api-key" = "${s}" }`],
  [
    'x gz in json',
    'json',
    b64(JSON.stringify({ password: f.password() })),
    () => ({ blob: gzipSync(`{"password":"Zq9_kkLp-81x"}`).toString('base64') }),
    () => ['Zq9_kkLp-81x'],
  ],
];

const TABLES: readonly Row[] = [
  [
    't sheets',
    'json',
    b64(JSON.stringify({ password: f.password() })),
    (s) => ({
      range: 'Keys!A1:C3',
      majorDimension: 'ROWS',
      values: [['Service', 'Owner', 'API Key'], ['Maps', 'bob', s], ['Mail']],
    }),
  ],
  [
    't metabase',
    'json',
    f.password(),
    (s) => ({ data: { cols: [{ name: 'id' }, { name: 'password' }], rows: [[1, s]] } }),
  ],
  [
    't duckdb',
    'json',
    f.password(),
    (s) => ({
      columnNames: ['id', 'secret'],
      rows: [
        ['1', s],
        ['2', 'x'],
      ],
    }),
  ],
  [
    't influx',
    'json',
    f.password(),
    (s) => ({
      results: [{ series: [{ columns: ['time', 'passwd'], values: [['2026-01-01T00:00:00Z', s]] }] }],
    }),
  ],
  [
    't text in mcp',
    'json',
    f.password(),
    (s) => ({
      content: [{ type: 'text', text: JSON.stringify({ columns: ['user', 'password'], rows: [['a', s]] }) }],
    }),
  ],
  [
    't bigquery',
    'json',
    f.password(),
    (s) => ({
      schema: { fields: [{ name: 'id' }, { name: 'password' }] },
      rows: [{ f: [{ v: '1' }, { v: s }] }],
    }),
  ],
  [
    't insert',
    'text',
    f.hex(32),
    (s) => `INSERT INTO "public"."access_tokens" ("id","token") VALUES ('4','${s}');`,
  ],
  [
    't vault',
    'json',
    f.password(),
    (s) => ({
      request_id: f.uuid(),
      lease_id: '',
      data: {
        data: { smtp: s, user: 'bob' },
        metadata: { created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false, version: 3 },
      },
    }),
  ],
  ['t cfn', 'json', f.hex(32), (s) => ({ Parameters: [{ ParameterKey: 'DbPassword', ParameterValue: s }] })],
  [
    't eb',
    'json',
    f.hex(32),
    (s) => [{ Namespace: 'aws:elasticbeanstalk:application:environment', OptionName: 'API_TOKEN', Value: s }],
  ],
];

const COMMANDS: readonly Row[] = [
  [
    'g 1',
    'bytes',
    f.password(),
    (s) =>
      sse(
        [s.slice(0, 3), s.slice(3, 9), s.slice(9)].map((stringValue) => ({
          candidates: [
            {
              content: {
                parts: [
                  {
                    functionCall: {
                      partialArgs: [{ jsonPath: '$.auth.password', stringValue, willContinue: true }],
                    },
                  },
                ],
              },
            },
          ],
        })),
      ),
  ],
  [
    'g 2',
    'bytes',
    f.hex(40),
    (s) =>
      sse(
        [s.slice(0, 20), s.slice(20)].map((stringValue) => ({
          candidates: [
            {
              content: {
                parts: [
                  { functionCall: { partialArgs: [{ jsonPath: "$.headers['X-Api-Key']", stringValue }] } },
                ],
              },
            },
          ],
        })),
      ),
  ],
  ['k 1', 'text', f.lower(32), (s) => `curl -s -b 'sid=${s}; theme=dark' https://x.io/me`],
  ['k 2', 'text', f.hex(32), (s) => `curl --cookie sid=${s} https://x.io`],
];

const HEADERS: readonly (readonly [name: string, secret: string, value: (secret: string) => string])[] = [
  ['authorization', b64(`svc-user:${f.password()}`), (s) => `Basic ${s}`],
  ['proxy-authorization', b64(`corp:${f.password()}`), (s) => `Basic ${s}`],
  [
    'authorization',
    f.hex(32),
    (s) =>
      `Digest username="Mufasa", realm="r", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/x", response="${s}", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
  ],
  [
    'authorization',
    f.hex(64),
    (s) =>
      `AWS4-HMAC-SHA256 Credential=AKIA${f.of(BASE32, 16)}/20261127/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${s}`,
  ],
  ['authorization', f.hex(40), (s) => `Token ${s}`],
  ['authorization', f.urlSafe(40), (s) => `SSWS 00${s}`],
  ['authorization', f.uuid(), (s) => `GenieKey ${s}`],
  [
    'authorization',
    f.alnum(40),
    (s) =>
      `OAuth oauth_consumer_key="${f.alnum(20)}", oauth_token="${s}", oauth_signature="${f.base64(27)}%3D"`,
  ],
  ['authorization', f.hex(34), (s) => `Klaviyo-API-Key pk_${s}`],
  ['authorization', f.urlSafe(60), (s) => `DPoP ${s}`],
  ['cookie', f.lower(32), (s) => `theme=dark; sessionid=${s}; csrftoken=${f.alnum(32)}`],
  ['cookie', f.urlSafe(32), (s) => `_ga=GA1.2.123.456; connect.sid=s%3A${s}.${f.urlSafe(20)}`],
  [
    'set-cookie',
    f.jwt(),
    (s) => `__Secure-next-auth.session-token=${s}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  ],
  ['set-cookie', f.of(HEX, 32), (s) => `JSESSIONID=${s}; Path=/app; HttpOnly`],
  [
    'set-cookie',
    'eyJpdiI6' + f.base64(150),
    (s) => `laravel_session=${s}%3D; expires=Wed, 02 Dec 2026 10:00:00 GMT; Max-Age=7200`,
  ],
  [
    'cookie',
    b64(JSON.stringify({ access_token: f.jwt(), refresh_token: f.lower(12) })),
    (s) => `sb-abcdefgh-auth-token=base64-${s}`,
  ],
  ['x-amz-security-token', 'IQoJb3JpZ2lu' + f.base64(220), (s) => s],
  ['x-goog-api-key', 'AIza' + f.urlSafe(35), (s) => s],
  ['ocp-apim-subscription-key', f.hex(32), (s) => s],
  ['x-functions-key', f.urlSafe(54), (s) => s],
  ['x-gitlab-token', f.alnum(20), (s) => s],
  ['x-hub-signature-256', f.hex(64), (s) => `sha256=${s}`],
  ['stripe-signature', f.hex(64), (s) => `t=1764000000,v1=${s}`],
  ['x-slack-signature', f.hex(64), (s) => `v0=${s}`],
  ['x-vault-token', 'hvs.' + f.urlSafe(24), (s) => s],
  ['api-key', f.lower(32), (s) => s],
  ['x-shopify-access-token', f.hex(32), (s) => s],
  ['x-csrf-token', f.base64(86), (s) => s],
  ['x-acme-internal', f.urlSafe(48), (s) => s],
  ['xi-api-key', f.hex(32), (s) => s],
  ['dd-api-key', f.hex(32), (s) => s],
  ['cf-access-client-secret', f.hex(64), (s) => s],
  ['location', f.urlSafe(40), (s) => `https://app.acme.io/cb?code=${s}&state=xyz`],
  [
    'location',
    f.urlSafe(50),
    (s) => `https://app.acme.io/#access_token=${s}&token_type=Bearer&expires_in=3600`,
  ],
  ['referer', f.hex(40), (s) => `https://app.acme.io/reset-password/${s}`],
  ['link', f.hex(40), (s) => `<https://api.acme.io/items?page=2&access_token=${s}>; rel="next"`],
  ['x-forwarded-for', `84.41.41.17`, (s) => s],
  [
    'sec-websocket-protocol',
    'sk-proj-' + f.urlSafe(48),
    (s) => `realtime, openai-insecure-api-key.${s}, openai-beta.realtime-v1`,
  ],
  ['from', `ops.${f.of(LOWER, 6)}@${f.of(LOWER, 7)}.com`, (s) => s],
  ['x-user-email', `k.${f.of(LOWER, 6)}@${f.of(LOWER, 7)}.de`, (s) => s],
];

const ADDRESSES: readonly (readonly [secret: string, address: (secret: string) => string])[] = [
  [f.hex(32), (s) => `https://api.acme.io/v1/geo?q=Berlin&appid=${s}`],
  [f.urlSafe(35), (s) => `https://maps.googleapis.com/maps/api/geocode/json?address=x&key=AIza${s}`],
  [
    pct(f.base64(43)),
    (s) =>
      `https://acme.blob.core.windows.net/c/f.pdf?sv=2024-11-04&st=2026-11-27T10%3A00%3A00Z&se=2026-11-28T10%3A00%3A00Z&sr=b&sp=r&sig=${s}%3D`,
  ],
  [
    f.hex(64),
    (s) =>
      `https://acme.s3.amazonaws.com/x.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${f.of(BASE32, 16)}%2F20261127%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261127T100000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=${s}`,
  ],
  [
    f.hex(512),
    (s) =>
      `https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=sa%40p.iam.gserviceaccount.com%2F20261127%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Signature=${s}`,
  ],
  [
    f.urlSafe(170),
    (s) => `https://d111.cloudfront.net/s.mp4?Expires=1764000000&Signature=${s}__&Key-Pair-Id=K2JCJMDEHXQW5F`,
  ],
  [f.urlSafe(43), (s) => `https://app.acme.io/auth/magic?token=${s}&email=x`],
  [f.urlSafe(43), (s) => `https://app.acme.io/magic-link/${s}`],
  [f.alnum(32), (s) => `https://acme.io/invite/accept/${s}?team=red`],
  [f.urlSafe(20), (s) => `https://acme.io/users/password/edit?reset_password_token=${s}`],
  [f.urlSafe(64), (s) => `https://acme.io/unsubscribe?u=${s}`],
  [f.alnum(24), (s) => `https://hooks.slack.com/services/T${f.upper(8)}/B${f.upper(10)}/${s}`],
  [f.urlSafe(68), (s) => `https://discord.com/api/webhooks/${f.digits(19)}/${s}`],
  [
    f.hex(32),
    (s) =>
      `https://acme.webhook.office.com/webhookb2/${f.uuid()}@${f.uuid()}/IncomingWebhook/${s}/${f.uuid()}`,
  ],
  [`${f.digits(10)}:AA${f.urlSafe(33)}`, (s) => `https://api.telegram.org/bot${s}/sendMessage`],
  [f.lower(7), (s) => `https://hooks.zapier.com/hooks/catch/1234567/${s}/`],
  [
    f.urlSafe(43),
    (s) =>
      `https://prod-12.westeurope.logic.azure.com:443/workflows/${f.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${s}`,
  ],
  [f.hex(32), (s) => `https://mainnet.infura.io/v3/${s}`],
  [f.urlSafe(32), (s) => `https://eth-mainnet.g.alchemy.com/v2/${s}`],
  [f.hex(32), (s) => `https://${s}@o4504.ingest.sentry.io/4505`],
  ['glpat-' + f.urlSafe(20), (s) => `https://oauth2:${s}@gitlab.com/acme/app.git`],
  ['ghs_' + f.alnum(36), (s) => `https://x-access-token:${s}@github.com/acme/app.git`],
  [f.alnum(64), (s) => `wss://stream.acme.io/ws?listenKey=${s}`],
  [f.hex(32), (s) => `https://meet.google.com/calendar/ical/team%40acme.io/private-${s}/basic.ics`],
  [f.alnum(32), (s) => `https://acme.zoom.us/j/${f.digits(11)}?pwd=${s}.1`],
  [f.of(BASE32, 32), (s) => `otpauth://totp/Acme:bob?secret=${s}&issuer=Acme`],
  [f.urlSafe(22), (s) => `https://docs.google.com/forms/d/e/x/viewform?entry.1=a&resourcekey=0-${s}`],
  [f.urlSafe(54), (s) => `https://acme.io/verify-email?oobCode=${s}&apiKey=x&mode=verifyEmail`],
  [
    pct(
      b64(
        '<samlp:Response xmlns:samlp="urn:oasis"><ds:SignatureValue>' +
          f.base64(170) +
          '</ds:SignatureValue></samlp:Response>',
      ),
    ),
    (s) => `https://login.acme.io/saml?SAMLResponse=${s}`,
  ],
  [f.digits(8), (s) => `https://acme.io/track?phone=%2B49151${s}`],
];

const DATABASES: readonly ((secret: string) => string)[] = [
  (s) => `postgresql://app:${s}@db.acme.io:5432/prod?sslmode=require`,
  (s) => `postgres://app:${s}@10.0.0.4/prod`,
  (s) => `mysql://root:${s}@mysql:3306/shop`,
  (s) => `mongodb+srv://svc:${s}@cluster0.ab1cd.mongodb.net/?retryWrites=true`,
  (s) => `redis://default:${s}@redis-1.c1.cloud.redislabs.com:1234`,
  (s) => `rediss://:${s}@cache.acme.io:6380/0`,
  (s) => `amqps://guest:${s}@rabbit.acme.io/vhost`,
  (s) =>
    `Server=tcp:acme.database.windows.net,1433;Initial Catalog=prod;User ID=sa;Password=${s};Encrypt=True;`,
  (s) => `Driver={ODBC Driver 18};Server=db;Uid=app;Pwd=${s};`,
  (s) => `jdbc:oracle:thin:app/${s}@//db.acme.io:1521/ORCL`,
  (s) => `jdbc:postgresql://db.acme.io/prod?user=app&password=${s}`,
  (s) => `jdbc:snowflake://acme.snowflakecomputing.com/?user=etl&password=${s}&warehouse=W`,
  (s) => `clickhouse://default:${s}@ch.acme.io:9440/default?secure=true`,
  (s) =>
    `kafka: sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="${s}";`,
  (s) => `nats://svc:${s}@nats.acme.io:4222`,
  (s) => `smtp://mailer:${s}@smtp.acme.io:587`,
  (s) => `ftp://upload:${s}@ftp.acme.io/in`,
  (s) => `ldap://cn=admin,dc=acme:${s}@ldap.acme.io`,
  (s) => `neo4j+s://neo4j:${s}@abc.databases.neo4j.io`,
  (s) => `mssql+pyodbc://sa:${s}@db/prod?driver=ODBC+Driver+18`,
  (s) => `cockroachdb://app:${s}@crdb.acme.io:26257/defaultdb`,
  (s) => `host=db.acme.io port=5432 dbname=prod user=app password=${s} sslmode=require`,
  (s) => `elasticsearch: https://elastic:${s}@es.acme.io:9243`,
  (s) => `libsql://prod-acme.turso.io?authToken=${s}`,
  (s) => `couchbase://admin:${s}@cb.acme.io`,
  (s) => `sqlserver://sa:${s}@db:1433?database=prod`,
  (s) => `socks5://proxyuser:${s}@proxy.acme.io:1080`,
  (s) => `mqtt://sensor:${s}@mq.acme.io:1883`,
];

/** What the recordings of agents hold, by an author who had read no rule. */
export const thirteenthCorpus = (): Sample[] => [
  ...[
    STREAMS,
    FORMS,
    CONNECTIONS,
    KEYS,
    CONFIGURATION,
    BODIES,
    ENCODED,
    PEOPLE,
    FURTHER_STREAMS,
    DOCUMENTS,
    TABLES,
    COMMANDS,
  ].flatMap((rows) =>
    rows.map(([label, as, secret, input, gone]): Sample => ({
      label,
      as,
      input: input(secret),
      secrets: gone === undefined ? [secret] : gone(secret),
    })),
  ),
  ...HEADERS.map(([name, secret, value]): Sample => ({
    label: `header ${name}`,
    as: 'headers',
    input: [
      ['content-type', 'application/json'],
      [name, value(secret)],
    ],
    secrets: [secret],
  })),
  ...ADDRESSES.map(([secret, address]): Sample => ({
    label: address('…'),
    as: 'text',
    input: `GET ${address(secret)}`,
    secrets: [secret],
  })),
  ...DATABASES.map((address): Sample => {
    const secret = f.password().replace(/[#%]/g, '-');
    return { label: address('…'), as: 'text', input: `connecting to ${address(secret)}`, secrets: [secret] };
  }),
];
