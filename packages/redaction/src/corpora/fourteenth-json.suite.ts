import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Bodies in JSON. */
export function fourteenthJson(): Sample[] {
  const { g, s, F, samples } = author('fourteenth json');
  const { b62, hex, b64, b64u, dig, b32, lown, uuid, jwt, pw, phrase } = g;
  const J = (id: string, value: unknown) => F(id, 'json', value);
  J('j-oauth', {
    access_token: s(b64u(60)),
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: s(b64u(60)),
    id_token: s(jwt({ iss: 'x' })),
    scope: 'openid',
  });
  J('j-login', { user: { login: 'karla', password: s(pw()) }, remember: true });
  J('j-camel', {
    clientId: 'a',
    clientSecret: s(b62(30)),
    webhookSigningKey: s(b62(20)),
    privateKeyPassphrase: s(phrase()),
  });
  J('j-pairs', [
    { name: 'DB_PASSWORD', value: s(pw()) },
    { name: 'REGION', value: 'eu' },
    { key: 'api-key', value: s(b62(20)), type: 'text' },
  ]);
  J('j-docker', {
    auths: {
      'https://registry.example.com/v1/': {
        auth: s(Buffer.from('acme:' + pw()).toString('base64')),
        email: s('ops@acme-mail.org'),
      },
    },
  });
  J('j-jwk', {
    keys: [
      {
        kty: 'RSA',
        kid: '2026-01',
        use: 'sig',
        n: b64u(342),
        e: 'AQAB',
        d: s(b64u(342)),
        p: s(b64u(171)),
        q: s(b64u(171)),
      },
    ],
  });
  J('j-jwk-oct', { kty: 'oct', kid: 'h1', alg: 'HS256', k: s(b64u(43)) });
  J('j-gcp-sa', {
    type: 'service_account',
    project_id: 'p',
    private_key_id: hex(40),
    private_key: s(
      '-----BEGIN PRIVATE KEY-----\n' +
        b64(400)
          .match(/.{1,64}/g)
          .join('\n') +
        '\n-----END PRIVATE KEY-----\n',
    ),
    client_email: 'x@p.iam.gserviceaccount.com',
  });
  J('j-graphql', {
    query: 'mutation L($u: String!, $p: String!) { login(username: $u, password: $p) { token } }',
    variables: { u: 'kim', p: s(pw()) },
  });
  J('j-graphql-inline', {
    query: `mutation { signIn(email: "kim@acme.org", password: "${s(pw())}") { jwt } }`,
  });
  J('j-gql-answer', { data: { createApiKey: { __typename: 'ApiKey', plaintext: s(b62(40)), id: 17 } } });
  J('j-tool-args', {
    type: 'tool_use',
    name: 'http_request',
    input: {
      url: 'https://x.example/',
      headers: { Authorization: `Bearer ${s(b62(32))}`, 'X-Api-Key': s(b62(24)) },
    },
  });
  J('j-tool-args-string', {
    tool_calls: [
      {
        function: {
          name: 'connect',
          arguments: JSON.stringify({ host: 'db', password: s(pw()), port: 5432 }),
        },
      },
    ],
  });
  J('j-mcp', {
    mcpServers: {
      github: {
        command: 'npx',
        args: ['-y', '@mcp/server-github'],
        env: { GITHUB_PERSONAL_ACCESS_TOKEN: s('ghp_' + b62(36)) },
      },
      pg: { command: 'npx', args: ['server-postgres', `postgresql://u:${s(b62(12))}@h/db`] },
    },
  });
  J('j-mcp-args', {
    mcpServers: {
      crm: {
        command: 'crm-mcp',
        args: ['--api-key', s(b62(28)), '--region=eu', `--client-secret=${s(b62(28))}`],
      },
    },
  });
  J('j-mcp-headers', {
    servers: {
      ctx: {
        type: 'http',
        url: 'https://mcp.example/mcp',
        headers: { CONTEXT7_API_KEY: s('ctx7sk-' + uuid()) },
      },
    },
  });
  J('j-headers-array', {
    headers: [
      ['authorization', 'Bearer ' + s(b62(30))],
      ['accept', '*/*'],
    ],
  });
  J('j-har', {
    log: {
      entries: [
        {
          request: {
            cookies: [{ name: 'sid', value: s(b62(32)) }],
            queryString: [{ name: 'api_key', value: s(b62(32)) }],
            postData: { params: [{ name: 'pin', value: s('4921') }] },
          },
        },
      ],
    },
  });
  J('j-postman', { auth: { type: 'bearer', bearer: [{ key: 'token', value: s(b62(40)), type: 'string' }] } });
  J('j-k8s-secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db' },
    type: 'Opaque',
    data: {
      username: s(Buffer.from('adminuser').toString('base64')),
      password: s(Buffer.from(pw()).toString('base64')),
    },
  });
  J('j-tfstate', {
    resources: [
      {
        type: 'aws_iam_access_key',
        instances: [
          { attributes: { id: s('AKIA' + b32(16)), secret: s(b64(30)), ses_smtp_password_v4: s(b64(33)) } },
        ],
      },
    ],
  });
  J('j-tf-random', {
    resources: [
      {
        type: 'random_password',
        name: 'db',
        instances: [
          { attributes: { length: 24, result: s(b62(20) + '!#x9'), bcrypt_hash: s('$2a$10$' + b62(53)) } },
        ],
      },
    ],
  });
  J('j-bank', { payee: { name: 'Ola Nord', iban: s(g.iban('NO', dig(11))), bic: 'DNBANOKK' }, amount: 1200 });
  J('j-card', { card: { number: s(g.card('4')), exp_month: 4, exp_year: 2029, cvc: s('737') } });
  J('j-person', {
    ssn: s('536-22-' + dig(4)),
    date_of_birth: s('1984-03-17'),
    phone: s('+1 415 555 ' + dig(4)),
  });
  J('j-person-de', {
    steuer_id: s('86095742719'),
    telefon: s('+49 30 ' + dig(8)),
    personalausweis: s('L01X00T471'),
  });
  J('j-otp', {
    otp: s(dig(6)),
    totp_secret: s(b32(16)),
    backup_codes: [s(lown(5) + '-' + lown(5)), s(lown(5) + '-' + lown(5))],
  });
  J('j-answer', {
    question: 'security question',
    securityAnswer: s('Bluebell Lane cottage'),
    mothersMaidenName: s('Oxenholme'),
  });
  J('j-hash', {
    username: 'x',
    password_hash: s('$argon2id$v=19$m=65536,t=3,p=4$' + b62(22) + '$' + b62(43)),
    salt: hex(32),
  });
  J('j-webhook', { id: 'wh_1', url: 'https://a.example/hook', secret: s(b62(24)), events: ['a'] });
  J('j-presigned', {
    uploadUrl: `https://up.example/put?token=${s(b64u(40))}`,
    fields: { policy: b64(120), 'x-amz-signature': s(hex(64)) },
  });
  J('j-firebase', {
    idToken: s(jwt({ aud: 'p' })),
    refreshToken: s('AMf-' + b64u(160)),
    localId: b62(28),
    expiresIn: '3600',
  });
  J('j-apns', { to: s('ExponentPushToken[' + b62(22) + ']'), title: 'hi' });
  J('j-fcm', { registration_token: s(b64u(22) + ':APA91b' + b64u(134)) });
  J('j-webpush', {
    endpoint: `https://fcm.googleapis.com/fcm/send/${s(b64u(11) + ':APA91b' + b64u(134))}`,
    keys: { p256dh: b64u(87), auth: s(b64u(22)) },
  });
  J('j-vault', {
    auth: { client_token: s('hvs.' + b64u(90)), accessor: s(b62(24)), lease_duration: 3600 },
    data: { data: { 'db-pass': s(pw()) } },
  });
  J('j-vault-kv', {
    request_id: uuid(),
    data: { data: { username: 'app', value: s(b62(26)) }, metadata: { version: 3, destroyed: false } },
    mount_type: 'kv',
  });
  J('j-aws-sm', {
    ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3',
    Name: 'db',
    SecretString: JSON.stringify({ username: 'app', password: s(pw()) }),
    VersionStages: ['AWSCURRENT'],
  });
  J('j-aws-sts', {
    Credentials: {
      AccessKeyId: s('ASIA' + b32(16)),
      SecretAccessKey: s(b64(30)),
      SessionToken: s(b64(200)),
      Expiration: '2026-11-28T00:00:00Z',
    },
  });
  J('j-ecr', {
    authorizationData: [
      {
        authorizationToken: s(Buffer.from('AWS:' + b62(200)).toString('base64')),
        proxyEndpoint: 'https://1.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ],
  });
  J('j-captcha', { 'g-recaptcha-response': s('03AF' + b64u(300)), action: 'login' });
  J('j-bot', { chat: 1, text: `the wifi password is ${s('sunny-otter-42')}` });
  J('j-deep-json', { body: JSON.stringify({ inner: JSON.stringify({ apiKey: s(b62(24)) }) }) });
  J('j-b64-json', {
    payload: Buffer.from(JSON.stringify({ client_secret: s(b62(30)), x: 1 })).toString('base64'),
  });
  J('j-sub-msg', {
    message: {
      data: Buffer.from('password=' + s(b62(18)) + '&user=kim').toString('base64'),
      messageId: '136969346945',
    },
  });
  J('j-proto', {
    config: {
      apiKeyCredential: { keyMaterial: s(b64(32)) },
      tlsContext: {
        tlsCertificates: [
          {
            privateKey: {
              inlineString: s(
                '-----BEGIN EC PRIVATE KEY-----\n' +
                  b64(120)
                    .match(/.{1,64}/g)
                    .join('\n') +
                  '\n-----END EC PRIVATE KEY-----',
              ),
            },
          },
        ],
      },
    },
  });
  J('j-scim', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'bj',
    password: s(pw()),
    emails: [{ value: s('bjensen@corp-mail.net'), primary: true }],
    phoneNumbers: [{ value: s('+44 20 7946 0' + dig(3)), type: 'work' }],
  });
  J('j-otlp', {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                attributes: [
                  {
                    key: 'http.request.header.authorization',
                    value: { stringValue: 'Bearer ' + s(b62(32)) },
                  },
                  { key: 'db.connection_string', value: { stringValue: `postgres://a:${s(b62(10))}@h/d` } },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  J('j-pw-list', {
    users: [
      ['name', 'password'],
      ['ann', s(pw())],
      ['bob', s(pw())],
    ],
  });
  J('j-columns', {
    columns: ['id', 'email', 'api_token'],
    rows: [
      [1, s('ann@post-box.fi'), s(b62(24))],
      [2, s('bo@post-box.fi'), s(b62(24))],
    ],
  });
  J('j-db-col', { fields: [{ name: 'id' }, { name: 'password_digest' }], values: [[7, s(hex(64))]] });
  J('j-lang-de', { benutzer: 'kim', passwort: s(pw()), zugangsschluessel: s(b62(20)) });
  J('j-lang-fr', { identifiant: 'kim', mot_de_passe: s(pw()), motDePasse: s(pw()) });
  J('j-lang-es', { usuario: 'kim', contraseña: s(pw()), clave_secreta: s(b62(18)) });
  J('j-lang-ru', { логин: 'kim', пароль: s(pw()) });
  J('j-lang-zh', { 用户: 'kim', 密码: s(pw()) });
  J('j-lang-ja', { ユーザー: 'kim', パスワード: s(pw()) });
  J('j-lang-pt', { usuario: 'kim', senha: s(pw()), chave_api: s(b62(18)) });
  J('j-lang-pl', { login: 'kim', hasło: s(pw()) });
  J('j-lang-ko', { 아이디: 'kim', 비밀번호: s(pw()) });
  J('j-lang-nl', { gebruiker: 'kim', wachtwoord: s(pw()) });
  J('j-lang-tr', { kullanici: 'kim', parola: s(pw()), şifre: s(pw()) });
  s('482913');
  J('j-number-secret', { pin: 482913, note: 'x', count: 3 });

  return samples;
}
