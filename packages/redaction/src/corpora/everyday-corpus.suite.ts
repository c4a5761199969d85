import { type Fake, fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

type Make = (fake: Fake) => [as: Sample['as'], input: unknown, ...secrets: string[]];

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const json = JSON.stringify;
/** Cuts a text in pieces of n, as a model streams it. */
const cut = (text: string, n: number): string[] => text.match(new RegExp(`.{1,${n}}`, 'gs')) ?? [];

/**
 * The sixth corpus: what outsiders will try first, the tokens of some ninety vendors in the places where they are met,
 * files of settings, and personal data of many countries. Written before a rule was read; see the README.
 */
const MAKERS: Readonly<Record<string, Make>> = {
  // Vendor tokens, where an agent meets them
  'github classic in a clone url': (f) => {
    const s = `ghp_${f.alnum(36)}`;
    return ['text', `git clone https://oauth2:${s}@github.com/acme/infra.git`, s];
  },
  'github fine grained in prose': (f) => {
    const s = `github_pat_${f.alnum(22)}_${f.alnum(59)}`;
    return ['text', `I created the PAT for you: ${s}. It expires on 1 March.`, s];
  },
  'github app installation token in a tool result': (f) => {
    const s = `ghs_${f.alnum(36)}`;
    return ['json', { role: 'tool', content: json({ token: s, expires_at: '2026-11-25T12:00:00Z' }) }, s];
  },
  'github oauth refresh in form': (f) => {
    const s = `ghr_${f.alnum(76)}`;
    return ['text', `client_id=Iv1.8a61f9b3a7aba766&grant_type=refresh_token&refresh_token=${s}`, s];
  },
  'gitlab pat header': (f) => {
    const s = `glpat-${f.urlSafe(20)}`;
    return ['headers', [['PRIVATE-TOKEN', s]], s];
  },
  'gitlab runner registration': (f) => {
    const s = `glrt-${f.urlSafe(20)}`;
    return ['text', `sudo gitlab-runner register --url https://gitlab.com --token ${s}`, s];
  },
  'gitlab trigger curl': (f) => {
    const s = `glptt-${f.hex(40)}`;
    return [
      'text',
      `curl -X POST -F token=${s} -F ref=main https://gitlab.example.com/api/v4/projects/9/trigger/pipeline`,
      s,
    ];
  },
  'gitlab deploy token': (f) => {
    const s = `gldt-${f.urlSafe(20)}`;
    return ['text', `docker login -u deploy-bot -p ${s} registry.gitlab.com`, s];
  },
  'slack bot token in env': (f) => {
    const s = `xoxb-${f.digits(12)}-${f.digits(13)}-${f.alnum(24)}`;
    return ['text', `SLACK_BOT_TOKEN=${s}\nPORT=3000\n`, s];
  },
  'slack app token': (f) => {
    const s = `xapp-1-A${f.upper(10)}-${f.digits(13)}-${f.hex(64)}`;
    return ['text', `const app = new App({ socketMode: true, appToken: '${s}' });`, s];
  },
  'slack user token in url': (f) => {
    const s = `xoxp-${f.digits(12)}-${f.digits(12)}-${f.digits(13)}-${f.hex(32)}`;
    return ['url', `https://slack.com/api/users.list?token=${s}&limit=20`, s];
  },
  'slack webhook': (f) => {
    const s = f.alnum(24);
    return [
      'text',
      `Notify https://hooks.slack.com/services/T0${f.upper(8)}/B0${f.upper(8)}/${s} when done`,
      s,
    ];
  },
  'slack workflow trigger': (f) => {
    const s = f.hex(32);
    return ['json', { url: `https://hooks.slack.com/triggers/T0${f.upper(8)}/${f.digits(13)}/${s}` }, s];
  },
  'slack signing secret': (f) => {
    const s = f.hex(32);
    return ['text', `signingSecret: "${s}",`, s];
  },
  'discord webhook': (f) => {
    const s = f.urlSafe(68);
    return ['json', { webhook: `https://discord.com/api/webhooks/${f.digits(19)}/${s}` }, s];
  },
  'discord bot token': (f) => {
    const s = `MT${f.alnum(22)}.G${f.urlSafe(5)}.${f.urlSafe(38)}`;
    return ['text', `client.login('${s}')`, s];
  },
  'discord bot header': (f) => {
    const s = `MT${f.alnum(22)}.G${f.urlSafe(5)}.${f.urlSafe(38)}`;
    return ['headers', [['Authorization', `Bot ${s}`]], s];
  },
  'teams webhook': (f) => {
    const s = f.hex(32);
    return [
      'text',
      `TEAMS=https://acme.webhook.office.com/webhookb2/${f.uuid()}@${f.uuid()}/IncomingWebhook/${s}/${f.uuid()}`,
      s,
    ];
  },
  'power automate url': (f) => {
    const s = f.urlSafe(43);
    return [
      'url',
      `https://prod-12.westeurope.logic.azure.com:443/workflows/${f.hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${s}`,
      s,
    ];
  },
  'google chat webhook': (f) => {
    const s = f.urlSafe(43);
    return [
      'text',
      `https://chat.googleapis.com/v1/spaces/AAAA${f.alnum(7)}/messages?key=AIza${f.urlSafe(35)}&token=${s}%3D`,
      s,
    ];
  },
  'zapier hook': (f) => {
    const s = f.lower(7);
    return ['text', `posting to https://hooks.zapier.com/hooks/catch/1234567/${s}/ now`, s];
  },
  'ifttt webhook': (f) => {
    const s = f.urlSafe(22);
    return ['text', `curl -X POST https://maker.ifttt.com/trigger/door/with/key/${s}`, s];
  },
  'make hook': (f) => {
    const s = f.lower(32);
    return ['text', `https://hook.eu1.make.com/${s}`, s];
  },
  'stripe live key in code': (f) => {
    const s = `sk_live_${f.alnum(99)}`;
    return ['text', `stripe.api_key = "${s}"`, s];
  },
  'stripe restricted key basic': (f) => {
    const s = `rk_live_${f.alnum(24)}`;
    return ['text', `curl https://api.stripe.com/v1/charges -u ${s}:`, s];
  },
  'stripe webhook secret': (f) => {
    const s = `whsec_${f.alnum(32)}`;
    return ['text', `> Ready! Your webhook signing secret is ${s} (^C to quit)`, s];
  },
  'stripe client secret': (f) => {
    const id = `pi_3${f.alnum(23)}`;
    const s = `${id}_secret_${f.alnum(25)}`;
    return ['json', { id, object: 'payment_intent', amount: 2000, client_secret: s }, s];
  },
  'stripe ephemeral key': (f) => {
    const s = `ek_test_${b64(`acct_${f.alnum(16)},${f.alnum(32)}`)}`;
    return ['json', { id: 'ephkey_1', object: 'ephemeral_key', secret: s }, s];
  },
  'twilio auth token': (f) => {
    const s = f.hex(32);
    return ['text', `twilio = Client("AC${f.hex(32)}", "${s}")`, s];
  },
  'twilio api key secret': (f) => {
    const s = f.alnum(32);
    return ['json', { sid: `SK${f.hex(32)}`, friendly_name: 'prod', secret: s }, s];
  },
  'twilio basic in url': (f) => {
    const s = f.hex(32);
    return ['text', `https://AC${f.hex(32)}:${s}@api.twilio.com/2010-04-01/Accounts.json`, s];
  },
  'sendgrid key': (f) => {
    const s = `SG.${f.urlSafe(22)}.${f.urlSafe(43)}`;
    return ['text', `sgMail.setApiKey('${s}')`, s];
  },
  'mailgun key': (f) => {
    const s = `key-${f.hex(32)}`;
    return ['text', `curl -s --user 'api:${s}' https://api.mailgun.net/v3/acme.org/messages`, s];
  },
  'mailgun new key': (f) => {
    const s = `${f.hex(32)}-${f.hex(8)}-${f.hex(8)}`;
    return ['text', `MAILGUN_API_KEY=${s}`, s];
  },
  'mailchimp key': (f) => {
    const s = `${f.hex(32)}-us21`;
    return ['text', `mailchimp.set_config({"api_key": "${s}", "server": "us21"})`, s];
  },
  'postmark token': (f) => {
    const s = f.uuid();
    return ['headers', [['X-Postmark-Server-Token', s]], s];
  },
  'postmark in config': (f) => {
    const s = f.uuid();
    return ['text', `postmark:\n  server_token: ${s}\n  from: x\n`, s];
  },
  'brevo key': (f) => {
    const s = `xkeysib-${f.hex(64)}-${f.alnum(16)}`;
    return ['text', `api-key:${s}`, s];
  },
  'resend key': (f) => {
    const s = `re_${f.alnum(8)}_${f.alnum(24)}`;
    return ['text', `const resend = new Resend('${s}');`, s];
  },
  'openai project key in prose': (f) => {
    const s = `sk-proj-${f.urlSafe(74)}T3BlbkFJ${f.urlSafe(74)}`;
    return ['text', `Please use my key ${s} for the evaluation`, s];
  },
  'openai legacy error': (f) => {
    const s = `sk-${f.alnum(20)}T3BlbkFJ${f.alnum(20)}`;
    return ['json', { error: { message: `Incorrect API key provided: ${s}.`, code: 'invalid_api_key' } }, s];
  },
  'openai service account': (f) => {
    const s = `sk-svcacct-${f.urlSafe(120)}`;
    return ['text', `OPENAI_API_KEY="${s}"`, s];
  },
  'openai admin': (f) => {
    const s = `sk-admin-${f.urlSafe(100)}`;
    return ['text', `found ${s} in the clipboard`, s];
  },
  'openai realtime ephemeral': (f) => {
    const s = `ek_${f.hex(32)}`;
    return ['json', { value: s, expires_at: 1756310470, session: { type: 'realtime' } }, s];
  },
  'anthropic key': (f) => {
    const s = `sk-ant-api03-${f.urlSafe(93)}AA`;
    return [
      'headers',
      [
        ['x-api-key', s],
        ['anthropic-version', '2023-06-01'],
      ],
      s,
    ];
  },
  'anthropic oauth token': (f) => {
    const s = `sk-ant-oat01-${f.urlSafe(93)}AA`;
    return ['text', `CLAUDE_CODE_OAUTH_TOKEN=${s}`, s];
  },
  'hugging face': (f) => {
    const s = `hf_${f.alnum(34)}`;
    return ['text', `huggingface-cli login --token ${s} --add-to-git-credential`, s];
  },
  replicate: (f) => {
    const s = `r8_${f.alnum(37)}`;
    return ['text', `export REPLICATE_API_TOKEN=${s}`, s];
  },
  groq: (f) => {
    const s = `gsk_${f.alnum(52)}`;
    return ['text', `client = Groq(api_key="${s}")`, s];
  },
  xai: (f) => {
    const s = `xai-${f.alnum(80)}`;
    return ['text', `authorization: Bearer ${s}`, s];
  },
  perplexity: (f) => {
    const s = `pplx-${f.alnum(48)}`;
    return ['text', `PPLX=${s}`, s];
  },
  openrouter: (f) => {
    const s = `sk-or-v1-${f.hex(64)}`;
    return ['text', `key: ${s}`, s];
  },
  fireworks: (f) => {
    const s = `fw_${f.alnum(24)}`;
    return ['text', `fireworks.client.api_key = "${s}"`, s];
  },
  'together env': (f) => {
    const s = f.hex(64);
    return ['text', `TOGETHER_API_KEY=${s}`, s];
  },
  'cohere env in compose': (f) => {
    const s = f.alnum(40);
    return ['text', `services:\n  app:\n    environment:\n      - CO_API_KEY=${s}\n      - LOG=info\n`, s];
  },
  langsmith: (f) => {
    const s = `lsv2_pt_${f.hex(32)}_${f.hex(10)}`;
    return ['headers', [['x-api-key', s]], s];
  },
  langfuse: (f) => {
    const s = `sk-lf-${f.uuid()}`;
    return ['text', `Langfuse(public_key="pk-lf-${f.uuid()}", secret_key="${s}")`, s];
  },
  tavily: (f) => {
    const s = `tvly-dev-${f.alnum(32)}`;
    return ['json', { api_key: s, query: 'who is' }, s];
  },
  firecrawl: (f) => {
    const s = `fc-${f.hex(32)}`;
    return ['text', `app = FirecrawlApp("${s}")`, s];
  },
  pinecone: (f) => {
    const s = `pcsk_${f.alnum(5)}_${f.alnum(63)}`;
    return ['headers', [['Api-Key', s]], s];
  },
  'pinecone old': (f) => {
    const s = f.uuid();
    return ['headers', [['Api-Key', s]], s];
  },
  'qdrant cloud': (f) => {
    const s = f.urlSafe(54);
    return ['text', `QdrantClient(url="https://x.eu.aws.cloud.qdrant.io", api_key="${s}")`, s];
  },
  'npm token in npmrc': (f) => {
    const s = `npm_${f.alnum(36)}`;
    return ['text', `//registry.npmjs.org/:_authToken=${s}\nalways-auth=true\n`, s];
  },
  'npm legacy auth': (f) => {
    const s = b64(`bob:${f.password()}`);
    return ['text', `_auth = ${s}\nemail = x\n`, s];
  },
  'npm uuid token': (f) => {
    const s = f.uuid();
    return ['text', `//npm.acme.dev/:_authToken=${s}`, s];
  },
  'pypi token': (f) => {
    const s = `pypi-AgEIcHlwaS5vcmc${f.urlSafe(150)}`;
    return ['text', `[pypi]\nusername = __token__\npassword = ${s}\n`, s];
  },
  'twine command': (f) => {
    const s = `pypi-AgEIcHlwaS5vcmc${f.urlSafe(150)}`;
    return ['text', `twine upload -u __token__ -p ${s} dist/*`, s];
  },
  rubygems: (f) => {
    const s = `rubygems_${f.hex(48)}`;
    return ['text', `---\n:rubygems_api_key: ${s}\n`, s];
  },
  'cargo credentials': (f) => {
    const s = `cio${f.alnum(32)}`;
    return ['text', `[registry]\ntoken = "${s}"\n`, s];
  },
  nuget: (f) => {
    const s = `oy2${f.lower(43)}`;
    return [
      'text',
      `dotnet nuget push app.nupkg --api-key ${s} --source https://api.nuget.org/v3/index.json`,
      s,
    ];
  },
  'docker hub pat': (f) => {
    const s = `dckr_pat_${f.urlSafe(27)}`;
    return ['text', `echo ${s} | docker login -u acme --password-stdin`, s];
  },
  'docker config json': (f) => {
    const p = f.password();
    const s = b64(`acme:${p}`);
    return ['json', { auths: { 'https://index.docker.io/v1/': { auth: s } } }, s, p];
  },
  'dockerconfigjson secret': (f) => {
    const p = f.password();
    const s = b64(json({ auths: { 'ghcr.io': { username: 'a', password: p } } }));
    return [
      'text',
      `apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${s}\n`,
      s,
      p,
    ];
  },
  'vault token': (f) => {
    const s = `hvs.${f.urlSafe(90)}`;
    return ['headers', [['X-Vault-Token', s]], s];
  },
  'vault unseal keys': (f) => {
    const [a, b] = [f.base64(43) + '=', f.hex(64)];
    return [
      'text',
      `Unseal Key 1: ${a}\nUnseal Key 2: ${b}\n\nInitial Root Token: hvs.${f.alnum(24)}\n`,
      a,
      b,
    ];
  },
  'vault secret id': (f) => {
    const s = f.uuid();
    return ['json', { role_id: f.uuid(), secret_id: s }, s];
  },
  databricks: (f) => {
    const s = `dapi${f.hex(32)}-2`;
    return ['text', `[DEFAULT]\nhost = https://dbc-1.cloud.databricks.com\ntoken = ${s}\n`, s];
  },
  'datadog keys': (f) => {
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
  'datadog env': (f) => {
    const s = f.hex(32);
    return [
      'text',
      `DD_API_KEY=${s} DD_SITE=datadoghq.eu bash -c "$(curl -L https://install.datadoghq.com)"`,
      s,
    ];
  },
  'new relic': (f) => {
    const s = `NRAK-${f.upper(27)}`;
    return ['text', `Api-Key: ${s}`, s];
  },
  'new relic license': (f) => {
    const s = `${f.hex(36)}NRAL`;
    return ['text', `license_key: '${s}'`, s];
  },
  'sentry auth token': (f) => {
    const s = `sntrys_${b64(json({ iat: 1687336543.2, url: 'https://sentry.io', org: 'acme' }))}_${f.base64(43)}`;
    return ['text', `sentry-cli --auth-token ${s} releases list`, s];
  },
  'sentry user token': (f) => {
    const s = `sntryu_${f.hex(64)}`;
    return ['text', `SENTRY_AUTH_TOKEN=${s}`, s];
  },
  linear: (f) => {
    const s = `lin_api_${f.alnum(40)}`;
    return ['headers', [['Authorization', s]], s];
  },
  notion: (f) => {
    const s = `ntn_${f.digits(11)}${f.alnum(35)}`;
    return ['text', `const notion = new Client({ auth: "${s}" })`, s];
  },
  'notion old': (f) => {
    const s = `secret_${f.alnum(43)}`;
    return ['text', `NOTION_KEY=${s}`, s];
  },
  'airtable pat': (f) => {
    const s = `pat${f.alnum(14)}.${f.hex(64)}`;
    return ['text', `Airtable.configure({ apiKey: '${s}' })`, s];
  },
  figma: (f) => {
    const s = `figd_${f.urlSafe(40)}`;
    return ['headers', [['X-Figma-Token', s]], s];
  },
  shopify: (f) => {
    const s = `shpat_${f.hex(32)}`;
    return ['text', `-H "X-Shopify-Access-Token: ${s}"`, s];
  },
  'shopify secret': (f) => {
    const s = `shpss_${f.hex(32)}`;
    return ['text', `SHOPIFY_API_SECRET=${s}`, s];
  },
  square: (f) => {
    const s = `EAAA${f.urlSafe(60)}`;
    return ['text', `Square(token="${s}")`, s];
  },
  'square oauth secret': (f) => {
    const s = `sq0csp-${f.urlSafe(43)}`;
    return ['text', `application secret: ${s}`, s];
  },
  'paypal secret': (f) => {
    const s = `E${f.urlSafe(79)}`;
    return ['text', `PAYPAL_CLIENT_SECRET=${s}`, s];
  },
  'paypal access token': (f) => {
    const s = `A21AA${f.urlSafe(92)}`;
    return ['json', { scope: 'https://uri.paypal.com/services/x', access_token: s, token_type: 'Bearer' }, s];
  },
  'braintree access token': (f) => {
    const s = `access_token$production$${f.lower(16)}$${f.hex(32)}`;
    return ['text', `gateway = connect("${s}")`, s];
  },
  'adyen key': (f) => {
    const s = `AQE${f.base64(60)}-${f.base64(44)}=-${f.alnum(16)}`;
    return ['headers', [['X-API-Key', s]], s];
  },
  'plaid secret': (f) => {
    const s = f.hex(30);
    return ['json', { client_id: f.hex(24), secret: s, institution_id: 'ins_3' }, s];
  },
  'plaid access token': (f) => {
    const s = `access-production-${f.uuid()}`;
    return ['text', `item created with ${s}`, s];
  },
  'coinbase api secret': (f) => {
    const s = f.pem('EC PRIVATE KEY', 3);
    return ['json', { name: 'organizations/x/apiKeys/y', privateKey: s }, s];
  },
  doppler: (f) => {
    const s = `dp.st.prd.${f.alnum(43)}`;
    return ['text', `DOPPLER_TOKEN='${s}' doppler run -- npm start`, s];
  },
  '1password service account': (f) => {
    const s = `ops_eyJ${f.alnum(300)}`;
    return ['text', `export OP_SERVICE_ACCOUNT_TOKEN=${s}`, s];
  },
  'infisical token': (f) => {
    const s = `st.${f.hex(24)}.${f.hex(32)}.${f.hex(32)}`;
    return ['text', `infisical run --token=${s} -- node app.js`, s];
  },
  'cloudflare token': (f) => {
    const s = f.urlSafe(40);
    return ['text', `CLOUDFLARE_API_TOKEN=${s} wrangler deploy`, s];
  },
  'cloudflare global key': (f) => {
    const s = f.hex(37);
    return [
      'headers',
      [
        ['X-Auth-Email', 'x'],
        ['X-Auth-Key', s],
      ],
      s,
    ];
  },
  'cloudflare origin ca': (f) => {
    const s = `v1.0-${f.hex(24)}-${f.hex(146)}`;
    return ['text', `X-Auth-User-Service-Key: ${s}`, s];
  },
  'cloudflare tunnel': (f) => {
    const s = b64(json({ a: f.hex(32), t: f.uuid(), s: f.base64(44) }));
    return ['text', `cloudflared service install ${s}`, s];
  },
  fastly: (f) => {
    const s = f.urlSafe(32);
    return ['headers', [['Fastly-Key', s]], s];
  },
  digitalocean: (f) => {
    const s = `dop_v1_${f.hex(64)}`;
    return ['text', `doctl auth init -t ${s}`, s];
  },
  'spaces keys': (f) => {
    const s = f.base64(43);
    return ['text', `SPACES_KEY=DO00${f.upper(16)}\nSPACES_SECRET=${s}`, s];
  },
  heroku: (f) => {
    const s = `HRKU-AA${f.urlSafe(58)}`;
    return ['text', `machine api.heroku.com\n  login x\n  password ${s}\n`, s];
  },
  'heroku uuid': (f) => {
    const s = f.uuid();
    return ['text', `HEROKU_API_KEY=${s}`, s];
  },
  vercel: (f) => {
    const s = f.alnum(24);
    return ['text', `vercel deploy --prebuilt --prod --token=${s}`, s];
  },
  'vercel blob': (f) => {
    const s = `vercel_blob_rw_${f.alnum(16)}_${f.alnum(30)}`;
    return ['text', `put('a.txt', b, { access: 'public', token: "${s}" })`, s];
  },
  netlify: (f) => {
    const s = `nfp_${f.alnum(36)}`;
    return ['text', `netlify deploy --auth ${s} --prod`, s];
  },
  'netlify build hook': (f) => {
    const s = f.hex(24);
    return ['text', `curl -X POST -d {} https://api.netlify.com/build_hooks/${s}`, s];
  },
  'supabase service role': (f) => {
    const s = f.jwt();
    return ['text', `createClient(url, '${s}')`, s];
  },
  'supabase new key': (f) => {
    const s = `sb_secret_${f.urlSafe(31)}`;
    return ['headers', [['apikey', s]], s];
  },
  'supabase pat': (f) => {
    const s = `sbp_${f.hex(40)}`;
    return ['text', `supabase link --token ${s}`, s];
  },
  planetscale: (f) => {
    const s = `pscale_pw_${f.urlSafe(43)}`;
    return ['text', `mysql://u:${s}@aws.connect.psdb.cloud/db?sslaccept=strict`, s];
  },
  neon: (f) => {
    const s = `npg_${f.alnum(12)}`;
    return [
      'text',
      `psql 'postgresql://neondb_owner:${s}@ep-x.eu-central-1.aws.neon.tech/neondb?sslmode=require'`,
      s,
    ];
  },
  'mongodb atlas': (f) => {
    const s = f.alnum(16);
    return ['text', `mongodb+srv://admin:${s}@cluster0.ab1cd.mongodb.net/?retryWrites=true&w=majority`, s];
  },
  'atlas api keys digest': (f) => {
    const s = f.uuid();
    return ['text', `curl --user "abcdwxyz:${s}" --digest https://cloud.mongodb.com/api/atlas/v2/groups`, s];
  },
  upstash: (f) => {
    const s = `A${f.alnum(55)}`;
    return ['text', `new Redis({ url: 'https://eu1-x.upstash.io', token: '${s}' })`, s];
  },
  'redis url': (f) => {
    const s = f.alnum(32);
    return ['text', `rediss://default:${s}@redis-1.c1.eu-west-1-3.ec2.cloud.redislabs.com:12345/0`, s];
  },
  'amqp url': (f) => {
    const s = f.alnum(32);
    return ['json', { CLOUDAMQP_URL: `amqps://usr:${s}@kangaroo.rmq.cloudamqp.com/usr` }, s];
  },
  'jdbc url': (f) => {
    const s = f.password();
    return ['text', `jdbc:mysql://db.acme.io:3306/app?user=root&password=${s}&useSSL=true`, s];
  },
  'sql server string': (f) => {
    const s = f.password();
    return [
      'text',
      `Server=tcp:x.database.windows.net,1433;Database=app;User ID=sa;Password=${s};Encrypt=True;`,
      s,
    ];
  },
  'odbc pwd': (f) => {
    const s = f.password();
    return [
      'text',
      `Driver={ODBC Driver 18 for SQL Server};Server=x;UID=sa;PWD={${s}};TrustServerCertificate=yes`,
      s,
    ];
  },
  'oracle easy connect': (f) => {
    const s = f.alnum(14);
    return ['text', `sqlplus scott/${s}@//db.acme.io:1521/ORCL`, s];
  },
  'snowflake config': (f) => {
    const s = f.password();
    return ['text', `snowflake.connector.connect(user='etl', password='${s}', account='xy12345')`, s];
  },
  'clickhouse headers': (f) => {
    const s = f.alnum(13);
    return [
      'headers',
      [
        ['X-ClickHouse-User', 'default'],
        ['X-ClickHouse-Key', s],
      ],
      s,
    ];
  },
  'elastic api key': (f) => {
    const s = b64(`${f.urlSafe(20)}:${f.urlSafe(22)}`);
    return ['headers', [['Authorization', `ApiKey ${s}`]], s];
  },
  'elastic cloud auth': (f) => {
    const s = f.alnum(24);
    return ['text', `metricbeat -E cloud.id=x:y -E cloud.auth="elastic:${s}"`, s];
  },
  'algolia admin': (f) => {
    const s = f.hex(32);
    return [
      'headers',
      [
        ['X-Algolia-Application-Id', f.upper(10)],
        ['X-Algolia-API-Key', s],
      ],
      s,
    ];
  },
  'algolia ctor': (f) => {
    const s = f.hex(32);
    return ['text', `const client = algoliasearch('B1G2GM9NG0', '${s}');`, s];
  },
  'mapbox secret': (f) => {
    const s = `sk.eyJ1Ijoi${f.alnum(60)}.${f.urlSafe(22)}`;
    return ['url', `https://api.mapbox.com/styles/v1/acme?access_token=${s}`, s];
  },
  'google api key in url': (f) => {
    const s = `AIzaSy${f.urlSafe(33)}`;
    return [
      'url',
      `https://generativelanguage.googleapis.com/v1beta/models/gemini:generateContent?key=${s}`,
      s,
    ];
  },
  'google api key header': (f) => {
    const s = `AIzaSy${f.urlSafe(33)}`;
    return ['headers', [['x-goog-api-key', s]], s];
  },
  'google oauth client secret': (f) => {
    const s = `GOCSPX-${f.urlSafe(28)}`;
    return [
      'json',
      { installed: { client_id: `${f.digits(12)}-x.apps.googleusercontent.com`, client_secret: s } },
      s,
    ];
  },
  'google refresh token': (f) => {
    const s = `1//0${f.urlSafe(100)}`;
    return ['json', { type: 'authorized_user', refresh_token: s }, s];
  },
  'google access token in prose': (f) => {
    const s = `ya29.a0Af${f.urlSafe(180)}`;
    return ['text', `The playground gave me ${s} which works for an hour.`, s];
  },
  'google service account': (f) => {
    const s = f.pem('PRIVATE KEY', 10);
    return [
      'json',
      { type: 'service_account', private_key_id: f.hex(40), private_key: `${s}\n`, client_email: 'x@y.iam' },
      s,
    ];
  },
  'gcs hmac': (f) => {
    const s = f.base64(40);
    return ['text', `Access ID: GOOG1E${f.upper(55)}\nSecret:    ${s}\n`, s];
  },
  'firebase server key': (f) => {
    const s = `AAAA${f.urlSafe(7)}:APA91b${f.urlSafe(134)}`;
    return ['headers', [['Authorization', `key=${s}`]], s];
  },
  'firebase custom token': (f) => {
    const s = f.jwt();
    return ['json', { token: s, returnSecureToken: true }, s];
  },
  'azure storage connection string': (f) => {
    const s = `${f.base64(86)}==`;
    return [
      'text',
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${s};EndpointSuffix=core.windows.net`,
      s,
    ];
  },
  'azure sas url': (f) => {
    const s = encodeURIComponent(`${f.base64(43)}=`);
    return [
      'url',
      `https://acme.blob.core.windows.net/c/b.csv?sp=r&st=2026-11-01T00:00:00Z&se=2026-12-01T00:00:00Z&spr=https&sv=2022-11-02&sr=b&sig=${s}`,
      s,
    ];
  },
  'azure client secret': (f) => {
    const s = `${f.alnum(3)}8Q~${f.urlSafe(34)}`;
    return ['text', `az login --service-principal -u ${f.uuid()} -p ${s} --tenant ${f.uuid()}`, s];
  },
  'azure service bus': (f) => {
    const s = `${f.base64(43)}=`;
    return [
      'text',
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${s}`,
      s,
    ];
  },
  'azure openai key': (f) => {
    const s = f.alnum(84);
    return ['headers', [['api-key', s]], s];
  },
  'azure devops pat': (f) => {
    const s = f.lower(52);
    return ['text', `git clone https://${s}@dev.azure.com/acme/app/_git/app`, s];
  },
  'azure function code': (f) => {
    const s = `${f.urlSafe(54)}==`;
    return ['text', `https://acme.azurewebsites.net/api/run?code=${s}`, s];
  },
  'app insights': (f) => {
    const s = f.uuid();
    return [
      'text',
      `APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=${s};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`,
      s,
    ];
  },
  'aws credentials file': (f) => {
    const s = f.base64(40);
    return [
      'text',
      `[default]\naws_access_key_id = AKIA${f.upper(16)}\naws_secret_access_key = ${s}\nregion = eu-west-1\n`,
      s,
    ];
  },
  'aws sts json': (f) => {
    const [a, b] = [f.base64(40), f.base64(400)];
    return [
      'json',
      { Credentials: { AccessKeyId: `ASIA${f.upper(16)}`, SecretAccessKey: a, SessionToken: b } },
      a,
      b,
    ];
  },
  'aws presigned': (f) => {
    const s = f.hex(64);
    return [
      'url',
      `https://acme.s3.eu-west-1.amazonaws.com/r.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${f.upper(16)}%2F20261125%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261125T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=${s}`,
      s,
    ];
  },
  'aws cli configure prompt': (f) => {
    const s = f.base64(40);
    return [
      'text',
      `$ aws configure\nAWS Access Key ID [None]: AKIA${f.upper(16)}\nAWS Secret Access Key [None]: ${s}\nDefault region name [None]: eu-west-1\n`,
      s,
    ];
  },
  'aws keys csv': (f) => {
    const s = f.base64(40);
    return ['text', `Access key ID,Secret access key\nAKIA${f.upper(16)},${s}\n`, s];
  },
  'boto session': (f) => {
    const s = f.base64(40);
    return ['text', `boto3.Session("AKIA${f.upper(16)}", "${s}", region_name="us-east-1")`, s];
  },
  'aws sigv4 header': (f) => {
    const s = f.hex(64);
    return [
      'headers',
      [
        [
          'authorization',
          `AWS4-HMAC-SHA256 Credential=AKIA${f.upper(16)}/20261125/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${s}`,
        ],
      ],
      s,
    ];
  },
  'bedrock api key': (f) => {
    const s = `ABSK${f.base64(120)}`;
    return ['text', `AWS_BEARER_TOKEN_BEDROCK=${s}`, s];
  },
  'cloudfront signed cookie': (f) => {
    const s = f.urlSafe(340);
    return [
      'headers',
      [['cookie', `CloudFront-Policy=eyJ; CloudFront-Signature=${s}; CloudFront-Key-Pair-Id=K2`]],
      s,
    ];
  },
  'telegram bot url': (f) => {
    const s = `${f.digits(10)}:AA${f.urlSafe(33)}`;
    return ['text', `https://api.telegram.org/bot${s}/sendMessage`, s];
  },
  'telegram in code': (f) => {
    const s = `${f.digits(10)}:AA${f.urlSafe(33)}`;
    return ['text', `new TelegramBot("${s}", {polling: true})`, s];
  },
  'line channel token': (f) => {
    const s = `${f.base64(170)}/1O/w1cDnyilFU=`;
    return ['text', `LINE_CHANNEL_ACCESS_TOKEN="${s}"`, s];
  },
  'okta ssws': (f) => {
    const s = `00${f.urlSafe(40)}`;
    return ['headers', [['Authorization', `SSWS ${s}`]], s];
  },
  'auth0 client secret': (f) => {
    const s = f.urlSafe(64);
    return [
      'text',
      `{"client_id":"${f.alnum(32)}","client_secret":"${s}","audience":"x","grant_type":"client_credentials"}`,
      s,
    ];
  },
  'atlassian token': (f) => {
    const s = `ATATT3xFfGF0${f.urlSafe(170)}=${f.upper(8)}`;
    return ['text', `curl -u me:${s} https://acme.atlassian.net/rest/api/3/myself`, s];
  },
  'bitbucket app password': (f) => {
    const s = `ATBB${f.alnum(32)}`;
    return ['text', `https://bob:${s}@bitbucket.org/acme/app.git`, s];
  },
  circleci: (f) => {
    const s = `CCIPAT_${f.alnum(22)}_${f.hex(40)}`;
    return ['headers', [['Circle-Token', s]], s];
  },
  travis: (f) => {
    const s = f.urlSafe(22);
    return [
      'headers',
      [
        ['Authorization', `token ${s}`],
        ['Travis-API-Version', '3'],
      ],
      s,
    ];
  },
  buildkite: (f) => {
    const s = `bkua_${f.hex(40)}`;
    return ['text', `BUILDKITE_TOKEN: ${s}`, s];
  },
  grafana: (f) => {
    const s = `glsa_${f.alnum(32)}_${f.hex(8)}`;
    return ['text', `grafana token ${s} has role Viewer`, s];
  },
  'grafana cloud': (f) => {
    const s = `glc_${b64(json({ o: '1', n: 'x', k: f.alnum(24), m: { r: 'eu' } }))}`;
    return ['text', `PROM_PASS=${s}`, s];
  },
  pagerduty: (f) => {
    const s = `u+${f.urlSafe(18)}`;
    return ['headers', [['Authorization', `Token token=${s}`]], s];
  },
  'pagerduty routing key': (f) => {
    const s = f.hex(32);
    return ['json', { routing_key: s, event_action: 'trigger' }, s];
  },
  opsgenie: (f) => {
    const s = f.uuid();
    return ['headers', [['Authorization', `GenieKey ${s}`]], s];
  },
  launchdarkly: (f) => {
    const s = `sdk-${f.uuid()}`;
    return ['text', `LDClient.init('${s}')`, s];
  },
  'launchdarkly api': (f) => {
    const s = `api-${f.uuid()}`;
    return ['headers', [['Authorization', s]], s];
  },
  snyk: (f) => {
    const s = f.uuid();
    return ['text', `snyk auth ${s}`, s];
  },
  sonar: (f) => {
    const s = `sqp_${f.hex(40)}`;
    return ['text', `sonar-scanner -Dsonar.projectKey=acme -Dsonar.token=${s}`, s];
  },
  codecov: (f) => {
    const s = f.uuid();
    return ['text', `bash <(curl -s https://codecov.io/bash) -t ${s}`, s];
  },
  dropbox: (f) => {
    const s = `sl.B${f.urlSafe(135)}`;
    return ['text', `dbx = dropbox.Dropbox("${s}")`, s];
  },
  'box developer token': (f) => {
    const s = f.alnum(32);
    return ['json', { boxAppSettings: { clientID: f.alnum(32), clientSecret: s } }, s];
  },
  'zoom s2s': (f) => {
    const s = f.alnum(32);
    return ['text', `ZOOM_ACCOUNT_ID=${f.urlSafe(22)}\nZOOM_CLIENT_SECRET=${s}`, s];
  },
  'zoom meeting passcode': (f) => {
    const s = f.alnum(32);
    return ['text', `Join: https://us02web.zoom.us/j/${f.digits(11)}?pwd=${s}.1`, s];
  },
  hubspot: (f) => {
    const s = `pat-eu1-${f.uuid()}`;
    return ['text', `hubspot private app token: ${s}`, s];
  },
  intercom: (f) => {
    const s = `dG9r${f.base64(55)}=`;
    return [
      'headers',
      [
        ['Authorization', `Bearer ${s}`],
        ['Intercom-Version', '2.11'],
      ],
      s,
    ];
  },
  zendesk: (f) => {
    const s = f.alnum(40);
    return ['text', `curl -u agent@acme.test/token:${s} https://acme.zendesk.com/api/v2/tickets.json`, s];
  },
  'salesforce session': (f) => {
    const s = `00D${f.alnum(12)}!A${f.alnum(95)}`;
    return [
      'json',
      { access_token: s, instance_url: 'https://acme.my.salesforce.com', token_type: 'Bearer' },
      s,
    ];
  },
  'salesforce in xml': (f) => {
    const s = `00D${f.alnum(12)}!A${f.alnum(95)}`;
    return [
      'text',
      `<soapenv:Header><urn:SessionHeader><urn:sessionId>${s}</urn:sessionId></urn:SessionHeader>`,
      s,
    ];
  },
  'facebook token': (f) => {
    const s = `EAA${f.alnum(170)}`;
    return ['text', `Graph call with ${s} failed`, s];
  },
  'instagram query': (f) => {
    const s = `IGQ${f.alnum(160)}`;
    return ['url', `https://graph.instagram.com/me?fields=id&access_token=${s}`, s];
  },
  'twitter bearer': (f) => {
    const s = `AAAAAAAAAAAAAAAAAAAAA${f.alnum(30)}%2B${f.alnum(40)}%3D`;
    return ['text', `Bearer ${s}`, s];
  },
  'linkedin secret': (f) => {
    const s = `WPL_AP1.${f.alnum(16)}.${f.base64(6)}==`;
    return ['text', `LINKEDIN_CLIENT_SECRET=${s}`, s];
  },
  'clerk secret': (f) => {
    const s = `sk_test_${f.alnum(42)}`;
    return ['text', `CLERK_SECRET_KEY=${s}`, s];
  },
  'posthog personal': (f) => {
    const s = `phx_${f.alnum(47)}`;
    return ['text', `personal_api_key ${s}`, s];
  },
  'segment write key basic': (f) => {
    const s = f.alnum(32);
    return ['headers', [['Authorization', `Basic ${b64(`${s}:`)}`]], b64(`${s}:`)];
  },
  'render key': (f) => {
    const s = `rnd_${f.alnum(28)}`;
    return ['text', `render deploys create --token ${s}`, s];
  },
  'fly token': (f) => {
    const s = `FlyV1 fm2_lJPE${f.base64(200)}`;
    return ['text', `FLY_API_TOKEN="${s}" fly deploy`, s.slice(6)];
  },
  railway: (f) => {
    const s = f.uuid();
    return ['text', `RAILWAY_TOKEN=${s} railway up`, s];
  },
  pulumi: (f) => {
    const s = `pul-${f.hex(40)}`;
    return ['text', `pulumi login with ${s}`, s];
  },
  'terraform cloud': (f) => {
    const s = `${f.alnum(14)}.atlasv1.${f.urlSafe(67)}`;
    return ['text', `credentials "app.terraform.io" {\n  token = "${s}"\n}\n`, s];
  },
  artifactory: (f) => {
    const s = `AKCp${f.alnum(69)}`;
    return ['headers', [['X-JFrog-Art-Api', s]], s];
  },
  'artifactory reference token': (f) => {
    const s = `cmVmdGtu${f.alnum(56)}`;
    return ['text', `jf c add --access-token ${s}`, s];
  },
  postman: (f) => {
    const s = `PMAK-${f.hex(24)}-${f.hex(34)}`;
    return ['text', `newman run "https://api.getpostman.com/collections/1?apikey=${s}"`, s];
  },
  asana: (f) => {
    const s = `2/${f.digits(16)}/${f.digits(16)}:${f.hex(32)}`;
    return ['text', `asana.AccessToken("${s}")`, s];
  },
  'clickup key': (f) => {
    const s = `pk_${f.digits(8)}_${f.upper(32)}`;
    return ['headers', [['Authorization', s]], s];
  },
  'trello query': (f) => {
    const s = `ATTA${f.hex(64)}`;
    return ['url', `https://api.trello.com/1/members/me/boards?key=${f.hex(32)}&token=${s}`, s];
  },
  'monday jwt': (f) => {
    const s = f.jwt();
    return ['headers', [['Authorization', s]], s];
  },
  contentful: (f) => {
    const s = `CFPAT-${f.urlSafe(43)}`;
    return ['text', `contentful login --management-token ${s}`, s];
  },
  ngrok: (f) => {
    const s = `2${f.alnum(26)}_${f.alnum(21)}`;
    return ['text', `ngrok config add-authtoken ${s}`, s];
  },
  tailscale: (f) => {
    const s = `tskey-auth-k${f.alnum(11)}CNTRL-${f.alnum(32)}`;
    return ['text', `tailscale up --authkey ${s} --hostname ci`, s];
  },
  'wandb key': (f) => {
    const s = f.hex(40);
    return ['text', `wandb login ${s}`, s];
  },
  'age secret key': (f) => {
    const s = `AGE-SECRET-KEY-1${f.upper(58)}`;
    return ['text', `# created: 2026-11-01\n# public key: age1x\n${s}\n`, s];
  },
  'easypost key': (f) => {
    const s = `EZAK${f.hex(32)}${f.alnum(22)}`;
    return ['text', `easypost.api_key = "${s}"`, s];
  },
  'shippo token': (f) => {
    const s = `shippo_live_${f.hex(40)}`;
    return ['headers', [['Authorization', `ShippoToken ${s}`]], s];
  },
  'dynatrace token': (f) => {
    const s = `dt0c01.${f.upper(24)}.${f.upper(64)}`;
    return ['headers', [['Authorization', `Api-Token ${s}`]], s];
  },
  'honeycomb header': (f) => {
    const s = f.alnum(22);
    return ['headers', [['x-honeycomb-team', s]], s];
  },
  'alchemy rpc url': (f) => {
    const s = f.urlSafe(32);
    return ['text', `RPC: https://eth-mainnet.g.alchemy.com/v2/${s}`, s];
  },
  'infura rpc url': (f) => {
    const s = f.hex(32);
    return ['json', { rpc: `https://mainnet.infura.io/v3/${s}` }, s];
  },
  'ethereum key': (f) => {
    const s = f.hex(64);
    return ['text', `const wallet = new ethers.Wallet("0x${s}", provider)`, s];
  },
  mnemonic: () => {
    const s = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
    return ['text', `MNEMONIC="${s}"`, s];
  },

  // Requests and answers
  'password json body': (f) => {
    const s = f.password();
    return ['json', { method: 'POST', body: json({ email: 'bob', password: s }) }, s];
  },
  'graphql variables': (f) => {
    const s = f.password();
    return [
      'json',
      {
        query: 'mutation($i: LoginInput!){ login(input:$i){ token } }',
        variables: { i: { user: 'b', password: s } },
      },
      s,
    ];
  },
  'graphql answer': (f) => {
    const s = f.alnum(32);
    return ['json', { data: { customerAccessTokenCreate: { customerAccessToken: { accessToken: s } } } }, s];
  },
  'graphql inline argument': (f) => {
    const s = f.password();
    return ['json', { query: `mutation { signIn(email: "bob", password: "${s}") { id } }` }, s];
  },
  'form body': (f) => {
    const s = f.alnum(20);
    return ['bytes', `username=bob&pass=${s}&remember=1`, s];
  },
  'multipart body': (f) => {
    const s = f.alnum(24);
    return [
      'bytes',
      `--x\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n${s}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n`,
      s,
    ];
  },
  'cookie header': (f) => {
    const [a, b] = [f.alnum(32), f.urlSafe(43)];
    return ['headers', [['cookie', `theme=dark; sid=${a}; remember_user_token=${b}; lang=en`]], a, b];
  },
  'set-cookie': (f) => {
    const s = f.alnum(26);
    return ['headers', [['set-cookie', `PHPSESSID=${s}; path=/; HttpOnly; SameSite=Lax`]], s];
  },
  'connect sid': (f) => {
    const s = `s%3A${f.urlSafe(32)}.${f.alnum(43)}`;
    return ['text', `Set-Cookie: connect.sid=${s}; Path=/; HttpOnly`, s];
  },
  'playwright storage state': (f) => {
    const s = f.urlSafe(60);
    return [
      'json',
      { cookies: [{ name: 'auth', value: s, domain: '.acme.io', path: '/', httpOnly: true }] },
      s,
    ];
  },
  'local storage': (f) => {
    const s = f.jwt();
    return [
      'json',
      { origins: [{ origin: 'https://a.io', localStorage: [{ name: 'idToken', value: s }] }] },
      s,
    ];
  },
  'har headers list': (f) => {
    const s = f.alnum(40);
    return ['json', { request: { headers: [{ name: 'X-Auth', value: s }], queryString: [] } }, s];
  },
  'har query list': (f) => {
    const s = f.alnum(40);
    return ['json', { queryString: [{ name: 'apikey', value: s }] }, s];
  },
  'csrf meta': (f) => {
    const s = f.base64(86);
    return ['text', `<meta name="csrf-token" content="${s}==" />`, s];
  },
  'csrf input': (f) => {
    const s = f.urlSafe(64);
    return ['text', `<input type="hidden" name="csrfmiddlewaretoken" value="${s}">`, s];
  },
  'asp viewstate token': (f) => {
    const s = f.urlSafe(92);
    return ['text', `<input name="__RequestVerificationToken" type="hidden" value="${s}" />`, s];
  },
  'xsrf header': (f) => {
    const s = f.uuid();
    return ['headers', [['X-XSRF-TOKEN', s]], s];
  },
  'magic link': (f) => {
    const s = f.urlSafe(40);
    return ['text', `Click to sign in: https://app.acme.io/auth/magic/${s}`, s];
  },
  'reset link': (f) => {
    const s = f.hex(40);
    return ['text', `<a href="https://acme.io/users/password/edit?reset_password_token=${s}">Reset</a>`, s];
  },
  'invite link': (f) => {
    const s = f.alnum(22);
    return ['json', { inviteUrl: `https://acme.io/invite/${s}` }, s];
  },
  'confirm link': (f) => {
    const s = f.urlSafe(32);
    return ['text', `https://acme.io/verify-email?t=${s}`, s];
  },
  'unsubscribe jwt link': (f) => {
    const s = f.jwt();
    return ['text', `https://news.acme.io/u/${s}/unsubscribe`, s];
  },
  'oauth redirect code': (f) => {
    const s = `4/0A${f.urlSafe(70)}`;
    return [
      'url',
      `http://127.0.0.1:8080/callback?state=${f.alnum(20)}&code=${encodeURIComponent(s)}&scope=email`,
      s,
    ];
  },
  'oauth implicit fragment': (f) => {
    const s = f.urlSafe(80);
    return ['url', `https://app.acme.io/cb#access_token=${s}&token_type=bearer&expires_in=3600`, s];
  },
  'saml response': (f) => {
    const s = b64(
      `<samlp:Response><saml:NameID>bob</saml:NameID><ds:SignatureValue>${f.base64(88)}</ds:SignatureValue></samlp:Response>`,
    );
    return ['text', `SAMLResponse=${encodeURIComponent(s)}&RelayState=x`, encodeURIComponent(s)];
  },
  'location header': (f) => {
    const s = f.urlSafe(40);
    return ['headers', [['location', `https://acme.io/cb?code=${s}&state=1`]], s];
  },
  'www basic': (f) => {
    const p = f.password();
    const s = b64(`bob:${p}`);
    return ['text', `> GET / HTTP/1.1\n> Host: acme.io\n> Authorization: Basic ${s}\n`, s, p];
  },
  'proxy authorization': (f) => {
    const s = b64(`p:${f.alnum(12)}`);
    return ['headers', [['Proxy-Authorization', `Basic ${s}`]], s];
  },
  'proxy env': (f) => {
    const s = f.alnum(12);
    return ['text', `https_proxy=http://svc:${s}@proxy.acme.io:3128`, s];
  },
  'digest header': (f) => {
    const s = f.hex(32);
    return [
      'headers',
      [['Authorization', `Digest username="bob", realm="x", nonce="${f.hex(32)}", uri="/", response="${s}"`]],
      s,
    ];
  },
  'webhook signature': (f) => {
    const s = f.hex(64);
    return ['headers', [['X-Hub-Signature-256', `sha256=${s}`]], s];
  },
  'sse deltas of text': (f) => {
    const s = `ghp_${f.alnum(36)}`;
    const events = cut(`Your token is ${s}, keep it.`, 5).map(
      (content) => `data: ${json({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
    );
    return ['bytes', `${events.join('')}data: [DONE]\n\n`, s];
  },
  'sse tool call arguments': (f) => {
    const s = f.alnum(24);
    const events = cut(json({ user: 'bob', password: s }), 4).map(
      (partial_json) =>
        `event: content_block_delta\ndata: ${json({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json } })}\n\n`,
    );
    return ['bytes', events.join(''), s];
  },
  'sse responses api': (f) => {
    const s = `sk-proj-${f.urlSafe(60)}`;
    const events = cut(`OPENAI_API_KEY=${s}\n`, 6).map(
      (delta) =>
        `event: response.output_text.delta\ndata: ${json({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta })}\n\n`,
    );
    return ['bytes', events.join(''), s];
  },
  'gemini array stream': (f) => {
    const s = `AIzaSy${f.urlSafe(33)}`;
    const parts = cut(`the key is ${s} indeed`, 7).map((text) => ({
      candidates: [{ content: { parts: [{ text }] } }],
    }));
    return ['json', parts, s];
  },
  'ndjson of ollama': (f) => {
    const s = f.password();
    const lines = cut(`password: ${s}\n`, 3).map((response) =>
      json({ model: 'llama', response, done: false }),
    );
    return ['bytes', `${lines.join('\n')}\n`, s];
  },
  'base64 of env': (f) => {
    const s = f.alnum(24);
    return [
      'json',
      { content: b64(`DB_PASSWORD=${s}\nDB_USER=app\n`), encoding: 'base64' },
      b64(`DB_PASSWORD=${s}\nDB_USER=app\n`),
    ];
  },
  'data url': (f) => {
    const s = `glpat-${f.urlSafe(20)}`;
    const encoded = b64(`token ${s} end`);
    return ['json', { image_url: `data:text/plain;base64,${encoded}` }, encoded];
  },
  'percent encoded json': (f) => {
    const s = f.alnum(20);
    return ['url', `https://acme.io/a?payload=${encodeURIComponent(json({ session_token: s }))}`, s];
  },
  'json in json in json': (f) => {
    const s = f.password();
    return ['json', { a: json({ b: json({ passwd: s }) }) }, s];
  },
  'pubsub push': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      { message: { data: b64(json({ access_key: s })), messageId: '1' } },
      b64(json({ access_key: s })),
    ];
  },
  'websocket auth frame': (f) => {
    const s = f.alnum(40);
    return ['text', json({ type: 'auth', accessToken: s }), s];
  },
  'mcp env of a server': (f) => {
    const s = f.alnum(30);
    return ['json', { mcpServers: { x: { command: 'npx', args: ['-y', 'x'], env: { X_API_KEY: s } } } }, s];
  },
  'mcp args': (f) => {
    const s = f.alnum(30);
    return ['json', { command: 'npx', args: ['-y', 'server', '--api-key', s] }, s];
  },
  'argv equals': (f) => {
    const s = f.alnum(30);
    return ['json', { argv: ['node', 'app.js', `--token=${s}`] }, s];
  },

  // Files of settings
  'env file with export and quotes': (f) => {
    const [a, b] = [f.alnum(20), f.password()];
    return ['text', `# prod\nexport JWT_SECRET='${a}'\nSMTP_PASS="${b}"\nDEBUG=false\n`, a, b];
  },
  'yaml nested': (f) => {
    const s = f.password();
    return ['text', `database:\n  host: db\n  credentials:\n    username: app\n    password: "${s}"\n`, s];
  },
  'yaml list of users': (f) => {
    const s = f.alnum(12);
    return ['text', `users:\n  - name: alice\n    pass: ${s}\n  - name: carol\n`, s];
  },
  toml: (f) => {
    const s = f.alnum(32);
    return ['text', `[server]\nport = 80\n\n[auth]\nsecret_key_base = "${s}"\n`, s];
  },
  ini: (f) => {
    const s = f.password();
    return ['text', `[client]\nuser=root\npassword=${s}\n[mysqld]\nport=3306\n`, s];
  },
  properties: (f) => {
    const s = f.password();
    return ['text', `spring.datasource.url=jdbc:postgresql://db/app\nspring.datasource.password=${s}\n`, s];
  },
  'kubeconfig token': (f) => {
    const s = f.jwt();
    return ['text', `users:\n- name: admin\n  user:\n    token: ${s}\n`, s];
  },
  'kubeconfig client key': (f) => {
    const s = b64(f.pem('RSA PRIVATE KEY', 8));
    return ['text', `users:\n- name: admin\n  user:\n    client-key-data: ${s}\n`, s];
  },
  'kubernetes opaque secret': (f) => {
    const [p, q] = [b64(f.alnum(16)), b64(f.password())];
    return [
      'text',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  conn: ${p}\n  x: ${q}\n`,
      p,
      q,
    ];
  },
  'kubectl get secret json': (f) => {
    const p = b64(f.alnum(16));
    return ['json', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { conn: p } }, p];
  },
  'helm set': (f) => {
    const s = f.alnum(16);
    return [
      'text',
      `helm upgrade db bitnami/postgresql --set auth.postgresPassword=${s} --set replicas=1`,
      s,
    ];
  },
  'terraform state': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      { resources: [{ type: 'random_password', instances: [{ attributes: { length: 20, result: s } }] }] },
      s,
    ];
  },
  'terraform state db': (f) => {
    const s = f.alnum(20);
    return [
      'json',
      { type: 'aws_db_instance', instances: [{ attributes: { username: 'a', password: s } }] },
      s,
    ];
  },
  'terraform outputs': (f) => {
    const s = f.alnum(20);
    return ['json', { db_conn: { sensitive: true, type: 'string', value: s } }, s];
  },
  'terraform tfvars': (f) => {
    const s = f.alnum(20);
    return ['text', `region = "eu-west-1"\ndb_password = "${s}"\n`, s];
  },
  'ansible vars': (f) => {
    const s = f.password();
    return ['text', `ansible_user: deploy\nansible_ssh_pass: ${s}\nansible_become_password: ${s}\n`, s];
  },
  netrc: (f) => {
    const s = f.alnum(20);
    return ['text', `machine api.acme.io login bob password ${s}`, s];
  },
  pgpass: (f) => {
    const s = f.alnum(16);
    return ['text', `# ~/.pgpass\ndb.acme.io:5432:app:bob:${s}\n`, s];
  },
  'git credentials': (f) => {
    const s = f.alnum(20);
    return ['text', `https://bob:${s}@git.acme.io\n`, s];
  },
  htpasswd: (f) => {
    const s = `$apr1$${f.alnum(8)}$${f.alnum(22)}`;
    return ['text', `bob:${s}\n`, s];
  },
  'bcrypt column': (f) => {
    const s = `$2b$12$${f.alnum(53)}`;
    return ['text', ` id | email | encrypted_password\n 1 | x | ${s}\n`, s];
  },
  'argon hash': (f) => {
    const s = `$argon2id$v=19$m=65536,t=3,p=4$${f.base64(22)}$${f.base64(43)}`;
    return ['json', { user: { hash: s } }, s];
  },
  shadow: (f) => {
    const s = `$6$${f.alnum(16)}$${f.alnum(86)}`;
    return ['text', `root:${s}:19700:0:99999:7:::\n`, s];
  },
  'csv users': (f) => {
    const [a, b] = [f.password(), f.password()];
    return ['text', `id,username,password,role\n1,alice,${a},admin\n2,bob,${b},user\n`, a, b];
  },
  'tsv tokens': (f) => {
    const s = f.alnum(24);
    return ['text', `name\ttoken\tcreated\nci\t${s}\t2026-01-01\n`, s];
  },
  'markdown table': (f) => {
    const s = f.alnum(24);
    return ['text', `| Service | API key |\n|---|---|\n| maps | ${s} |\n`, s];
  },
  'wg config': (f) => {
    const s = `${f.base64(43)}=`;
    return ['text', `[Interface]\nPrivateKey = ${s}\nAddress = 10.0.0.2/32\n`, s];
  },
  'wpa supplicant': (f) => {
    const s = f.password();
    return ['text', `network={\n  ssid="home"\n  psk="${s}"\n}\n`, s];
  },
  'wifi qr': (f) => {
    const s = f.alnum(12);
    return ['text', `WIFI:S:office;T:WPA;P:${s};;`, s];
  },
  'otpauth uri': (f) => {
    const s = f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32);
    return ['text', `otpauth://totp/Acme:bob?secret=${s}&issuer=Acme`, s];
  },
  'rails master key': (f) => {
    const s = f.hex(32);
    return ['text', `RAILS_MASTER_KEY=${s} bin/rails c`, s];
  },
  'laravel app key': (f) => {
    const s = `base64:${f.base64(43)}=`;
    return ['text', `APP_KEY=${s}`, s.slice(7)];
  },
  'django secret': (f) => {
    const s = `django-insecure-${f.of('abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)', 50)}`;
    return ['text', `SECRET_KEY = '${s}'`, s];
  },
  'wordpress salts': (f) => {
    const s = f.of('abcdefghijkLMNOPQRST0123456789!@#$%^&*(-_=+)', 64);
    return ['text', `define( 'AUTH_KEY', '${s}' );`, s];
  },
  'web.config': (f) => {
    const s = f.password();
    return ['text', `<add name="Db" connectionString="Data Source=x;User Id=sa;Password=${s}" />`, s];
  },
  'maven settings': (f) => {
    const s = f.password();
    return ['text', `<server><id>nexus</id><username>ci</username><password>${s}</password></server>`, s];
  },
  'gradle properties': (f) => {
    const s = f.alnum(20);
    return ['text', `signing.keyId=24875D73\nsigning.password=${s}\n`, s];
  },
  'xcode plist': (f) => {
    const s = f.alnum(30);
    return ['text', `<key>APIKey</key>\n<string>${s}</string>`, s];
  },
  'systemd environment': (f) => {
    const s = f.alnum(30);
    return ['text', `[Service]\nEnvironment="API_SECRET=${s}" "PORT=80"\n`, s];
  },
  'docker run -e': (f) => {
    const s = f.alnum(18);
    return ['text', `docker run -d -e POSTGRES_PASSWORD=${s} -p 5432:5432 postgres:16`, s];
  },
  'docker inspect env': (f) => {
    const s = f.alnum(18);
    return ['json', { Config: { Env: ['PATH=/usr/bin', `MYSQL_ROOT_PASSWORD=${s}`] } }, s];
  },
  'ecs task definition': (f) => {
    const s = f.alnum(18);
    return ['json', { environment: [{ name: 'STRIPE_KEY', value: s }] }, s];
  },
  'shell set -x': (f) => {
    const s = f.alnum(18);
    return ['text', `+ PGPASSWORD=${s}\n+ pg_dump -h db app\n`, s];
  },
  'mysql -p': (f) => {
    const s = f.alnum(14);
    return ['text', `mysqldump -uroot -p${s} app > dump.sql`, s];
  },
  sshpass: (f) => {
    const s = f.password();
    return ['text', `sshpass -p '${s}' ssh root@10.0.0.4`, s];
  },
  'psql create role': (f) => {
    const s = f.password();
    return ['text', `CREATE ROLE app LOGIN PASSWORD '${s}';`, s];
  },
  'mysql identified by': (f) => {
    const s = f.password();
    return ['text', `ALTER USER 'root'@'localhost' IDENTIFIED BY '${s}';`, s];
  },
  'sql insert': (f) => {
    const s = f.alnum(32);
    return ['text', `INSERT INTO api_tokens (user_id, token) VALUES (1, '${s}');`, s];
  },
  'powershell securestring': (f) => {
    const s = f.password();
    return ['text', `$p = ConvertTo-SecureString '${s}' -AsPlainText -Force`, s];
  },
  'curl header token': (f) => {
    const s = f.alnum(32);
    return ['text', `curl -H 'X-Access-Token: ${s}' https://api.acme.io/v1/me`, s];
  },
  'python requests auth': (f) => {
    const s = f.password();
    return ['text', `requests.get(url, auth=("bob", "${s}"))`, s];
  },
  'js object': (f) => {
    const s = f.alnum(32);
    return ['text', `const config = { apiKey: "${s}", region: "eu" };`, s];
  },
  'go struct': (f) => {
    const s = f.alnum(32);
    return ['text', `cfg := Config{\n\tClientSecret: "${s}",\n}`, s];
  },
  'rust env': (f) => {
    const s = f.alnum(32);
    return ['text', `std::env::set_var("SERVICE_TOKEN", "${s}");`, s];
  },
  'php define': (f) => {
    const s = f.password();
    return ['text', `define('DB_PASSWORD', '${s}');`, s];
  },
  'java system property': (f) => {
    const s = f.alnum(16);
    return ['text', `java -Djavax.net.ssl.keyStorePassword=${s} -jar app.jar`, s];
  },

  // Keys
  'rsa private key in prose': (f) => {
    const s = f.pem('RSA PRIVATE KEY', 12);
    return ['text', `Here is the key you asked for:\n\n${s}\n\nKeep it safe.`, ...s.split('\n').slice(1, 13)];
  },
  'openssh key indented in yaml': (f) => {
    const s = f.pem('OPENSSH PRIVATE KEY', 6);
    return ['text', `ssh_key: |\n  ${s.split('\n').join('\n  ')}\nname: x\n`, ...s.split('\n').slice(1, 7)];
  },
  'ec key on one line': (f) => {
    const s = f.base64(160);
    return [
      'text',
      `PRIVATE_KEY="-----BEGIN EC PRIVATE KEY-----\\n${s}\\n-----END EC PRIVATE KEY-----\\n"`,
      s,
    ];
  },
  'pgp private block': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${s}\n${f.base64(64)}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`,
      s,
    ];
  },
  'putty key': (f) => {
    const s = f.base64(64);
    return [
      'text',
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPrivate-Lines: 1\n${s}\nPrivate-MAC: ${f.hex(64)}\n`,
      s,
    ];
  },
  'truncated pem': (f) => {
    const [a, b] = [f.base64(64), f.base64(64)];
    return ['text', `-----BEGIN RSA PRIVATE KEY-----\n${a}\n${b}\n[output truncated]`, a, b];
  },
  'jwk private': (f) => {
    const s = f.urlSafe(43);
    return [
      'json',
      { keys: [{ kty: 'EC', crv: 'P-256', x: f.urlSafe(43), y: f.urlSafe(43), d: s, kid: '1' }] },
      s,
    ];
  },
  'jwk oct': (f) => {
    const s = f.urlSafe(43);
    return ['json', { kty: 'oct', k: s, alg: 'HS256' }, s];
  },
  'jwk rsa text': (f) => {
    const [d, p] = [f.urlSafe(342), f.urlSafe(171)];
    return ['text', `{"kty":"RSA","e":"AQAB","n":"${f.urlSafe(342)}","d":"${d}","p":"${p}"}`, d, p];
  },
  'jwt in log line': (f) => {
    const s = f.jwt();
    return ['text', `2026-11-25T10:00:00Z DEBUG verifying ${s} for bob`, s];
  },
  'jwt in query of websocket': (f) => {
    const s = f.jwt();
    return ['text', `wss://rt.acme.io/socket?jwt=${s}&vsn=2.0.0`, s];
  },
  'jwt in graphql header': (f) => {
    const s = f.jwt();
    return ['json', { payload: { headers: { Authorization: `Bearer ${s}` } } }, s];
  },
  'jwt in xml': (f) => {
    const s = f.jwt();
    return ['text', `<assertion>${s}</assertion>`, s];
  },
  'cert of pkcs12 password': (f) => {
    const s = f.alnum(12);
    return ['text', `openssl pkcs12 -in c.p12 -passin pass:${s} -nodes`, s];
  },
  'command in an option': (f) => {
    const s = f.alnum(22);
    return ['text', `restic -r s3:x backup / --password-command "echo ${s}"\nRESTIC_PASSWORD=${s}`, s];
  },

  // Sentences and codes
  'otp sms': (f) => {
    const s = f.digits(6);
    return ['text', `${s} is your Acme verification code. Do not share it.`, s];
  },
  'otp sms german': (f) => {
    const s = f.digits(6);
    return ['text', `Ihr Bestätigungscode lautet ${s}. Er ist 5 Minuten gültig.`, s];
  },
  'otp with dash': (f) => {
    const s = `${f.digits(3)}-${f.digits(3)}`;
    return ['text', `G-code: Your login code: ${s}`, s];
  },
  'otp json': (f) => {
    const s = f.digits(6);
    return ['json', { user: 'bob', otp: s }, s];
  },
  'recovery codes': (f) => {
    const [a, b] = [`${f.lower(5)}-${f.lower(5)}`, `${f.lower(5)}-${f.lower(5)}`];
    return ['text', `Your recovery codes:\n${a}\n${b}\n`, a, b];
  },
  'backup codes json': (f) => {
    const [a, b] = [f.digits(8), f.digits(8)];
    return ['json', { backup_codes: [a, b] }, a, b];
  },
  'totp seed in prose': (f) => {
    const s = f.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 32);
    return ['text', `Or enter this setup key manually: ${s}`, s];
  },
  'password in prose': (f) => {
    const s = f.password();
    return ['text', `The admin password is ${s}, please change it after login.`, s];
  },
  'password told by a user': (f) => {
    const s = f.password();
    return ['json', { role: 'user', content: `log in as bob with password ${s} and export the report` }, s];
  },
  'pin in prose': (f) => {
    const s = f.digits(4);
    return ['text', `My PIN is ${s} for the debit card`, s];
  },
  'temporary password': (f) => {
    const s = f.alnum(10);
    return ['text', `Your temporary password: ${s}`, s];
  },
  'credentials pair': (f) => {
    const s = f.password();
    return ['text', `Credentials: admin / ${s}`, s];
  },
  'license key': (f) => {
    const s = [1, 2, 3, 4, 5].map(() => f.upper(5)).join('-');
    return ['text', `License key: ${s}`, s];
  },
  'session id in prose': (f) => {
    const s = f.hex(32);
    return ['text', `sessionId=${s} expired, renewing`, s];
  },
  'api key spanish': (f) => {
    const s = f.alnum(28);
    return ['text', `La contraseña de la base es ${s}`, s];
  },
  'password french': (f) => {
    const s = f.password();
    return ['text', `Mot de passe : ${s}`, s];
  },
  'password japanese': (f) => {
    const s = f.password();
    return ['text', `パスワード：${s}`, s];
  },
  'python traceback': (f) => {
    const s = f.alnum(30);
    return ['text', `KeyError: Client(api_key='${s}') raised in main.py line 4`, s];
  },
  'python repr dict': (f) => {
    const s = f.alnum(30);
    return ['text', `{'Authorization': 'Bearer ${s}', 'Accept': '*/*'}`, s];
  },
  'ruby hash': (f) => {
    const s = f.alnum(30);
    return ['text', `{:user=>"bob", :auth_token=>"${s}"}`, s];
  },
  'node inspect': (f) => {
    const s = f.alnum(30);
    return [
      'text',
      `AxiosError { config: { headers: Object [AxiosHeaders] { Authorization: 'Bearer ${s}' } } }`,
      s,
    ];
  },
  logfmt: (f) => {
    const s = f.alnum(30);
    return ['text', `level=info msg="login ok" user=bob access_token=${s} dur=3ms`, s];
  },
  'rails params': (f) => {
    const s = f.password();
    return ['text', `Parameters: {"user"=>{"email"=>"x", "password"=>"${s}"}}`, s];
  },

  // Personal data
  'visa with spaces': (f) => {
    const c = f.card('4', 16).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `Card on file: ${c}, exp 04/29`, c];
  },
  'mastercard dashes': (f) => {
    const c = f.card('53', 16).replace(/(.{4})(?=.)/g, '$1-');
    return ['json', { note: `paid with ${c}` }, c];
  },
  'amex grouped': (f) => {
    const n = f.card('37', 15);
    const c = `${n.slice(0, 4)} ${n.slice(4, 10)} ${n.slice(10)}`;
    return ['text', `charge amex ${c}`, c];
  },
  'card as number': (f) => {
    const c = f.card('4', 16);
    return ['text', `{"pan": ${c}, "amount": 12}`, c];
  },
  'card in sentence': (f) => {
    const c = f.card('51', 16);
    return ['text', `Refund to card ${c}.`, c];
  },
  'discover card': (f) => {
    const c = f.card('6011', 16);
    return ['text', `number=${c}&cvc=123`, c];
  },
  'cvv json': (f) => {
    const s = f.digits(3);
    return ['json', { card: { last4: '4242', cvv: s } }, s];
  },
  'iban de': (f) => {
    const s = f.iban('DE', f.digits(18));
    return ['text', `Bitte auf ${s} überweisen`, s];
  },
  'iban grouped': (f) => {
    const s = f.iban('FR', f.digits(23)).replace(/(.{4})(?=.)/g, '$1 ');
    return ['text', `IBAN : ${s}`, s];
  },
  'iban gb': (f) => {
    const s = f.iban('GB', `NWBK${f.digits(14)}`);
    return ['json', { account: s }, s];
  },
  'iban nl': (f) => {
    const s = f.iban('NL', `ABNA${f.digits(10)}`);
    return ['text', `naar rekening ${s} t.n.v. Jansen`, s];
  },
  'iban pl': (f) => {
    const s = f.iban('PL', f.digits(24));
    return ['text', `nr konta ${s}`, s];
  },
  'iban ch': (f) => {
    const s = f.iban('CH', f.digits(17));
    return ['text', `QR-Rechnung ${s}`, s];
  },
  'iban no': (f) => {
    const s = f.iban('NO', f.digits(11));
    return ['text', `konto ${s}`, s];
  },
  'iban mt': (f) => {
    const s = f.iban('MT', `MALT${f.digits(5)}${f.upper(18)}`);
    return ['text', `pay ${s} today`, s];
  },
  'iban sa': (f) => {
    const s = f.iban('SA', f.digits(20));
    return ['text', `transfer to ${s}`, s];
  },
  'email plus': () => [
    'text',
    'Reach me at jane.doe+invoices@gmail.com please',
    'jane.doe+invoices@gmail.com',
  ],
  'email idn': () => ['text', 'Kontakt: jürgen@bücher-müller.de', 'jürgen@bücher-müller.de'],
  'email subdomain': () => [
    'json',
    { to: ['Ops Team <oncall@eu.ops.acme-corp.co.uk>'] },
    'oncall@eu.ops.acme-corp.co.uk',
  ],
  'email in mailto': () => [
    'text',
    '<a href="mailto:hr.lead%40acme-corp.io?subject=Hi">',
    'hr.lead%40acme-corp.io',
  ],
  'email in query': () => [
    'url',
    'https://acme-corp.io/unsub?email=maria.silva%40acme-corp.io',
    'maria.silva%40acme-corp.io',
  ],
  'email quoted local': () => ['text', `from o'connor.p@acme-corp.ie at noon`, `o'connor.p@acme-corp.ie`],
  'phone us': () => ['text', 'Call me at (415) 732-8841 after five', '(415) 732-8841'],
  'phone e164': () => ['json', { to: '+14157328841', body: 'hi' }, '+14157328841'],
  'phone de': () => ['text', 'Tel.: +49 (0)30 9018 20112', '9018 20112'],
  'phone uk': () => ['text', 'ring 020 7946 1823 or +44 7911 238456', '7911 238456'],
  'phone fr': () => ['text', 'Téléphone : 06 12 74 58 93', '06 12 74 58 93'],
  'phone in': () => ['text', 'WhatsApp +91 98204 61577', '98204 61577'],
  'phone br': () => ['text', 'celular +55 11 98765-2310', '98765-2310'],
  'phone jp': () => ['text', '電話 +81-90-1834-5672', '90-1834-5672'],
  'phone ext': () => ['text', 'phone: 1-800-732-8841 ext. 42', '800-732-8841'],
  'phone by name': () => ['json', { phone_number: '7328841' }, '7328841'],
  ssn: () => ['text', 'SSN 536-22-8717 on the form', '536-22-8717'],
  'ssn by name': () => ['json', { ssn: '536228717' }, '536228717'],
  'uk nino': () => ['text', 'National Insurance number QQ123456C'.replace('QQ', 'AB'), 'AB123456C'],
  passport: () => ['text', 'Passport number: X4RTBPFW4', 'X4RTBPFW4'],
  'passport json': () => ['json', { passport_number: '533380006' }, '533380006'],
  'es dni': () => ['text', 'DNI 12345678Z del titular', '12345678Z'],
  'br cpf': () => ['text', 'CPF: 529.982.247-25', '529.982.247-25'],
  'in aadhaar': () => ['text', 'Aadhaar 2341 2341 2346', '2341 2341 2346'],
  'driver licence by name': () => ['json', { drivers_license: 'D1234567' }, 'D1234567'],
  'tax id by name': () => ['json', { tax_id: '12-3456789' }, '12-3456789'],
  'bank account by name': () => [
    'json',
    { account_number: '000123456789', routing_number: '110000000' },
    '000123456789',
  ],
  'us bank in prose': () => ['text', 'Account number 000123456789, routing 021000021', '000123456789'],
};

export function everydayCorpus(): Sample[] {
  return Object.entries(MAKERS).map(([label, make]) => {
    const [as, input, ...secrets] = make(fakes(`everyday ${label}`));
    return { label, as, input, secrets };
  });
}
