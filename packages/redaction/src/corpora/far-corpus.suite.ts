import { type Fake, fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

type Make = (fake: Fake) => [as: Sample['as'], input: unknown, ...secrets: string[]];

const b64 = (t: string): string => Buffer.from(t).toString('base64');
/**
 * The fourth corpus, out of the way on purpose: what browser agents, shells, secret managers, other
 * languages and other tongues print. Its first measurement is in the README.
 */
const MAKERS: Readonly<Record<string, Make>> = {
  print_r: (f) => {
    const s = f.alnum(20);
    return ['text', `Array\n(\n    [user] => bob\n    [password] => ${s}\n)\n`, s];
  },
  'elixir map': (f) => {
    const s = f.alnum(30);
    return ['text', `%{username: "bob", api_key: "${s}"}`, s];
  },
  'erlang tuple': (f) => {
    const s = f.alnum(30);
    return ['text', `{password, "${s}"}`, s];
  },
  'clojure map': (f) => {
    const s = f.alnum(30);
    return ['text', `{:user "bob" :password "${s}"}`, s];
  },
  'lisp plist': (f) => {
    const s = f.alnum(30);
    return ['text', `(:secret-key "${s}")`, s];
  },
  swift: (f) => {
    const s = f.alnum(30);
    return ['text', `let apiKey: String = "${s}"`, s];
  },
  kotlin: (f) => {
    const s = f.alnum(30);
    return ['text', `const val API_SECRET = "${s}"`, s];
  },
  'c define': (f) => {
    const s = f.alnum(30);
    return ['text', `#define API_TOKEN "${s}"`, s];
  },
  'c# attr': (f) => {
    const s = f.alnum(30);
    return ['text', `new NetworkCredential("svc", "${s}")`, s];
  },
  'java builder': (f) => {
    const s = f.alnum(30);
    return ['text', `Client.builder().username("svc").password("${s}").build()`, s];
  },
  dart: (f) => {
    const s = f.alnum(30);
    return ['text', `final headers = {'X-Access-Token': '${s}'};`, s];
  },
  'nginx conf': (f) => {
    const s = f.alnum(30);
    return ['text', `proxy_set_header Authorization "Bearer ${s}";`, s];
  },
  haproxy: (f) => {
    const s = f.alnum(16);
    return ['text', `user admin insecure-password ${s}`, s];
  },
  'apache setenv': (f) => {
    const s = f.alnum(26);
    return ['text', `SetEnv DB_PASSWORD "${s}"`, s];
  },
  crontab: (f) => {
    const s = f.alnum(26);
    return ['text', `*/5 * * * * API_TOKEN=${s} /usr/bin/sync`, s];
  },
  make: (f) => {
    const s = f.alnum(26);
    return ['text', `DEPLOY_TOKEN ?= ${s}`, s];
  },
  'github actions yaml': (f) => {
    const s = f.alnum(26);
    return ['text', `      with:\n        github-token: ${s}\n        path: x`, s];
  },
  'github mask': (f) => {
    const s = f.alnum(26);
    return ['text', `::add-mask::${s}`, s];
  },
  'gh output': (f) => {
    const s = f.alnum(26);
    return ['text', `echo "token=${s}" >> $GITHUB_OUTPUT`, s];
  },
  'circle context': (f) => {
    const s = f.alnum(26);
    return ['json', { environment: { VAULT_ROLE_SECRET: s } }, s];
  },
  'vault kv get': (f) => {
    const s = f.alnum(26);
    return [
      'text',
      `====== Data ======\nKey         Value\n---         -----\npassword    ${s}\nusername    app\n`,
      s,
    ];
  },
  'aws secretsmanager': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      {
        ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
        Name: 'prod/db',
        SecretString: JSON.stringify({ username: 'app', password: s }),
      },
      s,
    ];
  },
  'ssm get parameter': (f) => {
    const s = f.alnum(20);
    return ['json', { Parameter: { Name: '/prod/db', Type: 'SecureString', Value: s } }, s];
  },
  'az keyvault': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      {
        id: 'https://acme.vault.azure.net/secrets/db/1',
        name: 'db-conn',
        value: s,
        attributes: { enabled: true },
      },
      s,
    ];
  },
  'gcloud print-access-token': (f) => {
    const s = f.urlSafe(180);
    return ['text', `$ gcloud auth print-access-token\nya29.${s}`, s];
  },
  'aws sts text': (f) => {
    const [a, b] = [f.base64(40), f.base64(300)];
    return ['text', `CREDENTIALS\tASIA${f.upper(16)}\t2026-10-02T12:00:00Z\t${a}\t${b}`, a];
  },
  'heroku config': (f) => {
    const s = f.alnum(30);
    return [
      'text',
      `=== app Config Vars\nDATABASE_URL:      postgres://u:${s}@ec2.compute.amazonaws.com:5432/d\nNODE_ENV:          production`,
      s,
    ];
  },
  'heroku config 2': (f) => {
    const s = f.alnum(30);
    return ['text', `STRIPE_SECRET_KEY: ${s}`, s];
  },
  'printenv in tool output': (f) => {
    const s = f.alnum(30);
    return ['json', { type: 'tool_result', content: `PATH=/usr/bin\nOPENROUTER_KEY=${s}\nHOME=/root` }, s];
  },
  'set -x trace': (f) => {
    const s = f.alnum(30);
    return ['text', `+ export AUTH_TOKEN=${s}\n+ AUTH_TOKEN=${s}`, s];
  },
  'ps aux': (f) => {
    const s = f.alnum(30);
    return ['text', `root 12 0.0 0.1 node server.js --jwt-secret=${s} --port 80`, s];
  },
  httpie: (f) => {
    const s = f.alnum(30);
    return ['text', `http POST api.acme.io/login username=ana password=${s}`, s];
  },
  'httpie header': (f) => {
    const s = f.alnum(30);
    return ['text', `http api.acme.io X-Api-Token:${s}`, s];
  },
  wget: (f) => {
    const s = f.alnum(20);
    return ['text', `wget --http-user=ana --http-password=${s} https://x`, s];
  },
  'scp-like smb': (f) => {
    const s = f.alnum(20);
    return ['text', `mount -t cifs //srv/share /mnt -o username=ana,password=${s}`, s];
  },
  'ftp url': (f) => {
    const s = f.alnum(20);
    return ['text', `ftp://ana:${s}@ftp.acme.io/x`, s];
  },
  'ldap bind': (f) => {
    const s = f.alnum(20);
    return ['text', `ldapsearch -x -D "cn=admin" -w ${s} -b dc=acme`, s];
  },
  kinit: (f) => {
    const s = f.alnum(20);
    return ['text', `echo ${s} | docker login --username bot --password-stdin`, s];
  },
  'echo into file': (f) => {
    const s = f.alnum(20);
    return ['text', `echo "${s}" | gh auth login --with-token`, s];
  },
  'expect script': (f) => {
    const s = f.alnum(20);
    return ['text', `expect "Password:"\nsend "${s}\\r"`, s];
  },
  'terraform output': (f) => {
    const s = f.alnum(24);
    return ['text', `db_password = "${s}"\nendpoint = "x.rds.amazonaws.com"`, s];
  },
  'pulumi yaml': (f) => {
    const s = f.base64(60);
    return ['text', `config:\n  app:dbPassword:\n    secure: ${s}`, s];
  },
  'helm set': (f) => {
    const s = f.alnum(24);
    return ['text', `helm upgrade app ./c --set auth.password=${s},replicas=2`, s];
  },
  'kubectl create': (f) => {
    const s = f.alnum(24);
    return ['text', `kubectl create secret generic db --from-literal=pw=${s}`, s];
  },
  'kubectl create literal unnamed': (f) => {
    const s = f.alnum(24);
    return ['text', `kubectl create secret generic db --from-literal=value=${s}`, s];
  },
  sops: (f) => {
    const s = f.base64(40);
    return ['text', `password: ENC[AES256_GCM,data:${s},iv:x,tag:y,type:str]`, s];
  },
  'x-www-form in json string': (f) => {
    const s = f.alnum(24);
    return [
      'json',
      { method: 'POST', body: `client_id=a&client_secret=${s}&grant_type=client_credentials` },
      s,
    ];
  },
  'json escaped twice in log': (f) => {
    const s = f.alnum(24);
    return ['text', `msg="{\\"body\\":\\"{\\\\\\"password\\\\\\":\\\\\\"${s}\\\\\\"}\\"}"`, s];
  },
  'url-encoded twice': (f) => {
    const s = f.alnum(24);
    return ['text', `next=${encodeURIComponent(encodeURIComponent(`https://a/cb?access_token=${s}`))}`, s];
  },
  'data url json': (f) => {
    const s = b64(JSON.stringify({ token: f.alnum(30) }));
    return ['text', `data:application/json;base64,${s}`, s];
  },
  'ws frame': (f) => {
    const s = f.alnum(30);
    return ['text', `42["auth",{"token":"${s}"}]`, s];
  },
  'graphql ws': (f) => {
    const s = f.jwt();
    return ['json', { type: 'connection_init', payload: { Authorization: `Bearer ${s}` } }, s];
  },
  'jsonrpc params': (f) => {
    const s = f.alnum(16);
    return ['json', { jsonrpc: '2.0', method: 'login', params: ['ana', s] }, s];
  },
  'mcp tool call': (f) => {
    const s = f.alnum(30);
    return [
      'json',
      { method: 'tools/call', params: { name: 'connect', arguments: { dsn: `mysql://root:${s}@db/x` } } },
      s,
    ];
  },
  'anthropic tool_use': (f) => {
    const s = f.alnum(14);
    return [
      'json',
      { type: 'tool_use', name: 'browser_type', input: { element: 'Password field', ref: 'e12', text: s } },
      s,
    ];
  },
  playwright: (f) => {
    const s = f.alnum(14);
    return ['text', `await page.getByLabel('Password').fill('${s}');`, s];
  },
  selenium: (f) => {
    const s = f.alnum(14);
    return ['text', `driver.find_element(By.ID, "password").send_keys("${s}")`, s];
  },
  cypress: (f) => {
    const s = f.alnum(14);
    return ['text', `cy.get('[name=password]').type('${s}')`, s];
  },
  'bash tool input': (f) => {
    const s = f.alnum(30);
    return ['json', { command: `export ANTHROPIC_AUTH_TOKEN="${s}" && claude -p hi` }, s];
  },
  'edit tool diff': (f) => {
    const s = f.alnum(30);
    return ['text', `@@ -1,2 +1,2 @@\n-API_KEY=old\n+API_KEY=${s}\n`, s];
  },
  'git diff json': (f) => {
    const s = f.alnum(30);
    return ['text', `+  "apiKey": "${s}",`, s];
  },
  'email body password': (f) => {
    const s = f.alnum(12);
    return ['text', `Username: ana\nTemporary password: ${s}\n\nPlease change it.`, s];
  },
  wifi: (f) => {
    const s = f.alnum(12);
    return ['text', `WIFI:T:WPA;S:Office;P:${s};;`, s];
  },
  'wifi prose': (f) => {
    const s = f.alnum(12);
    return ['text', `The wifi password: ${s} (guest)`, s];
  },
  'sms otp': (f) => {
    const s = f.digits(6);
    return ['text', `${s} is your Acme login code. Don't share it.`, s];
  },
  'otp german': (f) => {
    const s = f.digits(6);
    return ['text', `Ihr Bestätigungscode lautet ${s}.`, s];
  },
  'otp french': (f) => {
    const s = f.digits(6);
    return ['text', `Votre code de vérification est : ${s}`, s];
  },
  'otp spanish': (f) => {
    const s = f.digits(6);
    return ['text', `Tu código de verificación es ${s}`, s];
  },
  'password spanish': (f) => {
    const s = f.password();
    return ['text', `La contraseña es ${s}`, s];
  },
  'yaml list of users': (f) => {
    const s = f.alnum(16);
    return ['text', `users:\n- {name: ana, password: ${s}, admin: true}\n`, s];
  },
  'toml inline': (f) => {
    const s = f.alnum(26);
    return ['text', `registry = { index = "https://x", token = "${s}" }`, s];
  },
  'xml attr api': (f) => {
    const s = f.alnum(26);
    return ['text', `<auth apiKey='${s}'/>`, s];
  },
  'soap ns': (f) => {
    const s = f.alnum(26);
    return ['text', `<ns1:sessionToken xsi:type="xsd:string">${s}</ns1:sessionToken>`, s];
  },
  'html table': (f) => {
    const s = f.alnum(16);
    return ['text', `<tr><th>Password</th><td>${s}</td></tr>`, s];
  },
  'dl list': (f) => {
    const s = f.alnum(16);
    return ['text', `<dt>API key</dt><dd>${s}</dd>`, s];
  },
  'form label': (f) => {
    const s = f.alnum(16);
    return ['text', `- textbox "Password" [ref=e12]: ${s}`, s];
  },
  'csv quoted head': (f) => {
    const s = f.alnum(16);
    return ['text', `"Email","Temp Password"\n"a","${s}"\n`, s];
  },
  'jsonl csv in string': (f) => {
    const s = f.alnum(16);
    return ['json', { csv: `user,secret\nana,${s}\n` }, s];
  },
  'mysql box': (f) => {
    const s = f.alnum(20);
    return ['text', `+----+-------+\n| id | token |\n+----+-------+\n|  1 | ${s} |\n+----+-------+`, s];
  },
  'mysql vertical': (f) => {
    const s = f.alnum(20);
    return ['text', `*** 1. row ***\n      id: 1\napi_token: ${s}\n`, s];
  },
  'console.table': (f) => {
    const s = f.alnum(20);
    return [
      'text',
      `┌─────────┬──────────┐\n│ (index) │ password │\n├─────────┼──────────┤\n│ 0       │ '${s}' │\n└─────────┴──────────┘`,
      s,
    ];
  },
  pandas: (f) => {
    const s = f.alnum(20);
    return ['text', `   user   password\n0  ana  ${s}\n`, s];
  },
  'sql params': (f) => {
    const s = f.alnum(12);
    return ['json', { sql: 'INSERT INTO users (email, password) VALUES ($1, $2)', params: ['x', s] }, s];
  },
  'sql where': (f) => {
    const s = f.alnum(32);
    return ['text', `SELECT * FROM sessions WHERE session_token = '${s}' LIMIT 1`, s];
  },
  'pg dump copy': (f) => {
    const s = f.alnum(20);
    return ['text', `COPY public.users (id, login, password) FROM stdin;\n1\tana\t${s}\n\\.\n`, s];
  },
  mongo: (f) => {
    const s = f.alnum(20);
    return ['text', `db.createUser({ user: "app", pwd: "${s}", roles: [] })`, s];
  },
  'redis auth': (f) => {
    const s = f.alnum(30);
    return ['text', `AUTH default ${s}`, s];
  },
  'redis requirepass': (f) => {
    const s = f.alnum(30);
    return ['text', `requirepass ${s}`, s];
  },
  'memcache sasl': (f) => {
    const s = f.alnum(30);
    return ['text', `rabbitmqctl add_user app ${s}`, s];
  },
  odbc: (f) => {
    const s = f.alnum(16);
    return ['text', `Driver={SQL Server};Server=x;Uid=app;Pwd=${s};`, s];
  },
  'odbc braces': (f) => {
    const s = f.alnum(16);
    return ['text', `Driver=x;UID=sa;PWD={${s}};Database=d`, s];
  },
  'ado quoted': (f) => {
    const s = f.alnum(16);
    return ['text', `Data Source=x;User Id=y;Password="${s}";`, s];
  },
  mqtt: (f) => {
    const s = f.alnum(16);
    return ['text', `mosquitto_pub -h b -u dev -P ${s} -t x -m y`, s];
  },
  'x-amz in json': (f) => {
    const s = f.base64(300);
    return ['json', { headers: { 'X-Amz-Security-Token': s } }, s];
  },
  'oss signed url': (f) => {
    const s = f.alnum(27);
    return [
      'url',
      `https://b.oss-cn-hangzhou.aliyuncs.com/o?OSSAccessKeyId=LTAI${f.alnum(20)}&Expires=1&Signature=${s}%3D`,
      s,
    ];
  },
  cloudinary: (f) => {
    const s = f.urlSafe(27);
    return ['text', `CLOUDINARY_URL=cloudinary://123456789012345:${s}@acme`, s];
  },
  'firebase link': (f) => {
    const s = f.urlSafe(40);
    return ['url', `https://acme.firebaseapp.com/__/auth/action?mode=resetPassword&oobCode=${s}`, s];
  },
  'supabase link': (f) => {
    const s = f.hex(56);
    return ['text', `https://x.supabase.co/auth/v1/verify?token=${s}&type=magiclink`, s];
  },
  'zoom link': (f) => {
    const s = f.alnum(32);
    return ['text', `https://acme.zoom.us/j/123456789?pwd=${s}.1`, s];
  },
  'calendar ics': (f) => {
    const s = f.hex(32);
    return [
      'text',
      `https://calendar.google.com/calendar/ical/x%40group.calendar.google.com/private-${s}/basic.ics`,
      s,
    ];
  },
  'lambda url sig': (f) => {
    const s = f.hex(64);
    return ['text', `GET /x?X-Amz-Signature=${s} HTTP/1.1`, s];
  },
  'raw http basic': (f) => {
    const s = b64('svc:' + f.alnum(12));
    return ['text', `GET / HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${s}\r\n\r\n`, s];
  },
  'raw http cookie': (f) => {
    const s = f.alnum(26);
    return ['text', `GET / HTTP/1.1\r\nCookie: a=b; laravel_session=${s}\r\n`, s];
  },
  'document.cookie': (f) => {
    const s = f.alnum(40);
    return ['text', `document.cookie = "auth_session=${s}; path=/"`, s];
  },
  localstorage: (f) => {
    const s = f.alnum(40);
    return ['text', `localStorage.setItem('accessToken', '${s}')`, s];
  },
  'storage state': (f) => {
    const s = f.alnum(40);
    return [
      'json',
      { origins: [{ origin: 'https://x', localStorage: [{ name: 'id_token', value: s }] }] },
      s,
    ];
  },
  'push subscription': (f) => {
    const s = f.urlSafe(22);
    return [
      'json',
      { endpoint: 'https://fcm.googleapis.com/fcm/send/abc', keys: { p256dh: f.urlSafe(87), auth: s } },
      s,
    ];
  },
  vapid: (f) => {
    const s = f.urlSafe(43);
    return ['text', `VAPID_PRIVATE_KEY=${s}`, s];
  },
  'jwks file': (f) => {
    const s = f.urlSafe(86);
    return ['text', `{"kty":"OKP","crv":"Ed25519","d":"${s}","x":"${f.urlSafe(43)}"}`, s];
  },
  'ssh ed25519 one-line b64': (f) => {
    const s = b64(f.pem('OPENSSH PRIVATE KEY', 3));
    return ['text', `SSH_KEY_B64=${s}`, s];
  },
  'p12 password': (f) => {
    const s = f.alnum(12);
    return ['text', `openssl pkcs12 -in a.p12 -passin pass:${s} -nodes`, s];
  },
  signal: (f) => {
    const s = f.alnum(24);
    return ['json', { webhook: { secret: s, events: ['push'] } }, s];
  },
  license: (f) => {
    const s = [1, 2, 3, 4, 5].map(() => f.upper(5)).join('-');
    return ['json', { license_key: s }, s];
  },
  'card in sentence w/ cvv': (f) => {
    const [a, b] = [f.card('4', 16), f.digits(3)];
    return ['text', `card ${a} cvv ${b}`, a];
  },
  'card with narrow spaces': (f) => {
    const s = f.card('5105', 16).replace(/(.{4})(?=.)/g, '$1\u00a0');
    return ['text', `card ${s}`, s];
  },
  'card with dots': (f) => {
    const s = f.card('5105', 16).replace(/(.{4})(?=.)/g, '$1.');
    return ['text', `card number ${s}`, s];
  },
  'card in xml': (f) => {
    const s = f.card('4', 16);
    return ['text', `<CardNumber>${s}</CardNumber>`, s];
  },
  'card in SSE': (f) => {
    const s = f.card('4', 16);
    return [
      'text',
      `data: {"delta":"Card ${s.slice(0, 8)}"}\n\ndata: {"delta":"${s.slice(8)} ok"}\n\n`,
      s.slice(8),
    ];
  },
  'iban in prose GB': (f) => {
    const s = f.iban('GB', 'NWBK' + f.digits(14));
    return ['text', `IBAN: ${s}`, s];
  },
  'iban nbsp': (f) => {
    const s = f.iban('DE', f.digits(18)).replace(/(.{4})(?=.)/g, '$1\u00a0');
    return ['text', `IBAN ${s}`, s];
  },
  'iban in form': (f) => {
    const s = f.iban('ES', f.digits(20));
    return ['text', `acct=${s}&amount=3`, s];
  },
  'email in json key': () => ['json', { 'bob.marley@reggae.jm': 3 }, 'bob.marley'],
  'email obfuscated': () => ['text', 'bob.marley (at) reggae.org', 'bob.marley (at)'],
  'email unicode escapes': () => ['text', '{"e":"bob.marley\\u0040reggae.org"}', 'bob.marley'],
  'email html entity': () => ['text', '<p>bob.marley&#64;reggae.org</p>', 'bob.marley'],
  'email in log': () => ['text', 'user=bob.marley@reggae.org action=login', 'bob.marley'],
  'email quoted': () => ['text', '"Bob Marley" <bob@reggae.org>', 'bob@reggae'],
  'phone uk': () => ['text', 'Tel: 020 7183 8750', '7183 8750'],
  'phone fr': () => ['text', 'Téléphone : 06 12 34 56 78', '34 56 78'],
  'phone 00': () => ['text', 'ruf mich an 0049 151 23456789', '23456789'],
  'phone us dashed': () => ['text', '650-253-0000 is the number', '253-0000'],
  'phone us plain by name': () => ['json', { phone: '6502530000' }, '6502530000'],
  'phone us 1': () => ['text', '1-800-692-7753', '692-7753'],
  'phone e164 in url': () => ['url', 'https://wa.me/4915123456789', '4915123456789'],
  'phone whatsapp': () => ['json', { from: 'whatsapp:+14155238886' }, '4155238886'],
  'unnamed hex32 in header': (f) => {
    const s = f.hex(32);
    return ['headers', [['ocp-apim-subscription-key', s]], s];
  },
  rapidapi: (f) => {
    const s = f.alnum(50);
    return ['headers', [['X-RapidAPI-Key', s]], s];
  },
  'x-auth header custom': (f) => {
    const s = f.alnum(18);
    return ['headers', [['X-Plex', s]], s];
  },
  'authorization raw key': (f) => {
    const s = f.alnum(32);
    return ['headers', [['authorization', s]], s];
  },
  'sec-websocket-protocol token': (f) => {
    const s = f.alnum(60);
    return ['headers', [['sec-websocket-protocol', `realtime, openai-insecure-api-key.${s}`]], s];
  },
  'query unlisted': (f) => {
    const s = f.alnum(22);
    return ['url', `https://x/y?zk=${s}`, s];
  },
  'subscription link': (f) => {
    const s = f.alnum(32);
    return ['text', `https://sub.acme.io/link/${s}`, s];
  },
  'mistral key by env': (f) => {
    const s = f.alnum(32);
    return ['text', `MISTRAL_API_KEY=${s}`, s];
  },
  'azure openai header': (f) => {
    const s = f.hex(32);
    return ['text', `api-key: ${s}`, s];
  },
  bedrock: (f) => {
    const s = b64(f.alnum(90));
    return ['text', `AWS_BEARER_TOKEN_BEDROCK=ABSK${s}`, s];
  },

  // what SDKs, services and streams say, by the same author after the rules had learnt the above
  'retool style token': (f) => {
    const s = f.alnum(32);
    return ['text', `Using retool_${s} from settings`, s];
  },
  'mistral bearer sdk log': (f) => {
    const s = f.alnum(32);
    return ['text', `[mistral] POST /v1/chat/completions auth=Bearer ${s}`, s];
  },
  'cohere key ctor': (f) => {
    const s = f.alnum(40);
    return ['text', `co = cohere.ClientV2("${s}")`, s];
  },
  'new OpenAI positional': (f) => {
    const s = f.alnum(48);
    return ['text', `const c = new OpenAI({ apiKey: 'sk-${s}', baseURL })`, s];
  },
  elevenlabs: (f) => {
    const s = f.hex(48);
    return ['text', `xi-api-key: sk_${s}`, s];
  },
  'deepgram token': (f) => {
    const s = f.hex(40);
    return ['headers', [['Authorization', `Token ${s}`]], s];
  },
  assemblyai: (f) => {
    const s = f.hex(32);
    return ['headers', [['authorization', s]], s];
  },
  'serpapi query': (f) => {
    const s = f.hex(64);
    return ['url', `https://serpapi.com/search?q=x&api_key=${s}`, s];
  },
  'google maps': (f) => {
    const s = f.urlSafe(35);
    return [
      'text',
      `<script src="https://maps.googleapis.com/maps/api/js?key=AIza${s}&libraries=places">`,
      s,
    ];
  },
  'openweather appid': (f) => {
    const s = f.hex(32);
    return ['url', `https://api.openweathermap.org/data/2.5/weather?q=Oslo&appid=${s}`, s];
  },
  'mapbox public style': (f) => {
    const s = f.alnum(60);
    return ['url', `https://api.mapbox.com/x?access_token=pk.eyJ1${s}.${f.urlSafe(22)}`, s];
  },
  'twilio basic': (f) => {
    const s = b64(`AC${f.hex(32)}:${f.hex(32)}`);
    return ['headers', [['Authorization', `Basic ${s}`]], s];
  },
  'twilio curl': (f) => {
    const s = f.hex(32);
    return ['text', `curl -X POST https://api.twilio.com/2010-04-01/Accounts.json -u AC${f.hex(32)}:${s}`, s];
  },
  'stripe publishable+secret env': (f) => {
    const s = f.alnum(99);
    return ['text', `STRIPE_SECRET=sk_test_51${s}`, s];
  },
  zendesk: (f) => {
    const s = f.alnum(40);
    return ['text', `email/token auth: agent@acme.com/token:${s}`, s];
  },
  'jira basic json': (f) => {
    const s = f.urlSafe(190);
    return ['json', { jira: { user: 'a@b.co', apiToken: `ATATT3xFfGF0${s}=1A2B3C4D` } }, s];
  },
  'salesforce session': (f) => {
    const s = f.alnum(96);
    return ['json', { sessionId: `00D5g000004abcd!${s}` }, s];
  },
  intercom: (f) => {
    const s = b64(`tok:${f.hex(8)}_${f.hex(4)}:1:0`);
    return ['text', `INTERCOM_ACCESS_TOKEN=${s}`, s];
  },
  'segment basic': (f) => {
    const s = b64(f.alnum(32) + ':');
    return ['headers', [['authorization', `Basic ${s}`]], s];
  },
  'algolia headers': (f) => {
    const s = f.hex(32);
    return [
      'headers',
      [
        ['X-Algolia-API-Key', s],
        ['X-Algolia-Application-Id', 'ABCDEFGHIJ'],
      ],
      s,
    ];
  },
  'contentful url': (f) => {
    const s = f.urlSafe(43);
    return ['url', `https://cdn.contentful.com/spaces/abc/entries?access_token=${s}`, s];
  },
  'signed cookie': (f) => {
    const s = f.urlSafe(43);
    return ['headers', [['cookie', `_ga=GA1.1.1; session=eyJ1c2VyIjoxfQ.${s}`]], s];
  },
  'nextauth cookie': (f) => {
    const s = f.urlSafe(120);
    return ['headers', [['set-cookie', `__Secure-next-auth.session-token=${s}; Path=/; HttpOnly`]], s];
  },
  'refresh in body form': (f) => {
    const s = f.urlSafe(64);
    return ['bytes', `grant_type=refresh_token&refresh_token=${s}&client_id=abc`, s];
  },
  'device code': (f) => {
    const s = f.urlSafe(40);
    return ['json', { device_code: s, user_code: 'WDJB-MJHT', verification_uri: 'https://x/device' }, s];
  },
  'id_token in fragment json': (f) => {
    const s = f.jwt();
    return ['json', { url: `https://app/cb#id_token=${s}&state=1` }, s];
  },
  'aws presigned in json': (f) => {
    const s = f.hex(64);
    return [
      'json',
      { uploadUrl: `https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${s}` },
      s,
    ];
  },
  'azure sas connection': (f) => {
    const s = encodeURIComponent(f.base64(43) + '=');
    return ['text', `BlobEndpoint=https://a.blob.core.windows.net;SharedAccessSignature=sv=2024&sig=${s}`, s];
  },
  'gcs hmac': (f) => {
    const s = f.base64(40);
    return ['json', { accessId: `GOOG1E${f.upper(55)}`, secret: s }, s];
  },
  'docker auth uppercase registry': (f) => {
    const s = b64(`u:${f.alnum(20)}`);
    return ['text', `{"auths":{"ghcr.io":{"auth":"${s}"}}}`, s];
  },
  'npmrc env form': (f) => {
    const s = f.alnum(36);
    return ['text', `//npm.pkg.github.com/:_authToken=ghp_${s}`, s];
  },
  'graphql inline vars': (f) => {
    const s = f.alnum(10);
    return ['json', { operationName: 'SignUp', variables: { input: { email: 'x@y.z', password: s } } }, s];
  },
  'jwk set private in string': (f) => {
    const s = f.urlSafe(43);
    return ['json', { JWKS: JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', d: s }] }) }, s];
  },
  'multi-line pem in json': (f) => {
    const s = f.base64(64);
    return [
      'json',
      { sshKey: `-----BEGIN RSA PRIVATE KEY-----\n${s}\n${s}\n-----END RSA PRIVATE KEY-----` },
      s,
    ];
  },
  'pem with spaces instead of newlines': (f) => {
    const s = f.base64(64);
    return ['text', `KEY="-----BEGIN PRIVATE KEY----- ${s} ${s} -----END PRIVATE KEY-----"`, s];
  },
  'magic link param': (f) => {
    const s = f.urlSafe(32);
    return ['text', `https://app.acme.io/login/callback?magic_token=${s}`, s];
  },
  'magic link in html mail b64': (f) => {
    const s = b64(`<a href="https://app.acme.io/verify?token=${f.urlSafe(40)}">Verify</a>`);
    return ['text', `Content-Transfer-Encoding: base64\n\n${s}`, s];
  },
  'gmail api body': (f) => {
    const s = Buffer.from(`Your code: https://x.io/reset?token=${f.urlSafe(40)}`).toString('base64url');
    return ['json', { payload: { body: { data: s } } }, s];
  },
  'csv windows': (f) => {
    const s = f.alnum(20);
    return ['text', `user_id,api_token,role\r\n1,${s},admin\r\n`, s];
  },
  'csv quoted commas': (f) => {
    const s = f.alnum(14);
    return ['text', `name,password\n"Doe, Jane",${s}\n`, s];
  },
  'sse done json text': (f) => {
    const s = f.alnum(36);
    const d = [
      `{"choices":[{"delta":{"content":"token: ghp_${s.slice(0, 10)}"}}]}`,
      `{"choices":[{"delta":{"content":"${s.slice(10)}"}}]}`,
    ];
    return ['bytes', d.map((x) => `data: ${x}\n\n`).join('') + 'data: [DONE]\n\n', s.slice(10)];
  },
  'sse password sentence': (f) => {
    const s = f.alnum(14);
    const d = ['The pass', 'word is ', s.slice(0, 6), s.slice(6), ' ok'];
    return [
      'text',
      d.map((x) => `data: ${JSON.stringify({ type: 'text-delta', id: '0', delta: x })}\n\n`).join(''),
      s.slice(0, 6),
      s.slice(6),
    ];
  },
  'anthropic input_json_delta': (f) => {
    const s = f.alnum(20);
    const d = ['{"api_', 'key": "', s.slice(0, 8), s.slice(8) + '"}'];
    return [
      'text',
      d
        .map(
          (x) =>
            `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: x } })}\n\n`,
        )
        .join(''),
      s.slice(0, 8),
      s.slice(8),
    ];
  },
  'dsn clickhouse': (f) => {
    const s = f.alnum(16);
    return ['text', `clickhouse://default:${s}@ch.acme.io:9440/db?secure=true`, s];
  },
  'dsn with special chars': (f) => {
    const s = `${f.alnum(6)}%40${f.alnum(6)}`;
    return ['text', `mongodb://root:${s}@h1,h2:27017/admin?replicaSet=rs0`, s];
  },
  'couchdb basic': (f) => {
    const s = f.alnum(16);
    return ['json', { couch: `http://admin:${s}@localhost:5984` }, s];
  },
  'tcp mysql go': (f) => {
    const s = f.alnum(16);
    return ['text', `db, err := sql.Open("mysql", "root:${s}@tcp(127.0.0.1:3306)/test")`, s];
  },
  'jdbc in xml': (f) => {
    const s = f.alnum(16);
    return ['text', `<property name="url" value="jdbc:postgresql://h/db?user=u&amp;password=${s}"/>`, s];
  },
  'card maestro json': (f) => {
    const s = f.card('5018', 16);
    return ['json', { cc: s }, s];
  },
  'card in log': (f) => {
    const s = f.card('4', 16);
    return ['text', `charged card=${s} amt=12.00`, s];
  },
  'card diners': (f) => {
    const s = f.card('3056', 14);
    return ['text', `card ${s}`, s];
  },
  'iban BE json': (f) => {
    const s = f.iban('BE', f.digits(12));
    return ['json', { to: s }, s];
  },
  'iban in url': (f) => {
    const s = f.iban('IT', 'X' + f.digits(22));
    return ['url', `https://x/pay?to=${s}`, s];
  },
  'email sub json': () => ['json', { to: ['ann.lee@sub.example.co.uk'] }, 'ann.lee'],
  'email in path': () => ['url', 'https://api.acme.io/users/ann.lee@example.com/orders', 'ann.lee'],
  'phone de': () => ['text', 'Telefon: 030 / 901820', '901820'],
  'phone in': () => ['text', 'WhatsApp +91 98765 43210', '43210'],
  'phone us plain text': () => ['text', 'call (212)555-0187 now', '555-0187'],
  'phone au json': () => ['json', { mobile: '+61 412 345 678' }, '345 678'],
  'phone bare us': () => ['text', 'my number is 415-555-0132', '555-0132'],
};
/** Fakes in contexts that are rarely thought of. */
export const farCorpus = (): Sample[] =>
  Object.entries(MAKERS).map(([label, make]) => {
    const [as, input, ...secrets] = make(fakes(`fourth:${label}`));
    return { label, as, input, secrets };
  });
