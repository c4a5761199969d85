import { type Fake, fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

type Make = (fake: Fake) => [as: Sample['as'], input: unknown, ...secrets: string[]];

const b64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Written after the rules were frozen, from what others look for: the families of gitleaks' rules, the
 * generic detectors that GitGuardian documents (assignments, command lines, basic auth, LDAP), and
 * vendors' own examples. Never used to make a rule before its first measurement.
 */
const MAKERS: Readonly<Record<string, Make>> = {
  // other ways to assign
  'fallback in code': (f) => {
    const s = f.alnum(24);
    return ['text', `const key = process.env.STRIPE_KEY || "sk_live_${s}";`, s];
  },
  'fallback of an unlisted kind': (f) => {
    const s = f.alnum(32);
    return ['text', `api_token = os.getenv("ACME_TOKEN") or "${s}"`, s];
  },
  'default argument of getenv': (f) => {
    const s = f.alnum(32);
    return ['text', `os.environ.get("SECRET_KEY", "${s}")`, s];
  },
  'go short assignment': (f) => {
    const s = f.lower(32);
    return ['text', `clientSecret := "${s}"`, s];
  },
  'r arrow': (f) => {
    const s = f.alnum(20);
    return ['text', `db_password <- "${s}"`, s];
  },
  'ruby hash rocket': (f) => {
    const s = f.alnum(28);
    return ['text', `{ :access_token => '${s}' }`, s];
  },
  'php define': (f) => {
    const s = f.password();
    return ['text', `define('DB_PASSWORD', '${s}');`, s];
  },
  'php array of freemius': (f) => {
    const s = `sk_${f.alnum(29)}`;
    return ['text', `$config = array('secret_key' => '${s}');`, s];
  },
  'setter call': (f) => {
    const s = f.alnum(18);
    return ['text', `conn.setPassword("${s}");`, s];
  },
  'function argument': (f) => {
    const s = f.alnum(26);
    return ['text', `client = Client(api_key("${s}"))`, s];
  },
  'comparison in code': (f) => {
    const s = f.alnum(16);
    return ['text', `if (password == "${s}") return true;`, s];
  },
  'c macro': (f) => {
    const s = f.alnum(20);
    return ['text', `#define WIFI_PASSWORD "${s}"`, s];
  },
  'csharp property': (f) => {
    const s = f.alnum(22);
    return ['text', `public string ApiKey { get; set; } = "${s}";`, s];
  },
  'java annotation': (f) => {
    const s = f.alnum(22);
    return ['text', `@Value("\${app.secret:${s}}") String secret;`, s];
  },
  'kotlin const': (f) => {
    const s = f.alnum(24);
    return ['text', `private const val API_SECRET: String = "${s}"`, s];
  },
  'python dict call': (f) => {
    const s = f.password();
    return ['text', `mysql.connector.connect(host="db", user="root", passwd="${s}")`, s];
  },
  'python tuple auth': (f) => {
    const s = f.alnum(14);
    return ['text', `requests.get(url, auth=("admin", "${s}"))`, s];
  },
  'terraform variable': (f) => {
    const s = f.alnum(20);
    return ['text', `variable "db_password" {\n  type    = string\n  default = "${s}"\n}`, s];
  },
  'terraform state': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      {
        resources: [
          {
            type: 'random_password',
            instances: [{ attributes: { result: s, length: 20, bcrypt_hash: `$2a$10$${f.alnum(53)}` } }],
          },
        ],
      },
      s,
    ];
  },
  'helm set': (f) => {
    const s = f.alnum(14);
    return ['text', `helm upgrade app ./chart --set postgresql.auth.password=${s} --wait`, s];
  },
  'docker run': (f) => {
    const s = f.alnum(14);
    return ['text', `docker run -d -e POSTGRES_PASSWORD=${s} -p 5432:5432 postgres`, s];
  },
  dockerfile: (f) => {
    const s = f.alnum(40);
    return ['text', `FROM node\nENV NPM_TOKEN ${s}\nRUN npm ci`, s];
  },
  'compose list': (f) => {
    const s = f.alnum(18);
    return ['text', `    environment:\n      - MYSQL_ROOT_PASSWORD=${s}\n      - TZ=UTC`, s];
  },
  'kubectl literal': (f) => {
    const s = f.alnum(16);
    return ['text', `kubectl create secret generic db --from-literal=password=${s}`, s];
  },
  'ansible vars': (f) => {
    const s = f.alnum(16);
    return ['text', `ansible_become_pass: ${s}`, s];
  },
  'vault file of ansible': (f) => {
    const s = f.digits(80);
    return ['text', `$ANSIBLE_VAULT;1.1;AES256\n${s}\n`, s];
  },
  // headers and cookies
  'cf-access': (f) => {
    const s = f.hex(64);
    return ['headers', [['CF-Access-Client-Secret', s]], s];
  },
  'x-vault-token': (f) => {
    const s = `s.${f.alnum(24)}`;
    return ['headers', [['X-Vault-Token', s]], s];
  },
  'x-shopify-access-token': (f) => {
    const s = `shpat_${f.hex(32)}`;
    return ['headers', [['X-Shopify-Access-Token', s]], s];
  },
  'x-auth-email and key': (f) => {
    const s = f.hex(37);
    return ['headers', [['X-Auth-Key', s]], s];
  },
  'ocp-apim': (f) => {
    const s = f.hex(32);
    return ['headers', [['Ocp-Apim-Subscription-Key', s]], s];
  },
  'dd-api-key': (f) => {
    const s = f.hex(32);
    return ['headers', [['DD-API-KEY', s]], s];
  },
  'x-telegram secret': (f) => {
    const s = f.urlSafe(30);
    return ['headers', [['X-Telegram-Bot-Api-Secret-Token', s]], s];
  },
  'set-cookie remember': (f) => {
    const s = encodeURIComponent(f.base64(60));
    return [
      'headers',
      [['set-cookie', `remember_user_token=${s}; path=/; expires=Fri, 01 Jan 2027 00:00:00 GMT`]],
      s,
    ];
  },
  'digest authorization': (f) => {
    const s = f.hex(32);
    return [
      'headers',
      [['Authorization', `Digest username="jo", realm="r", nonce="n", uri="/", response="${s}"`]],
      s,
    ];
  },
  'headers in a python repr': (f) => {
    const s = f.alnum(32);
    return ['text', `sending {'Authorization': 'token ${s}', 'Accept': '*/*'}`, s];
  },
  'fetch options': (f) => {
    const s = f.alnum(36);
    return ['text', `fetch(u, { headers: { "X-API-Key": "${s}" } })`, s];
  },
  'wget header': (f) => {
    const s = f.alnum(30);
    return ['text', `wget --header="Authorization: Bearer ${s}" https://a.example/f`, s];
  },
  httpie: (f) => {
    const s = f.alnum(30);
    return ['text', `http POST https://a.example/x X-Api-Key:${s} a=b`, s];
  },
  // URLs
  ftp: (f) => {
    const s = f.alnum(11);
    return ['text', `ftp://backup:${s}@files.example.com/d.tgz`, s];
  },
  smtp: (f) => {
    const s = f.alnum(16);
    return ['text', `EMAIL_URL=smtp://postmaster%40mg.example.com:${s}@smtp.example.com:587`, s];
  },
  amqp: (f) => {
    const s = f.urlSafe(32);
    return ['json', { broker: `amqps://jo:${s}@rabbit.example.com/vh` }, s];
  },
  proxy: (f) => {
    const s = f.alnum(12);
    return ['text', `https_proxy=http://jo:${s}@proxy.corp:3128`, s];
  },
  'password with an at sign': (f) => {
    const s = `p@${f.alnum(8)}`;
    return ['text', `mysql://root:${s}@db:3306/x`, s.slice(2)];
  },
  cloudinary: (f) => {
    const s = f.urlSafe(27);
    return ['text', `CLOUDINARY_URL=cloudinary://123456789012345:${s}@demo`, s];
  },
  'ical private link': (f) => {
    const s = f.hex(32);
    return ['text', `https://calendar.google.com/calendar/ical/jo%40example.com/private-${s}/basic.ics`, s];
  },
  'zapier hook': (f) => {
    const s = f.lower(7);
    return ['text', `https://hooks.zapier.com/hooks/catch/${f.digits(7)}/${s}x9/`, `${s}x9`];
  },
  'teams workflow': (f) => {
    const s = f.urlSafe(43);
    return [
      'text',
      `https://prod-1.westus.logic.azure.com/workflows/${f.hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=${s}`,
      s,
    ];
  },
  'gcs signed': (f) => {
    const s = f.hex(512);
    return [
      'url',
      `https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=x%40y.iam&X-Goog-Signature=${s}`,
      s,
    ];
  },
  'cloudfront signed': (f) => {
    const s = f.urlSafe(342);
    return [
      'url',
      `https://d1.cloudfront.net/f?Expires=1767225600&Signature=${s}&Key-Pair-Id=K${f.upper(13)}`,
      s,
    ];
  },
  'invite link': (f) => {
    const s = f.alnum(22);
    return ['text', `Join us: https://app.example.com/invite/${s}`, s];
  },
  'unsubscribe token': (f) => {
    const s = f.urlSafe(48);
    return ['text', `https://news.example.com/u?uid=12&h=${s}`, s];
  },
  'jwt in a query': (f) => {
    const s = f.jwt();
    return ['url', `wss://x.example/socket?EIO=4&jwt=${s}`, s];
  },
  'supabase recovery': (f) => {
    const s = f.hex(56);
    return ['text', `https://p.supabase.co/auth/v1/verify?token=${s}&type=recovery`, s];
  },
  // documents
  kubeconfig: (f) => {
    const s = b64(f.pem('RSA PRIVATE KEY', 3));
    return ['text', `users:\n- name: admin\n  user:\n    client-key-data: ${s}\n`, s];
  },
  'nuget config': (f) => {
    const s = f.alnum(15);
    return ['text', `<add key="ClearTextPassword" value="${s}" />`, s];
  },
  'maven settings': (f) => {
    const s = `{${f.base64(40)}=}`;
    return ['text', `<server>\n  <id>x</id>\n  <passphrase>${s}</passphrase>\n</server>`, s.slice(1, 30)];
  },
  'jenkins xml': (f) => {
    const s = f.hex(34);
    return ['text', `<apiToken>${s}</apiToken>`, s];
  },
  'android strings': (f) => {
    const s = f.alnum(30);
    return ['text', `<string name="api_secret_key">${s}</string>`, s];
  },
  'openvpn static key': (f) => {
    const s = f.hex(32);
    return [
      'text',
      `-----BEGIN OpenVPN Static key V1-----\n${s}\n${f.hex(32)}\n-----END OpenVPN Static key V1-----`,
      s,
    ];
  },
  'ssh host key in json': (f) => {
    const s = f.pem('OPENSSH PRIVATE KEY', 4);
    return ['json', { ssh: { hostKey: s } }, s.split('\n')[2] ?? ''];
  },
  'git-credentials': (f) => {
    const s = f.alnum(20);
    return ['text', `https://jo:${s}@bitbucket.org\n`, s];
  },
  'my.cnf': (f) => {
    const s = f.alnum(12);
    return ['text', `[mysqldump]\npassword="${s}"\n`, s];
  },
  'wp-config': (f) => {
    const s = f.of('abcdefABCDEF0123456789!@#$%^&*()-_[]{}<>~`+=,.;:/?|', 60).replace(/['\\]/g, '');
    return ['text', `define( 'AUTH_KEY',         '${s}' );`, s];
  },
  'django settings': (f) => {
    const s = `django-insecure-${f.lower(30)}@#$`;
    return ['text', `SECRET_KEY = '${s}'`, s];
  },
  'rails master key': (f) => {
    const s = f.hex(32);
    return ['text', `RAILS_MASTER_KEY=${s} bin/rails s`, s];
  },
  gradle: (f) => {
    const s = f.alnum(15);
    return ['text', `storePassword '${s}'\nkeyAlias 'a'`, s];
  },
  appsettings: (f) => {
    const s = f.alnum(16);
    return [
      'json',
      { ConnectionStrings: { Default: `Data Source=.;Initial Catalog=A;User Id=sa;Pwd=${s};` } },
      s,
    ];
  },
  'firebase config': (f) => {
    const s = `AIza${f.urlSafe(35)}`;
    return ['text', `firebase.initializeApp({ apiKey: "${s}", authDomain: "a.firebaseapp.com" })`, s];
  },
  'postman environment': (f) => {
    const s = f.alnum(28);
    return ['json', { values: [{ key: 'access_token', value: s, type: 'secret' }] }, s];
  },
  'har post data': (f) => {
    const s = f.password();
    return [
      'json',
      { postData: { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'passwd', value: s }] } },
      s,
    ];
  },
  'aws secrets manager': (f) => {
    const s = f.password();
    return ['json', { Name: 'prod/db', SecretString: JSON.stringify({ username: 'a', password: s }) }, s];
  },
  'vault answer': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      {
        data: { data: { anything: s }, metadata: { version: 1 } },
        auth: { client_token: `hvs.${f.alnum(24)}` },
      },
      `hvs.`,
    ];
  },
  'azure token answer': (f) => {
    const s = f.urlSafe(200);
    return ['json', { token_type: 'Bearer', expires_in: 3599, access_token: s }, s];
  },
  'snake of sessions': (f) => {
    const s = f.urlSafe(44);
    return ['json', { user: { sessionToken: s, refreshToken: `v1.${f.urlSafe(60)}` } }, s];
  },
  'soap envelope': (f) => {
    const s = f.password();
    return ['text', `<soap:Body><wsse:Password Type="PasswordText">${s}</wsse:Password></soap:Body>`, s];
  },
  'tsv export': (f) => {
    const s = f.alnum(14);
    return ['text', `email_address\tfull name\tclient secret\nx\tJo\t${s}\n`, s];
  },
  'csv quoted': (f) => {
    const s = `${f.alnum(8)},x`;
    return ['text', `"Username","Password","URL"\n"jo","${s}","https://x"\n`, s];
  },
  'env in json': (f) => {
    const s = f.alnum(32);
    return ['json', { command: `FOO=1 HUBSPOT_ACCESS_TOKEN=${s} node app.js` }, s];
  },
  'log line': (f) => {
    const s = f.alnum(20);
    return ['text', `2026-01-01 DEBUG login ok user=jo pwd=${s} ip=10.0.0.1`, s];
  },
  'log line of a dict': (f) => {
    const s = f.alnum(14);
    return ['text', `DEBUG params: {'user': 'jo', 'new_password': '${s}'}`, s];
  },
  'stack trace': (f) => {
    const s = f.alnum(12);
    return ['text', `Error: connect failed for jo:${s}@10.0.0.2:5432 (ECONNREFUSED)`, s];
  },
  // streams and tools
  'tool result in a chat': (f) => {
    const s = f.alnum(24);
    return [
      'json',
      { role: 'tool', content: `{"ok":true,"credentials":{"username":"jo","secret":"${s}"}}` },
      s,
    ];
  },
  'sse responses arguments': (f) => {
    const s = f.alnum(16);
    return [
      'bytes',
      (JSON.stringify({ api_key: s }).match(/.{1,3}/g) ?? [])
        .map(
          (delta) =>
            `data: ${JSON.stringify({ type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 0, delta })}\n\n`,
        )
        .join(''),
      s,
    ];
  },
  'sse gemini parts': (f) => {
    const s = `ghp_${f.alnum(36)}`;
    return [
      'bytes',
      (s.match(/.{1,9}/g) ?? [])
        .map(
          (text) =>
            `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0 }] })}\n\n`,
        )
        .join(''),
      s.slice(8, 20),
    ];
  },
  'base64 of a basic pair': (f) => {
    const s = b64(`apikey:${f.alnum(30)}`);
    return ['json', { registry: { _auth: s } }, s];
  },
  // prose and persons
  'otp with a dash': (f) => {
    const s = `${f.digits(3)}-${f.digits(3)}`;
    return ['text', `Your login code: ${s}`, s];
  },
  'otp sentence': (f) => {
    const s = f.digits(6);
    return ['text', `Use ${s} as your one-time passcode to sign in to Acme.`, s];
  },
  'wifi sentence': (f) => {
    const s = f.password();
    return ['text', `The wifi password is "${s}" (guest network).`, s];
  },
  'password in german': (f) => {
    const s = f.alnum(10);
    return ['text', `Das Passwort lautet ${s}`, s];
  },
  'username slash password': (f) => {
    const s = f.alnum(10);
    return ['text', `Login: admin / ${s}`, s];
  },
  'totp uri': (f) => {
    const s = f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32);
    return ['text', `otpauth://totp/Acme:jo?secret=${s}&issuer=Acme`, s];
  },
  mnemonic: () => [
    'json',
    { mnemonic: 'legal winner thank year wave sausage worth useful legal winner thank yellow' },
    'sausage worth',
  ],
  'iban fr': (f) => {
    const s = f.iban('FR', `${f.digits(10)}${f.upper(11)}${f.digits(2)}`);
    return ['text', `Virement sur ${s} merci`, s];
  },
  'discover card dashed': (f) => {
    const s = f.card('6011', 16).replace(/(.{4})(?=.)/g, '$1-');
    return ['text', `cc ${s}`, s];
  },
  'email of a subdomain': (f) => {
    const s = `${f.of('abcdef', 6)}+test@mail.corp.example.co.uk`;
    return ['json', { to: [s] }, s];
  },
  'phone of france': () => ['text', 'Joignable au +33 6 12 34 56 78.', '+33 6 12 34 56 78'],
  'phone dotted': () => ['text', 'tel 415.555.0123', '415.555.0123'],
  // vendors by name only
  algolia: (f) => {
    const s = f.hex(32);
    return ['text', `ALGOLIA_ADMIN_API_KEY="${s}"`, s];
  },
  twitch: (f) => {
    const s = f.lower(30);
    return ['text', `twitch_client_secret: ${s}`, s];
  },
  okta: (f) => {
    const s = `00${f.urlSafe(40)}`;
    return ['text', `Authorization: SSWS ${s}`, s];
  },
  openshift: (f) => {
    const s = `sha256~${f.urlSafe(43)}`;
    return ['text', `oc login --token=${s}`, s];
  },
  octopus: (f) => {
    const s = `API-${f.upper(26)}`;
    return ['text', `octo push --apiKey ${s}`, s];
  },
  harness: (f) => {
    const s = `pat.${f.alnum(22)}.${f.hex(24)}.${f.alnum(20)}`;
    return ['text', `use ${s}`, s];
  },
  settlemint: (f) => {
    const s = `sm_aat_${f.alnum(16)}`;
    return ['text', `x ${s}`, s];
  },
  maxmind: (f) => {
    const s = `${f.alnum(6)}_${f.alnum(29)}_mmk`;
    return ['text', `x ${s}`, s];
  },
  'defined networking': (f) => {
    const s = `dnkey-${f.upper(26)}-${f.upper(52)}`;
    return ['text', `dn ${s}`, s];
  },
  sidekiq: (f) => {
    const s = `${f.hex(8)}:${f.hex(8)}`;
    return ['text', `BUNDLE_ENTERPRISE__CONTRIBSYS__COM=${s}`, s];
  },
};

export function heldOutCorpus(): Sample[] {
  return Object.entries(MAKERS).map(([label, make]) => {
    const [as, input, ...secrets] = make(fakes(`held-out:${label}`));
    return { label, as, input, secrets };
  });
}
