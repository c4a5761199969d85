import { author } from './fourteenth-author.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Other forms of what the fourteenth corpus taught, written before they were looked for. */
export function fourteenthVariants(): Sample[] {
  const { g, s, F, samples } = author('fourteenth variants');
  const { b62, hex, b64, b64u, dig, uuid, pw } = g;
  const add =
    (as: Sample['as']) =>
    (input: unknown): void =>
      F(`${samples.length} ${as}`, as, input);
  const T = add('text');
  const J = add('json');
  const B = add('bytes');
  const Q = add('url');
  const H = (...fields: [string, string][]): void => add('headers')(fields);
  // A tokens made of letters by chance
  for (let i = 0; i < 6; i++) Q(`https://a.example/verify?token=${s(b64u(32))}`);
  for (let i = 0; i < 4; i++) J({ session: { access_token: s(b64u(24)) }, resume_token: s(b64u(40)) });
  H(['Content-Location', `/reset/confirm?token=${s(b64u(40))}`]);
  H(['Link', `</next?session_token=${s(b64u(36))}>; rel="next"`]);
  H(['Refresh', `5;URL=/sso?ticket=${s('ST-' + dig(4) + '-' + b62(30))}`]);
  H(['SourceMap', `/m.map?sig=${s(hex(64))}`]);
  T(`<meta http-equiv="refresh" content="3; url=/welcome?login_token=${s(b64u(43))}">`);
  // B phrases
  T(`COOKIE_SECRET=${s('velvet-otter-lantern')}\nPORT=80`);
  T(`session:\n  secret: ${s('maple-harbor-quiet-nine')}\n  ttl: 3600\n`);
  J({ cookieSecret: s('winter-sparrow-anvil'), maxAge: 3600 });
  T(`SESSION_KEY="${s('brave-copper-meadow')}"`);
  J({ sessionSecret: s('keyboard-walrus') });
  T(`app.use(session({ secret: '${s('purple-monkey-dishwasher')}', resave: false }))`);
  // C forms
  B(`access_token=${s(b62(48))}&redirect=%2Fhome%20page&x=1`);
  B(`refresh_token=${s(b64u(64))}&scope=openid%20email%20profile&grant_type=refresh_token`);
  B(`__RequestVerificationToken=${s('CfDJ8' + b64u(100))}&Name=Ann%20Lee&Comment=hi+there`);
  B(`authenticity_token=${s(b62(86))}%3D%3D&user%5Blogin%5D=kim&commit=Sign%20in`);
  B(`client_secret=${s(b62(40))}&audience=https%3A%2F%2Fapi.example&note=two%20words`);
  B(`api_key=${s(hex(32))}&q=a%20b`);
  T(`password=${s('Quill7moth')}&next=%2Fa%20b`);
  T(`POST /login\n\n_csrf=${s(b62(36))}&name=A%20B&pin=${s('8841')}`);
  // D push
  J({ message: { token: s(b64u(22) + ':APA91b' + b64u(140)), notification: { title: 'x' } } });
  T(`sent to ${s('ExponentPushToken[' + b62(22) + ']')} ok`);
  J({ tokens: [s('ExpoPushToken[' + b62(22) + ']')] });
  J({
    subscription: {
      endpoint: `https://android.googleapis.com/gcm/send/${s(b64u(11) + ':APA91b' + b64u(134))}`,
    },
  });
  T(`registration id ${s(b64u(11) + ':APA91b' + b64u(134))}`);
  // E spoken
  T(`our rollbar key is ${s(uuid())}`);
  T(`The PagerDuty key: ${s(uuid())}`);
  T(`use integration key ${s(hex(32))} for events`);
  T(`the consumer secret ${s(b62(40))} was leaked`);
  T(`App secret ${s(hex(32))}, app id 12345678`);
  T(`I pasted the signing secret ${s(hex(32))}.`);
  T(`write key ${s(b62(32))}`);
  T(`here is the license key ${s(uuid())}`);
  T(`bot token ${s(hex(64))}`);
  T(`webhook secret \`${s(b62(32))}\``);
  T(`the grafana key is ${s(b64u(40))}`);
  T(`honeycomb key: ${s(b62(22) + '-' + b62(12))}`);
  T(`verification token ${s(b62(24))}`);
  T(`KakaoAK ${s(hex(32))}`);
  T(`Authorization via sso-key ${s(b62(12) + '_' + b62(22) + ':' + b62(22))}`);
  // F
  T(`le mot de passe : « ${s(pw())} »`);
  T(`le mot de passe du NAS est « ${s(pw())} »`);
  T(`Пароль: « ${s(pw())} »`);
  T(`le mdp est «\u00a0${s(pw())}\u00a0»`);
  T(`mot de passe « ${s(pw())} »`);
  // G
  T(`set -x DB_PASSWORD ${s(b62(14))}`);
  T(`set -gx OPENAI_API_KEY "${s(b62(40))}"`);
  T(`set --export GITLAB_TOKEN ${s(b62(24))}`);
  T(`dotnet user-secrets set "Stripe:SecretKey" "${s(b62(30))}" --project src`);
  T(`redis-cli -h c SET session:token:42 ${s(b62(32))} EX 60`);
  T(`redis-cli HSET user:7 password ${s(b62(12))}`);
  T(`valkey-cli SETEX auth_token 3600 ${s(b62(32))}`);
  T(`setenv LDAP_PASSWORD ${s(b62(12))}`);
  // H
  T(`openssl passwd -6 -salt ab12 ${s('Tiger.Lily9')}`);
  T(`mkpasswd --method=sha-512 '${s('Tiger.Lily8')}'`);
  T(`slappasswd -h {SSHA} -s ${s('Tiger7Lily')}`);
  T(`rclone obscure "${s('river-Gate-5')}"`);
  T(`caddy hash-password -p ${s('Tiger6Lily')}`);
  T(`ansible-vault encrypt_string '${s('vaultMe!22')}' --name db_pass`);
  T(`ansible-vault encrypt_string --vault-id dev@prompt ${s('vaultMe!23')}`);
  T(`mosquitto_passwd -b /etc/mosquitto/pwfile sensor ${s('Humid1ty')}`);
  T(`doveadm pw -s SHA512-CRYPT -p ${s('m4ilBoxx')}`);
  T(`security add-internet-password -a kim -s git.example -w ${s(b62(20))} -U`);
  T(`dscl . -passwd /Users/kim ${s('Apple99pie')}`);
  T(`nmcli device wifi connect "Cafe Blue" password "${s('espresso77')}"`);
  T(`nmcli con modify wifi1 wifi-sec.psk ${s('espresso78x')}`);
  // I
  T(`SELECT pgp_sym_encrypt('hello', '${s('orchid-paper-7')}', 'cipher-algo=aes256');`);
  T(`select aes_decrypt(from_base64(col), '${s('k9Paper!orchid')}') from t`);
  T(`SELECT DES_ENCRYPT(ssn, '${s('k8Paper!orchid')}')`);
  T(`UPDATE u SET pw = crypt('${s('N3w-Secret')}', gen_salt('bf', 8)) WHERE id=1`);
  T(`DecryptByPassPhrase('${s('letMeThrough9')}', enc)`);
  T(`select encode(hmac(body::text, '${s('hookKey-314')}', 'sha256'), 'hex')`);
  T(`ALTER USER 'app'@'localhost' IDENTIFIED WITH caching_sha2_password BY '${s(pw())}'`);
  T(`PRAGMA key = '${s('orchid paper moon')}';`);
  T(`PRAGMA cipher.rekey='${s('orchid-moon')}'`);
  T(`ATTACH DATABASE 'enc.db' AS enc KEY '${s('moon-paper')}';`);
  // J
  B(`<p>Your one-time code is</p><h1 style="font-size:32px">${s(dig(6))}</h1>`);
  B(`<td>Your login code:</td><td><strong>${s('8' + dig(5))}</strong></td>`);
  B(`<div>Verification code</div><div class="otp"><span>${s('7' + dig(5))}</span></div>`);
  B(`Use this security code for Acme:<br><br><b>${s('4' + dig(5))}</b><br>`);
  B(`<p>Votre code de vérification est <strong>${s('6' + dig(5))}</strong></p>`);
  B(`<p>Enter your <em>confirmation code</em>: <b>${s('9' + dig(5))}</b></p>`);
  // K
  J({ zugriffsschlüssel: s(b62(24)) });
  J({ apiSchluessel: s(b62(24)) });
  J({ cle_api: s(b62(24)), clé_secrète: s(b62(24)) });
  J({ chiaveApi: s(b62(24)) });
  J({ llave_secreta: s(b62(24)) });
  J({ api_sleutel: s(b62(24)) });
  J({ klucz_api: s(b62(24)) });
  J({ gizli_anahtar: s(b62(24)) });
  J({ apiNyckel: s(b62(24)) });
  J({ секретный_ключ: s(b62(24)) });
  J({ api_kulcs: s(b62(24)) });
  T(`klucz_dostepu=${s(b62(24))}`);
  T(`CLE_API=${s(b62(24))}`);
  // L
  J({ 'h-captcha-response': s('P1_' + b64u(200)) });
  J({ 'cf-turnstile-response': s('0.' + b64u(200)) });
  B(`g-recaptcha-response=${s('03AF' + b64u(200))}&email=x`);
  J({ KeyId: 'arn:aws:kms:eu:1:key/x', Plaintext: s(b64(32)) });
  J({ crumb: s(hex(64)), crumbRequestField: 'Jenkins-Crumb' });
  J({ data: { createToken: { plainText: s(b62(40)) } } });
  // M
  T(`CLABE: ${s('012180001234567897')}`);
  T(`Versichertennummer: ${s('K482910375')}`);
  J({ personalausweisnummer: s('L01X00T471') });
  J({ versichertennummer: s('B293847561') });
  // N O
  T(`API key:: ${s(hex(32))}\nHost:: db1\n`);
  T(`Secret::\n  ${s(pw())}\n`);
  T(`    Key Content            : ${s('sunny-beach-2019')}`);
  T(`WPA2 key: ${s('corner-desk-44')}`);
  // P
  J({
    users: [
      ['id', 'login', 'password'],
      [1, 'ann', s(pw())],
      [2, 'bob', s(pw())],
    ],
  });
  J({
    accounts: [
      ['user', 'api_key'],
      ['ann', s(b62(24))],
      ['bob', s(b62(24))],
    ],
  });
  J({
    table: [
      ['host', 'token'],
      ['a', s(b62(24))],
    ],
  });
  return samples;
}

