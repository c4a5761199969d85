import { type Row, samplesOf } from './rows.suite.ts';
import type { Fake } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

type Secret = (fake: Fake) => string;

const alnum =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.alnum(length);
const hex =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.hex(length);
const lower =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.lower(length);
const upper =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.upper(length);
const base64 =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.base64(length);
const urlSafe =
  (length: number, prefix = ''): Secret =>
  (f) =>
    prefix + f.urlSafe(length);
const password: Secret = (f) => f.password();
const uuid: Secret = (f) => f.uuid();
const jwt: Secret = (f) => f.jwt();
const said =
  (secret: string): Secret =>
  () =>
    secret;
const groups =
  (alphabet: string, count: number, length: number, between = '-'): Secret =>
  (f) =>
    Array.from({ length: count }, () => f.of(alphabet, length)).join(between);

const b64 = (text: string): string => Buffer.from(text).toString('base64');
/** The body of a PEM, its lines joined by `between`. */
const lines =
  (count: number, between = '\n'): Secret =>
  (f) =>
    Array.from({ length: count }, () => f.base64(64)).join(between);

const CROCKFORD = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const DIGITS = '0123456789';
const LOWER_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The eighth corpus: vendors and shapes of 2024 to 2026, files of settings and tools that the other corpora pass
 * over, and personal data of many countries in prose. Written before a rule was read; see the README.
 */
