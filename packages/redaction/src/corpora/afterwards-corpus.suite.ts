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
const s =
  (secret: string): Secret =>
  () =>
    secret;
const p: Secret = (f) => f.password();
const u: Secret = (f) => f.uuid();

/** Written by the author of the latest corpus after its classes were learnt, to see what that was worth; see the README. */
const ROWS: readonly Row[] = [
  ['lmnt', 'text', h(32), 'LMNT_API_KEY=§'],
  ['cartesia', 'text', (f) => 'sk_car_' + f.alnum(22), 'use § for sonic'],
  ['hume', 'json', a(48), { hume: { apiKey: '§', secretKey: 'x' } }],
  ['upstage', 'text', (f) => 'up_' + f.alnum(29), 'Authorization: Bearer §'],
  ['nebius', 'headers', (f) => f.jwt(), [['Authorization', 'Bearer §']]],
  ['inngest', 'text', (f) => 'signkey-prod-' + f.hex(64), 'INNGEST_SIGNING_KEY=§'],
  ['trigger', 'text', (f) => 'tr_prod_' + f.alnum(20), 'configure({ secretKey: "§" })'],
  ['knock', 'text', (f) => 'sk_' + f.urlSafe(40), 'new Knock("§")'],
  ['novu', 'text', h(32), 'new Novu("§")'],
  ['loops', 'headers', h(32), [['authorization', 'Bearer §']]],
  ['workos', 'text', (f) => 'sk_live_' + f.alnum(48), 'WorkOS(§)'],
  ['stytch', 'text', (f) => 'secret-live-' + f.urlSafe(36) + '=', 'stytch secret §'],
  ['descope', 'text', (f) => 'K2' + f.alnum(52), 'management_key="§"'],
  ['unkey', 'text', (f) => 'unkey_' + f.alnum(22), 'root key § leaked'],
  ['svix', 'text', (f) => 'testsk_' + f.alnum(32) + '.eu', 'new Svix("§")'],
  ['merge', 'json', a(40), { account_token: '§' }],
  ['nango', 'text', u, 'NANGO_SECRET_KEY=§'],
  ['pipedream', 'json', h(40), { client_secret: '§', project: 'x' }],
  ['zapier mcp', 'url', a(64), 'https://mcp.zapier.com/api/mcp/s/§/mcp'],
  ['composio', 'headers', a(20), [['x-api-key', '§']]],
  ['arcade', 'text', (f) => 'arc_' + f.alnum(48), 'arcade login with §'],
  ['psql service', 'text', p, '[prod]\nhost=db\nuser=app\npassword=§\n'],
  ['mssql cli', 'text', a(14), 'mssql-cli -S h -U sa -P § -d shop'],
  ['cockroach', 'text', a(14), 'cockroach sql --url "postgresql://root:§@h:26257/x"'],
  ['go sqlx', 'text', p, 'sqlx.Connect("postgres", "user=app password=§ dbname=x")'],
  ['r dbi', 'text', p, 'dbConnect(RPostgres::Postgres(), user = "app", password = "§")'],
  ['tableau', 'json', p, { connectionCredentials: { name: 'a', password: '§', embed: true } }],
  ['vpn ovpn auth', 'text', p, '<auth-user-pass>\nbob\n§\n</auth-user-pass>'],
  ['hostapd', 'text', a(12), 'ssid=x\nwpa_passphrase=§\n'],
  ['openstack rc', 'text', p, 'export OS_PASSWORD=§\n'],
  ['proxmox', 'text', u, 'Authorization: PVEAPIToken=root@pam!ci=§'],
  ['minio alias', 'text', a(40), 'mc alias set s3 https://m.acme.dev minioadmin §'],
  ['restic env', 'text', p, 'RESTIC_PASSWORD=§ restic backup /'],
  ['borg', 'text', p, "export BORG_PASSPHRASE='§'"],
  ['gpg batch', 'text', p, 'gpg --batch --passphrase § -d x.gpg'],
  ['zip', 'text', a(12), 'zip -e -P § out.zip a'],
  ['7z', 'text', a(12), '7z x a.7z -p§'],
  [
    'apple app pw',
    'text',
    (f) => Array.from({ length: 4 }, () => f.of('abcdefghijklmnopqrstuvwxyz', 4)).join('-'),
    'app-specific password: §',
  ],
  ['otp swedish', 'text', d(6), 'Din verifieringskod är §'],
  ['otp japanese', 'text', d(6), '認証コード：§'],
  ['otp dutch', 'text', d(6), 'Uw verificatiecode is §'],
  ['otp czech', 'text', d(6), 'Váš ověřovací kód je §'],
  ['password polish', 'text', p, 'Hasło: §'],
  ['password turkish', 'text', p, 'Şifreniz: §'],
  ['password czech', 'text', p, 'heslo je §'],
  ['iban no', 'text', (f) => f.iban('NO', f.digits(11)), 'konto §'],
  ['iban in slack', 'json', (f) => f.iban('DK', f.digits(14)), { text: 'pls wire to §' }],
  ['phone chile', 'text', s('+56 9 8765 4321'), 'llámame al §'],
  ['phone turkish', 'text', s('0532 123 45 67'), 'Telefon: §'],
  ['phone vietnam', 'text', s('+84 91 234 56 78'), 'gọi §'],
  ['passport italian', 'text', s('YA1234567'), 'passaporto n. §'],
  ['norwegian id', 'text', s('01129955131'), 'fødselsnummer §'],
  ['dutch passport', 'text', s('NWK3P5R87'), 'paspoortnummer §'],
  ['swiss ahv', 'text', s('756.1234.5678.97'), 'AHV-Nr. §'],
];

export const afterwardsCorpus = (): Sample[] => samplesOf('ninth', ROWS);