/** What stands near them. */
export function fourteenthNear(): Sample[] {
  const { g, F, samples } = author('fourteenth near');
  const { hex, b64u, uuid } = g;
  const kept =
    (as: Sample['as']) =>
    (...all: unknown[]): void =>
      all.forEach((input) => F(`${samples.length} ${as}`, as, input));
  const L = kept('text');
  const LJ = kept('json');
  const LB = kept('bytes');
  const LF = kept('bytes');
  L(
    'class XmlHttpRqstMgrFn extends Base {}',
    'const getCtxFnBtnSrc = () => 1',
    'token: parseJwtTknHdr(req)',
    'import { HtmlXmlCssJsTsUtl } from "./x"',
    'key: "userPrfStgsBtnLbl"',
    'token=isToDoInMyApp',
    'DBCtxMgrSvcImpl.java',
    'NSURLSessionDataTaskDelegate',
    'UIViewControllerTransitioningDelegate',
    'kCFStreamPropertySSLSettings',
    'CMakeLists.txt',
    'WinHttpSetStatusCallback',
    'GLTFDRCLoader',
    'kubectl get po -n kube-system',
    'mkdir -p src/main/java/com/acme/tkn',
    'SqlServerDbCtxOptsBldr',
  );
  LJ(
    { key: 'btnSvBkMkGrp' },
    { token: 'CTRL_SHFT_TKN' },
    { translation_key: 'nav.hdr.btn.svChgs' },
    { session: 'acme.session' },
    { cookie: 'acme.sid' },
    { cookieName: 'velvet-session' },
    { session_name: 'brave-copper-meadow' },
    { session: { name: 'connect.sid', rolling: true } },
    { secret_name: 'maple-harbor-quiet' },
    { secretName: 'wildcard-tls-cert' },
    { sort: 'plain_text' },
    { format: 'plaintext' },
    { plain_text: 'Hello there, this is the text of the mail.' },
    { plaintext: 'hello world' },
    { plainText: true },
    { captcha: { required: true, site: 'x' } },
    { captcha_type: 'hcaptcha' },
    { crumb: 'Home' },
    { crumbs: ['Home', 'Products', 'Shoes'] },
    { breadcrumb: 'home/products' },
    {
      users: [
        ['id', 'name', 'age'],
        [1, 'Ann', 30],
      ],
    },
    {
      table: [
        ['city', 'temp'],
        ['Oslo', 3],
        ['Rome', 18],
      ],
    },
    {
      range: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    { login: { token: 'Zugangscode', password: 'Passwort' } },
    { auth: { code: 'Bestätigungscode' } },
    { credentials: { title: 'Zugangsdaten', token: 'Toegangscode' } },
    { primaerschluessel: 'id' },
    { sleutel: 'id' },
    { fremdschlüssel: 'user_id' },
    { clé_primaire: 'id' },
    { klucz_glowny: 'id' },
    { chiave_primaria: 'id' },
  );
  L(
    'set -e\nset -o pipefail',
    'set -gx PATH /usr/local/bin $PATH',
    'set -gx EDITOR nvim',
    'set -x TOKEN_TTL 3600',
    'set -gx AUTH_ENABLED true',
    'redis-cli SET counter 42',
    'redis-cli SET page:home cached',
    'redis-cli HSET user:7 name Ann',
    'redis-cli GET api_token',
    'dotnet user-secrets list',
    'dotnet user-secrets set --help',
    'openssl passwd -6',
    'openssl passwd -help',
    'mkpasswd --help',
    'mkpasswd -m sha-512',
    'slappasswd -h {SSHA}',
    'rclone obscure --help',
    'caddy hash-password --algorithm bcrypt',
    'ansible-vault encrypt_string --help',
    'nmcli dev wifi list',
    'nmcli con show wifi1',
    'security find-generic-password -s acme',
    'dscl . -list /Users',
  );
  L(
    'SELECT pgp_sym_decrypt(col, $1) FROM t',
    'SELECT aes_decrypt(col, @key)',
    'select crypt($1, password_hash) = password_hash',
    "SELECT digest('abc', 'sha256')",
    "select hmac(body, key, 'sha256')",
    'PRAGMA foreign_keys = ON;',
    'PRAGMA journal_mode = WAL',
    "ATTACH DATABASE 'x.db' AS aux;",
    'CREATE USER x IDENTIFIED WITH auth_socket',
    'ALTER TABLE t ADD PRIMARY KEY (id)',
    "PRAGMA table_info('keys')",
  );
  LB(
    '<p>Your code is ready for review</p>',
    '<td>Error code</td><td>40412</td>',
    '<th>Zip code</th><td>94103</td>',
    '<p>Access</p><b>1234</b>',
    '<span>Your order</span><b>882731</b>',
    '<td>Your score</td><td>123456</td>',
    '<li>Country code: <b>0049</b></li>',
    '<p>Backup size</p><b>123456</b>',
    '<h2>Login</h2><p>2026</p>',
  );
  L(
    'The cache key is ' + hex(64),
    'Cache restored from key: Linux-npm-' + hex(64),
    'Cache hit for key: node-' + hex(40) + '-',
    'the public key ' + b64u(43),
    'the primary key is ' + uuid(),
    'the idempotency key: ' + uuid(),
    'commit key ' + hex(40),
    'trace key is ' + hex(32),
    'The row key is ' + uuid(),
    'a token of appreciation from everyone here',
    'secret santa organisers wanted immediately',
    'the secret ingredient is bicarbonate',
    'app token authentication-and-authorization',
    'client key configuration_management_tool',
    'the license key you entered is invalid',
    'signing key rotation is documented below',
    'bot token permissions-required-for-startup',
    'write key documentation',
    'The word « bonjour » est traduit',
    'le mot « clé » est féminin',
    'un mot de passe « fort » a douze signes',
  );
  L(
    'password :: String',
    'token :: Maybe Text',
    'getSecret :: IO ByteString',
    'std::string token;',
    'Auth::Token::Verify',
    'Password::class',
    'Term:: what it means\nOther:: more',
    'use crate::token::Token;',
    'Key Type               : ECDSA',
    'Key Length : 256',
    'Security key           : Present',
    'WPA mode: wpa2-personal',
    'Network key: see-router-label',
    'WEP: disabled',
  );
  LF(
    'scope=openid%20email&state=none',
    'token_type=bearer&x=a%20b',
    'q=session%20token&lang=en',
    'password_hint=my%20dog&x=1',
  );
  LJ(
    { to: 'ExponentPushToken', type: 'push' },
    { engine: 'expo-push', count: 3 },
    { endpoint: 'https://fcm.googleapis.com/fcm/send' },
    { clabe: null },
    { kvnr: '' },
    {
      name: 'AQUAMARINE_BLUE_SKY_OVER_THE_MOUNTAINS_AND_THE_SEA_IN_THE_LATE_SUMMER_OF_A_YEAR_LONG_GONE_AND_NEVER_TO_RETURN_TO_US_AGAIN_HERE_OR_THERE_OR_ANYWHERE_ELSE',
    },
  );
  return samples;
}