const ROWS: readonly Row[] = [
  // model providers, and what agents run on
  ['cerebras', 'text', lower(48, 'csk-'), 'client = Cerebras(api_key="§")'],
  ['voyage in env', 'text', urlSafe(43, 'pa-'), 'VOYAGE_API_KEY=§\nTZ=UTC\n'],
  ['jina in prose', 'text', alnum(60, 'jina_'), 'the reader answered once I used § as the key'],
  ['elevenlabs', 'text', hex(48, 'sk_'), 'elevenlabs said: invalid key §, quota exceeded'],
  ['fal key header', 'headers', (f) => `${f.uuid()}:${f.hex(32)}`, [['authorization', 'Key §']]],
  ['runpod', 'text', upper(44, 'rpa_'), 'runpodctl config --apiKey §'],
  ['modal token', 'text', alnum(22, 'as-'), 'modal token set --token-id ak-Zx81kLmn2Pq --token-secret §'],
  ['baseten', 'headers', (f) => `${f.alnum(8)}.${f.alnum(32)}`, [['Authorization', 'Api-Key §']]],
  ['together new', 'json', urlSafe(43, 'tgp_v1_'), { content: 'set it to § and retry' }],
  ['nvidia', 'text', urlSafe(64, 'nvapi-'), '$ ngc config set\nEnter API key: §\n'],
  ['helicone proxy', 'headers', lower(32, 'sk-helicone-'), [['Helicone-Auth', 'Bearer §']]],
  ['logfire', 'text', alnum(43, 'pylf_v1_us_'), "logfire.configure(token='§')"],
  ['e2b', 'text', hex(40, 'e2b_'), 'Sandbox.create({ apiKey: "§" })'],
  ['daytona', 'text', hex(64, 'dtn_'), 'I will use § for the sandbox.'],
  ['browserbase', 'headers', urlSafe(36, 'bb_live_'), [['X-BB-API-Key', '§']]],
  ['brave search', 'headers', urlSafe(28, 'BSA'), [['X-Subscription-Token', '§']]],
  ['apify url', 'url', alnum(36, 'apify_api_'), 'https://api.apify.com/v2/acts/a~b/runs?token=§'],
  ['steel', 'text', alnum(52, 'ste-'), 'connect to wss://connect.steel.dev?apiKey=§&sessionId=1'],
  ['dashscope', 'json', hex(32, 'sk-'), { headers: { Authorization: 'Bearer §' } }],
  ['zhipu pair', 'text', (f) => `${f.hex(32)}.${f.alnum(16)}`, 'ZHIPUAI_API_KEY = "§"'],
  ['volcengine ark', 'text', uuid, 'export ARK_API_KEY=§'],
  ['watsonx', 'json', urlSafe(44), { watsonx: { apikey: '§', project_id: 'p' } }],
  ['vertex express', 'text', urlSafe(50, 'AQ.Ab8RN6'), 'curl "https://aiplatform.googleapis.com/v1/x?key=§"'],
  ['chroma cloud', 'headers', alnum(43, 'ck-'), [['x-chroma-token', '§']]],
  ['turbopuffer', 'text', alnum(32, 'tpuf_'), 'tpuf.Client(api_key="§", region="gcp-us-central1")'],
  ['milvus token', 'text', password, 'MilvusClient(uri="https://in01.zillizcloud.com", token="root:§")'],
  ['weaviate auth', 'text', alnum(36), 'weaviate.connect_to_wcs(auth_credentials=Auth.api_key("§"))'],
  ['mem0', 'text', alnum(40, 'm0-'), 'MEM0: § (rotate monthly)'],
  ['zep', 'json', (f) => `z_${f.jwt()}`, { memory: { provider: 'zep', key: '§' } }],
  ['letta server', 'text', password, 'LETTA_SERVER_PASSWORD=§ letta server --secure'],
  ['portkey virtual key', 'headers', alnum(28), [['x-portkey-api-key', '§']]],
  ['claude code settings', 'json', alnum(60, 'sk-ant-oat01-'), { env: { CLAUDE_CODE_OAUTH_TOKEN: '§' } }],
  [
    'codex auth file',
    'json',
    jwt,
    { tokens: { id_token: '§', account_id: 'a' }, last_refresh: '2026-10-01' },
  ],
  ['cursor key', 'text', hex(64, 'key_'), 'cursor-agent --api-key § -p "fix it"'],
  [
    'mcp remote header',
    'json',
    alnum(40),
    {
      mcpServers: {
        crm: { command: 'npx', args: ['mcp-remote', 'https://a.example/mcp', '--header', 'X-CRM-Auth:§'] },
      },
    },
  ],
  ['smithery config', 'url', urlSafe(40), 'https://server.smithery.ai/@x/y/mcp?api_key=§&profile=z'],

  // observability
  ['axiom', 'text', (f) => `xaat-${f.uuid()}`, 'exporting to axiom with § every 5s'],
  ['splunk hec', 'headers', uuid, [['Authorization', 'Splunk §']]],
  [
    'sumo receiver',
    'text',
    (f) => `${f.base64(80)}==`,
    'POST https://endpoint4.collection.sumologic.com/receiver/v1/http/§',
  ],
  ['rollbar', 'text', hex(32), "Rollbar.init({ accessToken: '§', environment: 'prod' })"],
  ['bugsnag', 'text', hex(32), 'Bugsnag.start("§")'],
  ['better stack', 'text', alnum(24), 'curl -H "Authorization: Bearer §" https://in.logs.betterstack.com'],
  ['loki push', 'url', password, 'https://482911:§@logs-prod-012.grafana.net/loki/api/v1/push'],
  ['healthchecks ping', 'url', uuid, 'https://hc-ping.com/§'],
  ['uptime kuma push', 'text', alnum(32), '*/5 * * * * curl https://kuma.acme.dev/api/push/§?status=up'],
  ['elastic apm', 'text', alnum(24), 'elastic.apm.secret_token=§\nelastic.apm.service_name=shop\n'],
  [
    'otel collector yaml',
    'text',
    hex(40),
    'exporters:\n  otlphttp:\n    headers:\n      Lightstep-Access-Token: §\n',
  ],
  [
    'statuspage',
    'text',
    uuid,
    'curl https://api.statuspage.io/v1/pages/x/incidents -H "Authorization: OAuth §"',
  ],

  // continuous integration
  ['github runner', 'text', upper(29), './config.sh --url https://github.com/acme/app --token §'],
  ['circleci new', 'text', (f) => `CCIPAT_${f.alnum(22)}_${f.hex(40)}`, 'circleci setup with § done'],
  ['depot', 'text', hex(64, 'depot_project_'), 'using token § from env'],
  ['turbo remote cache', 'text', alnum(24), 'npx turbo run build --team=acme --token="§"'],
  ['nx cloud', 'json', urlSafe(72), { nxCloudAccessToken: '§' }],
  ['jenkins build trigger', 'url', alnum(18), 'https://ci.acme.dev/job/deploy/buildWithParameters?token=§'],
  ['jenkins user token', 'text', hex(34), 'curl -X POST https://bob:§@ci.acme.dev/job/x/build'],
  ['gitea in remote', 'text', hex(40), 'remote: https://bob:§@gitea.acme.dev/bob/app.git'],
  ['sourcegraph', 'text', (f) => `sgp_${f.hex(16)}_${f.hex(40)}`, 'src login --token § https://sg.acme.dev'],
  ['gitlab feed', 'url', urlSafe(20, 'glft-'), 'https://gitlab.com/acme/app/-/issues.atom?feed_token=§'],
  ['gitlab incoming mail', 'text', lower(25, 'glimt-'), 'incoming+acme-app-§-issue@incoming.gitlab.com'],
  ['expo', 'text', urlSafe(40), 'EXPO_TOKEN=§ eas build --non-interactive'],
  ['spacelift', 'json', hex(64), { api_key_id: '01H', api_key_secret: '§' }],
  ['fastlane match', 'text', password, 'MATCH_PASSWORD="§" fastlane match appstore --readonly'],
  ['android signing', 'text', password, "storePassword '§'\nkeyAlias 'upload'\n"],
  ['docker build secret', 'text', lower(40), 'docker login registry.acme.dev -u ci -p §'],
  ['vercel deploy hook', 'url', alnum(10), 'https://api.vercel.com/v1/integrations/deploy/prj_8aX0kLm2/§'],
  ['render deploy hook', 'url', urlSafe(11), 'https://api.render.com/deploy/srv-abc123?key=§'],

  // payment
  [
    'paddle',
    'text',
    (f) => `pdl_live_apikey_01${f.lower(24)}_${f.alnum(22)}_${f.alnum(3)}`,
    'Paddle says § lacks a scope',
  ],
  ['polar', 'text', alnum(43, 'polar_oat_'), 'POLAR: §'],
  ['razorpay', 'json', alnum(24), { key_id: 'rzp_live_8Zx', key_secret: '§' }],
  ['mollie', 'text', alnum(30, 'live_'), 'mollie = createMollieClient({ apiKey: "§" })'],
  [
    'mercado pago',
    'text',
    (f) => `APP_USR-${f.digits(16)}-${f.digits(6)}-${f.hex(32)}-${f.digits(9)}`,
    'access token de produção: §',
  ],
  ['flutterwave', 'text', (f) => `FLWSECK-${f.hex(32)}-X`, 'flw = Flutterwave("FLWPUBK-abc", "§")'],
  ['xendit', 'text', alnum(60, 'xnd_production_'), 'curl https://api.xendit.co/balance -u §:'],
  ['klarna', 'headers', (f) => b64(`PK12_${f.hex(12)}:${f.alnum(16)}`), [['authorization', 'Basic §']]],
  ['revenuecat', 'text', alnum(30, 'sk_'), 'Purchases v2 key §'],
  ['wise', 'text', uuid, 'wise api token § (full access)'],
  ['gocardless', 'text', urlSafe(40, 'live_'), 'GoCardless client: access_token §'],
  ['paypal ipn', 'text', urlSafe(59, 'A21AA'), 'got bearer § for sandbox=false'],

  // clouds and data
  ['hetzner', 'text', alnum(64), 'hcloud context create prod\nToken: §\n'],
  ['scaleway', 'text', uuid, 'scw init secret-key=§ access-key=SCWABCDEFGHJKLMNPQRS'],
  ['linode', 'text', hex(64), 'linode-cli configure --token §'],
  ['alibaba pair', 'json', alnum(30), { accessKeyId: 'LTAI5tAbCdEfGhIjKlMnOpQr', accessKeySecret: '§' }],
  ['tencent pair', 'text', alnum(32), 'secretId: AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA\nsecretKey: §\n'],
  ['yandex iam', 'text', (f) => `t1.${f.urlSafe(40)}.${f.urlSafe(86)}`, 'yc iam create-token\n§\n'],
  ['backblaze', 'text', alnum(31, 'K005'), 'b2 account authorize 005a1b2c3d4e5f60000000001 §'],
  [
    'oci config',
    'text',
    password,
    '[DEFAULT]\nuser=ocid1.user.oc1..aaaa\nfingerprint=12:34\npass_phrase=§\n',
  ],
  ['ibm cloud login', 'text', urlSafe(44), 'ibmcloud login --apikey § -r eu-de'],
  ['neon api', 'text', lower(64, 'napi_'), 'neonctl --api-key § projects list'],
  ['turso url', 'text', jwt, 'libsql://shop-acme.turso.io?authToken=§'],
  ['prisma accelerate', 'text', jwt, 'DATABASE_URL="prisma://accelerate.prisma-data.net/?api_key=§"'],
  ['motherduck', 'text', jwt, "con = duckdb.connect('md:shop?motherduck_token=§')"],
  ['convex deploy', 'text', (f) => `prod:happy-otter-123|${f.base64(120)}=`, 'CONVEX_DEPLOY_KEY="§"'],
  ['deno deploy', 'text', alnum(36, 'ddp_'), 'deployctl deploy --token=§ main.ts'],
  ['val town', 'text', alnum(32, 'vtwn_'), 'answered with § in the body'],
  ['appwrite', 'headers', hex(256, 'standard_'), [['X-Appwrite-Key', '§']]],
  ['hasura', 'headers', password, [['x-hasura-admin-secret', '§']]],
  ['xata', 'text', alnum(40, 'xau_'), 'xata auth login --api-key=§'],
  ['tinybird', 'url', (f) => `p.${f.jwt().slice(3)}`, 'https://api.tinybird.co/v0/pipes/x.json?token=§'],
  ['r2 pair', 'text', hex(64), '[r2]\ntype = s3\nprovider = Cloudflare\nsecret_access_key = §\n'],
  ['rclone obscured', 'text', urlSafe(44), '[box]\ntype = sftp\nhost = a.example\npass = §\n'],

  // chat and webhooks
  ['mattermost hook', 'url', lower(26), 'https://chat.acme.dev/hooks/§'],
  ['rocket chat hook', 'text', alnum(43), 'post to https://rc.acme.dev/hooks/65f1b2c3d4e5f60718293a4b/§'],
  ['lark bot', 'url', uuid, 'https://open.larksuite.com/open-apis/bot/v2/hook/§'],
  ['dingtalk', 'url', hex(64), 'https://oapi.dingtalk.com/robot/send?access_token=§'],
  ['wecom', 'url', uuid, 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=§'],
  ['n8n webhook', 'text', uuid, 'n8n listens on https://flows.acme.dev/webhook/§ now'],
  ['webex hook', 'url', urlSafe(72), 'https://webexapis.com/v1/webhooks/incoming/§'],
  [
    'matrix',
    'json',
    (f) => `syt_${b64('bob').replaceAll('=', '')}_${f.alnum(20)}_${f.alnum(6)}`,
    { user_id: '@bob:acme.dev', content: 'token § works' },
  ],
  ['pushover form', 'text', lower(30), 'token=§&user=uQiRzpo4DXghDmr9QzzfQu27cmVRsG&message=done'],
  [
    'zoho cliq',
    'url',
    (f) => `1001.${f.hex(32)}.${f.hex(32)}`,
    'https://cliq.zoho.com/api/v2/bots/x/incoming?zapikey=§',
  ],
  ['twitch irc', 'text', lower(30), 'PASS oauth:§\nNICK bot\n'],
  ['irc nickserv', 'text', password, '/msg NickServ IDENTIFY bob §'],
  ['home assistant hook', 'url', urlSafe(32), 'http://ha.local:8123/api/webhook/§'],
  ['bluesky app password', 'text', groups(LOWER_DIGITS, 4, 4), 'bsky: bob.acme.dev app password §'],
  ['signal link', 'text', urlSafe(43), 'sgnl://linkdevice?uuid=abc&pub_key=§'],

  // connection strings and shells of databases
  [
    'pyodbc in a URL',
    'text',
    alnum(14),
    'mssql+pyodbc:///?odbc_connect=DRIVER%3D%7BX%7D%3BSERVER%3Dh%3BUID%3Dsa%3BPWD%3D§%3B',
  ],
  [
    'mongo of a replica set',
    'text',
    (f) => `p%40${f.alnum(10)}`,
    'mongodb://app:§@m1.acme.dev:27017,m2.acme.dev:27017/shop?replicaSet=rs0',
  ],
  ['nats token', 'text', alnum(22), 'nats://§@nats.acme.dev:4222'],
  ['cassandra', 'text', password, "auth = PlainTextAuthProvider(username='app', password='§')"],
  [
    'neo4j tuple',
    'text',
    password,
    'GraphDatabase.driver("neo4j+s://x.databases.neo4j.io", auth=("neo4j", "§"))',
  ],
  ['pdo', 'text', password, "$db = new PDO('mysql:host=h;dbname=shop', 'app', '§');"],
  ['perl dbi', 'text', password, "DBI->connect('dbi:Pg:dbname=shop', 'app', '§', { RaiseError => 1 })"],
  [
    'java drivermanager',
    'text',
    password,
    'DriverManager.getConnection("jdbc:postgresql://h/shop", "app", "§")',
  ],
  ['sqlplus', 'text', alnum(12), 'sqlplus system/§@//db.acme.dev:1521/XEPDB1'],
  ['sqlcmd', 'text', password, "sqlcmd -S db.acme.dev -U sa -P '§' -Q 'select 1'"],
  ['ldapsearch', 'text', password, 'ldapsearch -x -D "cn=admin,dc=acme" -w §  -b dc=acme'],
  ['rabbitmqctl', 'text', alnum(16), 'rabbitmqctl add_user shop §'],
  ['mosquitto', 'text', alnum(16), "mosquitto_pub -h h -u app -P §  -t x -m '1'"],
  ['etcdctl', 'text', alnum(16), 'etcdctl --user root:§ get /x'],
  ['cqlsh', 'text', alnum(16), 'cqlsh -u cassandra -p § db.acme.dev 9042'],
  ['mongosh', 'text', alnum(16), 'mongosh --host h -u admin -p § --authenticationDatabase admin'],
  [
    'clickhouse client',
    'text',
    alnum(16),
    'clickhouse-client --user default --password § --query "select 1"',
  ],
  ['snowsql', 'text', password, '[connections.prod]\naccountname = ab12345\nusername = app\npassword = §\n'],
  ['sap logon', 'text', alnum(12), 'ASHOST=sap.acme.dev SYSNR=00 CLIENT=100 USER=RFC PASSWD=§'],
  [
    'ecto config',
    'text',
    password,
    'config :shop, Shop.Repo,\n  username: "app",\n  password: "§",\n  hostname: "h"\n',
  ],
  ['smb credentials', 'text', password, 'username=bob\npassword=§\ndomain=ACME\n'],
  ['mount cifs', 'text', alnum(14), 'mount -t cifs //nas/share /mnt -o username=bob,password=§,vers=3.0'],
  ['net use', 'text', alnum(14), 'net use Z: \\\\nas\\share § /user:ACME\\bob'],
  ['lftp', 'text', alnum(14), 'lftp -u bob,§ sftp://files.acme.dev'],

  // clusters and infrastructure
  [
    'kubeadm join',
    'text',
    (f) => `${f.lower(6)}.${f.lower(16)}`,
    'kubeadm join 10.0.0.1:6443 --token § --discovery-token-ca-cert-hash sha256:ab',
  ],
  [
    'k3s node token',
    'text',
    (f) => `K10${f.hex(64)}::server:${f.hex(32)}`,
    '/var/lib/rancher/k3s/server/node-token\n§\n',
  ],
  [
    'swarm join',
    'text',
    (f) => `SWMTKN-1-${f.lower(50)}-${f.lower(25)}`,
    'docker swarm join --token § 10.0.0.1:2377',
  ],
  ['consul gossip', 'text', (f) => `${f.base64(43)}=`, 'datacenter = "dc1"\nencrypt = "§"\n'],
  [
    'etcd encryption',
    'text',
    (f) => `${f.base64(43)}=`,
    'providers:\n- aescbc:\n    keys:\n    - name: key1\n      secret: §\n',
  ],
  [
    'bootstrap secret',
    'text',
    lower(16),
    'kind: Secret\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: abcdef\n  token-secret: §\n',
  ],
  ['kubectl set credentials', 'text', alnum(40), 'kubectl config set-credentials ci --token=§'],
  [
    'kubeconfig exec env',
    'text',
    alnum(40),
    'users:\n- name: u\n  user:\n    exec:\n      env:\n      - name: TELEPORT_TOKEN\n        value: §\n',
  ],
  [
    'tf random password',
    'json',
    (f) => `${f.alnum(8)}{${f.alnum(8)}`,
    { resources: [{ type: 'random_password', instances: [{ attributes: { length: 17, result: '§' } }] }] },
  ],
  [
    'tf iam access key',
    'json',
    base64(40),
    {
      type: 'aws_iam_access_key',
      instances: [{ attributes: { id: 'AKIAIOSFODNN7EXAMPLE', ses_smtp_password_v4: '§' } }],
    },
  ],
  [
    'tf azuread password',
    'json',
    (f) => `${f.alnum(3)}8Q~${f.alnum(34)}`,
    { type: 'azuread_application_password', instances: [{ attributes: { value: '§' } }] },
  ],
  [
    'tf http backend',
    'text',
    password,
    'terraform init -backend-config="username=ci" -backend-config="password=§"',
  ],
  [
    'tfrc json',
    'json',
    (f) => `${f.alnum(14)}.atlasv1.${f.alnum(67)}`,
    { credentials: { 'app.terraform.io': { token: '§' } } },
  ],
  ['cloud-init', 'text', password, '#cloud-config\nchpasswd:\n  list: |\n    root:§\n    ubuntu:RANDOM\n'],
  ['preseed', 'text', password, 'd-i passwd/root-password password §\n'],
  ['ipmi', 'text', alnum(14), 'ipmitool -I lanplus -H 10.0.0.9 -U ADMIN -P § power status'],
  ['snmp v3', 'text', alnum(14), 'snmpwalk -v3 -u ops -l authPriv -a SHA -A § -x AES -X other10.0.0.1'],
  ['snmp community', 'text', alnum(14), 'snmp-server community § RO'],
  ['radius', 'text', alnum(18), 'client nas1 {\n  ipaddr = 10.0.0.2\n  secret = §\n}\n'],
  ['ipsec psk', 'text', alnum(24), '203.0.113.1 198.51.100.1 : PSK "§"'],
  ['juniper hash', 'text', alnum(30, '$9$'), 'set system radius-server 10.0.0.1 secret "§"'],
  ['teleport join', 'text', hex(32), 'teleport start --roles=node --token=§ --auth-server=t.acme.dev:443'],
  ['zerotier secret', 'text', (f) => `${f.hex(10)}:0:${f.hex(128)}:${f.hex(128)}`, '# identity.secret\n§\n'],
  ['headscale', 'text', hex(48), 'tailscale up --login-server https://hs.acme.dev --authkey §'],

  // files of registries and tools
  [
    'npmrc of a path',
    'text',
    alnum(36, 'ghp_'),
    '@acme:registry=https://npm.pkg.github.com\n//npm.pkg.github.com/:_authToken=§\n',
  ],
  ['yarn ident', 'text', password, 'npmRegistries:\n  "https://npm.acme.dev":\n    npmAuthIdent: "bob:§"\n'],
  ['bunfig', 'text', alnum(36), '[install.scopes]\nacme = { token = "§", url = "https://npm.acme.dev" }\n'],
  ['pip conf', 'text', alnum(28), '[global]\nextra-index-url = https://ci:§@pypi.acme.dev/simple\n'],
  ['uv publish', 'text', urlSafe(150, 'pypi-AgEIcHlwaS5vcmc'), 'uv publish --token §'],
  ['netrc default', 'text', password, 'default login anonymous password §'],
  ['curlrc', 'text', password, 'user = "bob:§"\n--silent\n'],
  ['s3cfg', 'text', base64(40), '[default]\naccess_key = AKIAIOSFODNN7EXAMPLE\nsecret_key = §\n'],
  [
    'boto file',
    'text',
    base64(40),
    '[Credentials]\ngs_access_key_id = GOOG1EXAMPLE\ngs_secret_access_key = §\n',
  ],
  ['gh hosts', 'text', alnum(36, 'gho_'), 'github.com:\n    user: bob\n    oauth_token: §\n'],
  ['hadoop site', 'text', base64(40), '<property><name>fs.s3a.secret.key</name><value>§</value></property>'],
  [
    'spark azure',
    'text',
    (f) => `${f.base64(86)}==`,
    '--conf spark.hadoop.fs.azure.account.key.acme.dfs.core.windows.net=§',
  ],
  ['msmtp', 'text', password, 'account default\nhost smtp.acme.dev\nuser bob\npassword §\n'],
  ['mutt', 'text', password, 'set imap_user = "bob"\nset imap_pass = "§"\n'],
  ['rubygems file', 'text', hex(48, 'rubygems_'), '---\n:rubygems_api_key: §\n'],
  ['bazelrc', 'text', alnum(20), 'build --remote_header=x-buildbuddy-api-key=§'],
  ['gradle repo block', 'text', password, 'credentials {\n  username = "ci"\n  password = "§"\n}'],
  ['conan', 'text', password, 'conan remote login acme bob -p §'],
  ['helm repo', 'text', alnum(20), 'helm repo add acme https://charts.acme.dev --username ci --password §'],
  ['skopeo', 'text', alnum(20), 'skopeo copy --src-creds ci:§ docker://a docker://b'],
  [
    'git extraheader',
    'text',
    (f) => b64(`x-access-token:${f.alnum(30)}`),
    'git -c http.extraheader="AUTHORIZATION: basic §" fetch',
  ],
  ['svn', 'text', alnum(16), 'svn checkout --username bob --password § https://svn.acme.dev/x'],

  // cookies, SAML, OAuth
  [
    'aspnet identity cookie',
    'headers',
    urlSafe(180, 'CfDJ8'),
    [['cookie', '.AspNetCore.Identity.Application=§; theme=dark']],
  ],
  ['jsessionid in path', 'url', upper(32), 'https://shop.acme.dev/cart;jsessionid=§?x=1'],
  [
    'supabase cookie',
    'text',
    base64(160, 'base64-eyJ'),
    'document.cookie = "sb-abcdefgh-auth-token=§; path=/"',
  ],
  ['cookie in curl log', 'text', urlSafe(64), "curl 'https://a.example/' -H 'cookie: li_at=§; lang=v=2'"],
  [
    'cookie table',
    'text',
    alnum(40),
    '| name | value | domain |\n|---|---|---|\n| __Host-session | § | a.example |\n',
  ],
  [
    'puppeteer cookie',
    'json',
    alnum(40),
    { cookies: [{ name: 'laravel_session', value: '§', domain: 'a.example', httpOnly: true }] },
  ],
  [
    'saml post form',
    'text',
    (f) => b64(`<samlp:Response ID="_${f.hex(32)}"><Assertion>${f.alnum(80)}`),
    '<form method="post"><input type="hidden" name="SAMLResponse" value="§"/></form>',
  ],
  ['saml artifact', 'url', urlSafe(58, 'AAQAA'), 'https://sp.acme.dev/acs?SAMLart=§&RelayState=x'],
  [
    'wsse',
    'text',
    password,
    '<wsse:UsernameToken><wsse:Username>bob</wsse:Username><wsse:Password Type="#PasswordText">§</wsse:Password></wsse:UsernameToken>',
  ],
  [
    'device flow',
    'json',
    urlSafe(40),
    { device_code: '§', user_code: 'WDJB-MJHT', interval: 5, expires_in: 1800 },
  ],
  [
    'device user code',
    'text',
    groups(CROCKFORD, 2, 4),
    'To sign in, open https://login.acme.dev/device and enter the code § .',
  ],
  ['pkce verifier', 'text', urlSafe(64), 'grant_type=authorization_code&client_id=app&code_verifier=§'],
  [
    'token exchange',
    'text',
    urlSafe(80),
    'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=§&audience=x',
  ],
  ['introspection', 'text', urlSafe(48), 'POST /introspect\n\ntoken=§&token_type_hint=access_token'],
  [
    'dynamic registration',
    'json',
    urlSafe(48),
    { client_id: 'c', registration_access_token: '§', registration_client_uri: 'https://a.example/c' },
  ],
  ['ciba', 'json', (f) => f.uuid(), { auth_req_id: '§', expires_in: 120 }],
  [
    'oidc callback',
    'url',
    (f) => `4/0A${f.urlSafe(70)}`,
    'http://localhost:8085/?state=x&code=§&scope=email',
  ],
  ['logout hint', 'url', jwt, 'https://idp.acme.dev/logout?id_token_hint=§'],
  ['ntlm', 'headers', base64(180, 'TlRMTVNTUAADAAAA'), [['Authorization', 'NTLM §']]],
  [
    'sip digest',
    'text',
    hex(32),
    'Authorization: Digest username="bob", realm="a", nonce="x", uri="sip:a", response="§"',
  ],

  // keys
  [
    'encrypted pkcs8',
    'text',
    lines(5),
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\n§\n-----END ENCRYPTED PRIVATE KEY-----',
  ],
  [
    'ssh2 key',
    'text',
    lines(5),
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "rsa"\n§\n---- END SSH2 ENCRYPTED PRIVATE KEY ----',
  ],
  [
    'sigstore key',
    'text',
    lines(4),
    '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n§\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----',
  ],
  [
    'proc-type key',
    'text',
    lines(4),
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,AB12\n\n§\n-----END RSA PRIVATE KEY-----',
  ],
  [
    'key with crlf',
    'text',
    lines(4, '\r\n'),
    '-----BEGIN PRIVATE KEY-----\r\n§\r\n-----END PRIVATE KEY-----\r\n',
  ],
  [
    'key quoted in mail',
    'text',
    lines(4, '\n> '),
    '> -----BEGIN EC PRIVATE KEY-----\n> §\n> -----END EC PRIVATE KEY-----\n',
  ],
  [
    'key in a diff',
    'text',
    lines(4, '\n+'),
    '@@ -0,0 +1,6 @@\n+-----BEGIN OPENSSH PRIVATE KEY-----\n+§\n+-----END OPENSSH PRIVATE KEY-----\n',
  ],
  [
    'key with line numbers',
    'text',
    (f) => f.base64(64),
    '     1\t-----BEGIN RSA PRIVATE KEY-----\n     2\t§\n     3\t-----END RSA PRIVATE KEY-----\n',
  ],
  [
    'key as array of lines',
    'json',
    (f) => f.base64(64),
    { lines: ['-----BEGIN PRIVATE KEY-----', '§', '-----END PRIVATE KEY-----'] },
  ],
  ['key in base64', 'text', (f) => b64(f.pem('RSA PRIVATE KEY', 4)), 'DEPLOY: §'],
  ['argo tunnel', 'text', lines(3), '-----BEGIN ARGO TUNNEL TOKEN-----\n§\n-----END ARGO TUNNEL TOKEN-----'],
  ['pkcs12 in json', 'json', base64(400, 'MIIJqQIBAzCC'), { certificate: { pfx: '§', thumbprint: 'AB' } }],
  ['minisign', 'text', base64(150, 'RWRTY0Iy'), 'untrusted comment: minisign encrypted secret key\n§\n'],
  ['nostr', 'text', lower(58, 'nsec1'), 'log in with §'],
  ['nix signing', 'text', (f) => `${f.base64(86)}==`, 'cache.acme.dev-1:§'],
  [
    'solana keypair',
    'text',
    (f) => Array.from({ length: 64 }, () => f.of(DIGITS.slice(1), 2)).join(','),
    '[§]',
  ],
  ['xprv', 'text', alnum(107, 'xprv9'), 'master key § in the wallet'],
  ['ed25519 jwk', 'json', urlSafe(43), { kty: 'OKP', crv: 'Ed25519', d: '§', x: 'abc' }],
  ['wireguard psk', 'text', (f) => `${f.base64(43)}=`, '[Peer]\nPublicKey = abc=\nPresharedKey = §\n'],
  ['vapid json', 'json', urlSafe(43), { vapid: { publicKey: 'BAbc', privateKey: '§' } }],
  ['macaroon', 'text', urlSafe(220, 'MDAyY2xvY2F0aW9u'), 'restic uses § for storj'],
  ['age key in env', 'text', upper(58, 'AGE-SECRET-KEY-1'), 'SOPS_AGE_KEY=§ sops -d x.yaml'],
  ['android keystore', 'text', base64(300, '/u3+7QAAAAI'), 'echo §  | base64 -d > release.jks'],

  // recovery codes and the like
  ['google backup codes', 'text', groups(DIGITS, 1, 8), 'Your backup codes:\n1. 8712 0034\n2. §\n'],
  ['discord backup', 'text', groups(LOWER_DIGITS, 2, 4), 'Discord backup codes\n* §\n'],
  ['gitlab recovery', 'json', hex(16), { two_factor: { recovery_codes: ['§'] } }],
  ['bitlocker', 'text', groups(DIGITS, 8, 6), 'BitLocker recovery key: §'],
  ['filevault', 'text', groups(CROCKFORD, 6, 4), 'FileVault personal recovery key\n§\n'],
  [
    '1password secret key',
    'text',
    (f) =>
      `A3-${f.of(CROCKFORD, 6)}-${f.of(CROCKFORD, 6)}-${f.of(CROCKFORD, 5)}-${f.of(CROCKFORD, 5)}-${f.of(CROCKFORD, 5)}-${f.of(CROCKFORD, 5)}`,
    'Secret Key §',
  ],
  [
    'totp seed grouped',
    'text',
    groups('abcdefghijklmnopqrstuvwxyz234567', 8, 4, ' '),
    "Can't scan it? Enter this key: §",
  ],
  ['sim puk', 'text', groups(DIGITS, 1, 8), 'PUK code of the SIM: §'],
  ['bank tan', 'text', groups(DIGITS, 1, 6), 'Ihre TAN lautet § für die Überweisung'],
  ['steam guard', 'text', groups(CROCKFORD, 1, 5), 'Here is the Steam Guard code you need to login: §'],
  ['otp polish', 'text', groups(DIGITS, 1, 6), 'Twój kod weryfikacyjny to §. Nie podawaj go nikomu.'],
  ['otp turkish', 'text', groups(DIGITS, 1, 6), 'Doğrulama kodunuz: §'],
  ['otp chinese', 'text', groups(DIGITS, 1, 6), '【Acme】您的验证码是§，5分钟内有效。'],
  ['otp portuguese', 'text', groups(DIGITS, 1, 6), 'Seu código de verificação é §'],
  ['otp italian', 'text', groups(DIGITS, 1, 6), 'Il tuo codice di verifica è §'],
  ['otp russian', 'text', groups(DIGITS, 1, 6), 'Ваш код подтверждения: §'],
  ['password dutch', 'text', password, 'Het wachtwoord is § en verloopt morgen'],
  ['password portuguese', 'text', password, 'A senha do servidor é §'],
  ['password russian', 'text', password, 'Пароль: §'],
  ['password korean', 'text', password, '비밀번호: §'],
  ['password chinese', 'text', password, '密码是 §'],
  ['password italian', 'text', password, 'La password è § per tutti'],
  ['door code', 'text', groups(DIGITS, 1, 4), 'the alarm PIN is §, front door'],

  // personal data in prose
  [
    'iban polish',
    'text',
    (f) => f.iban('PL', f.digits(24)).replaceAll(/(.{4})(?=.)/g, '$1 '),
    'Proszę o przelew na konto §.',
  ],
  ['iban portuguese', 'text', (f) => f.iban('PT', f.digits(21)), 'Transferir para §, obrigado'],
  [
    'iban swiss',
    'text',
    (f) => f.iban('CH', f.digits(17)).replaceAll(/(.{4})(?=.)/g, '$1 '),
    'Zahlbar an § bis Ende Monat',
  ],
  ['iban swedish', 'json', (f) => f.iban('SE', f.digits(20)), { message: 'betala till §' }],
  ['iban greek', 'text', (f) => f.iban('GR', f.digits(23)), 'IBAN: §'],
  ['polish account', 'text', (f) => f.iban('PL', f.digits(24)).slice(2), 'nr rachunku: §'],
  ['us bank account', 'text', groups(DIGITS, 1, 10), 'Routing number 021000021, account number §'],
  ['uk account', 'text', said('31926819'), 'sort code 60-16-13, account §'],
  ['clabe', 'text', said('032180000118359719'), 'CLABE: §'],
  ['pix', 'text', said('+5511987654321'), 'Minha chave pix é §'],
  ['card hindi', 'text', (f) => f.card('6521', 16), 'मेरा कार्ड नंबर § है'],
  ['card cvc', 'json', groups(DIGITS, 1, 3), { card: { exp_month: 9, exp_year: 2029, cvc: '§' } }],
  ['jcb', 'text', (f) => f.card('3530', 16).replaceAll(/(.{4})(?=.)/g, '$1 '), 'JCB § 12/28'],
  ['passport german', 'text', said('C01X00T47'), 'Reisepass Nr. §, gültig bis 2031'],
  ['passport french', 'text', said('12AB34567'), 'Mon numéro de passeport est §'],
  ['passport spanish', 'text', said('PAA123456'), 'número de pasaporte §'],
  ['passport us', 'json', said('A12345678'), { traveler: { passport_number: '§' } }],
  [
    'passport mrz',
    'text',
    said('L898902C36UTO7408122F1204159ZE184226B<<<<<10'),
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n§\n',
  ],
  ['ssn spanish', 'text', said('536-22-8717'), 'Mi número de seguro social es §'],
  ['ssn json', 'json', said('536-22-8717'), { applicant: { ssn: '§' } }],
  ['ssn last four', 'text', said('536 22 8717'), 'SSN § on file'],
  ['nino', 'text', said('QQ 12 34 56 C'), 'National Insurance number §'],
  ['aadhaar', 'text', said('2341 5678 9013'), 'Aadhaar §'],
  ['india pan', 'text', said('ABCPK1234F'), 'PAN card number §'],
  ['cpf', 'text', said('529.982.247-25'), 'CPF do cliente: §'],
  ['cnpj', 'text', said('11.222.333/0001-81'), 'CNPJ §'],
  ['curp', 'text', said('GOMC850101HDFRRS09'), 'CURP: §'],
  ['dni', 'text', said('12345678Z'), 'con DNI §'],
  ['nie', 'text', said('X1234567L'), 'su NIE es §'],
  ['pesel', 'text', said('44051401359'), 'PESEL: §'],
  ['sin canada', 'text', said('046 454 286'), 'my SIN is §'],
  ['tfn', 'text', said('876 543 210'), 'Tax file number: §'],
  ['ahv', 'text', said('756.9217.0769.85'), 'AHV-Nummer §'],
  ['personnummer', 'text', said('811218-9876'), 'Personnummer: §'],
  ['hetu', 'text', said('131052-308T'), 'henkilötunnus §'],
  ['cpr', 'text', said('070761-4285'), 'CPR-nummer §'],
  ['french nir', 'text', said('1 85 05 78 006 084 36'), 'numéro de sécurité sociale : §'],
  ['korean rrn', 'text', said('900101-1234568'), '주민등록번호 §'],
  ['chinese id', 'text', said('11010519491231002X'), '身份证号：§'],
  ['my number', 'text', said('123456789018'), 'マイナンバー：§'],
  ['nric', 'text', said('S1234567D'), 'NRIC § (Singapore)'],
  ['tc kimlik', 'text', said('10000000146'), 'T.C. Kimlik No: §'],
  ['rut', 'text', said('12.345.678-5'), 'RUT §'],
  ['cuit', 'text', said('20-12345678-6'), 'CUIT: §'],
  ['phone italian', 'text', said('+39 347 123 4567'), 'chiamami al §'],
  ['phone brazilian', 'text', said('(11) 98765-4321'), 'meu celular: §'],
  ['phone indian', 'text', said('98765 43210'), 'call me on my mobile §'],
  ['phone japanese', 'text', said('090-1234-5678'), '電話番号は§です'],
  ['phone korean', 'text', said('010-1234-5678'), '휴대폰: §'],
  ['phone polish', 'text', said('+48 601 234 567'), 'tel. kom. §'],
  ['phone dutch', 'text', said('06-12345678'), 'bel me op § vanavond'],
  ['phone mexican', 'text', said('+52 1 55 1234 5678'), 'mi WhatsApp es §'],
  ['phone nigerian', 'json', said('+234 803 123 4567'), { contact: '§' }],
  ['phone extension', 'text', said('(212) 555-0187'), 'Office: § ext. 42'],
  ['email idn', 'text', said('jörg@müller.example'), 'schreib an §'],
  ['email plus', 'json', said('bob.smith+trial@acme-corp.io'), { invite: ['§'] }],
  [
    'email in vcard',
    'text',
    said('maria@acme-corp.es'),
    'BEGIN:VCARD\nFN:Maria\nEMAIL;TYPE=work:§\nEND:VCARD\n',
  ],
  ['phone in vcard', 'text', said('+34600111222'), 'BEGIN:VCARD\nTEL;TYPE=cell:§\nEND:VCARD\n'],
  [
    'address us',
    'json',
    said('1428 Elm Street, Apt 4B'),
    { shipping: { name: 'A', street_address: '§', zip: '44107' } },
  ],
  ['address german', 'text', said('Lindenallee 17'), 'Bitte liefern an: Eva Braunschweig, §, 10115 Berlin'],
  ['date of birth prose', 'text', said('14/03/1987'), 'Date of birth: §'],
  ['medical record', 'text', said('MRN-00482913'), 'patient § admitted'],
];

export const latestCorpus = (): Sample[] => samplesOf('latest', ROWS);
