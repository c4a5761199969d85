/** Fakes, one a line: `«kind:length»` is a secret, `‹kind:length›` none, `⏎` a line break, `‵` a backtick, `@way` how it is written. */
export const FIFTEENTH_LINES = String.raw`
## vendor-lines
curl https://api.openai.com/v1/models -H "Authorization: Bearer sk-proj-«b64u:120»"
ANTHROPIC_API_KEY=sk-ant-api03-«b64u:93»AA
Using Gemini key AIzaSy«b64u:33» for project demo
aws configure set aws_access_key_id AKIA«B32:16» && aws configure set aws_secret_access_key «b64:40»
credentials: { accessKeyId: 'ASIA«B32:16»', secretAccessKey: '«b64:40»', sessionToken: 'IQoJb3JpZ2luX2Vj«b64:300»' }
DefaultEndpointsProtocol=https;AccountName=shopblobs;AccountKey=«b64:86»==;EndpointSuffix=core.windows.net
https://shopblobs.blob.core.windows.net/in/a.csv?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2026-12-01T00:00:00Z&sig=«b64:43»%3D
AZURE_CLIENT_SECRET=«b62:3»8Q~«b64u:34»
Endpoint=sb://orders.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=«b64:43»=
git clone https://x-access-token:ghs_«b62:36»@github.com/acme/shop.git
remote: using token ghp_«b62:36»
gh auth login --with-token <<< github_pat_«b62:22»_«b62:59»
GITLAB_TOKEN: glpat-«b64u:20»
glrt-«b64u:20» registered runner for acme/shop
stripe listen --api-key rk_live_«b62:99»
const stripe = require('stripe')('sk_live_«b62:24»')
endpointSecret = "whsec_«b62:32»"
slack: xoxb-«dig:12»-«dig:13»-«b62:24»
export SLACK_APP_TOKEN=xapp-1-A«B32:10»-«dig:13»-«hex:64»
POST https://hooks.slack.com/services/T«B32:8»/B«B32:8»/«b62:24» 200 OK
https://discord.com/api/webhooks/‹dig:18›/«b64u:68»
client.login('MT«b62:22».«b64u:6».«b64u:38»')
https://api.telegram.org/bot«dig:10»:AA«b64u:33»/sendMessage?chat_id=‹dig:9›
twilio = Client("AC‹hex:32›", "«hex:32»")
curl -u AC‹hex:32›:«hex:32» https://api.twilio.com/2010-04-01/Accounts.json
SENDGRID_API_KEY='SG.«b64u:22».«b64u:43»'
mailgun.client({ username: 'api', key: 'key-«hex:32»' })
mailchimp apikey «hex:32»-us14
MAILCHIMP_TRANSACTIONAL_KEY=md-«b64u:22»
xkeysib-«hex:64»-«b62:16» accepted by Brevo
postmark: X-Postmark-Server-Token: «uuid»
npm config set //registry.acme.example/:_authToken npm_«b62:36»
twine upload -u __token__ -p pypi-AgEIcHlwaS5vcmc«b64u:150» dist/*
cargo login cio«b62:32»
gem push --key rubygems_«hex:48»
docker login -u acmebot -p dckr_pat_«b64u:27»
heroku auth:token HRKU-«b64u:58»
DIGITALOCEAN_ACCESS_TOKEN=dop_v1_«hex:64»
doctl auth init -t doo_v1_«hex:64»
hf auth login --token hf_«b62:34»
REPLICATE_API_TOKEN=r8_«b62:37»
groq = Groq(api_key="gsk_«b62:52»")
pplx-«b62:48»
xai-«b62:80» is our Grok key
OPENROUTER_API_KEY=sk-or-v1-«hex:64»
DEEPSEEK_API_KEY=sk-«hex:32»
mistral_api_key = "«b62:32»"
COHERE_API_KEY: «b62:40»
TOGETHER_API_KEY=«hex:64»
fireworks key fw_«b62:24»
pinecone.init(api_key="pcsk_«b62:6»_«b62:63»")
LANGSMITH_API_KEY=lsv2_pt_«hex:32»_«hex:10»
LANGFUSE_SECRET_KEY=sk-lf-«uuid»
wandb login «hex:40»
DD_API_KEY=«hex:32» DD_APP_KEY=«hex:40» datadog-agent run
NEW_RELIC_LICENSE_KEY=«hex:36»NRAL
newrelic user key NRAK-«B32:27»
SENTRY_AUTH_TOKEN=sntrys_«b64u:120»
sentry-cli --auth-token sntryu_«hex:64» releases list
https://«hex:32»@o‹dig:6›.ingest.sentry.io/‹dig:7›
grafana: Authorization: Bearer glsa_«b62:32»_«hex:8»
GRAFANA_CLOUD_TOKEN=glc_«b64:100»
honeycomb x-honeycomb-team: «b62:22»
ROLLBAR_ACCESS_TOKEN=«hex:32»
PAGERDUTY_TOKEN=u+«b62:18»
opsgenie GenieKey «uuid»
CLOUDFLARE_API_TOKEN=«b64u:40»
X-Auth-Email: ops@acme.example⏎X-Auth-Key: «hex:37»
FASTLY_API_TOKEN=«b64u:32»
fly auth token: FlyV1 fm2_«b64:200»
VERCEL_TOKEN=«b62:24»
netlify deploy --auth nfp_«b62:36»
railway login --token «uuid»
RENDER_API_KEY=rnd_«b62:28»
supabase: sbp_«hex:40»
SUPABASE_SERVICE_ROLE_KEY=«jwt»
planetscale pscale_tkn_«b64u:43»
NEON_API_KEY=napi_«b62:60»
UPSTASH_REDIS_REST_TOKEN=«b64:56»
algolia('APPID‹dig:4›', '«hex:32»') // admin api key
https://APP.algolia.net/1/indexes/p?x-algolia-api-key=«hex:32»&x-algolia-application-id=‹B32:10›
MAPBOX_SECRET=sk.eyJ1Ijoi«b64u:60».«b64u:22»
HERE_API_KEY=«b64u:43»
SHOPIFY_ACCESS_TOKEN=shpat_«hex:32»
shopify app secret shpss_«hex:32»
square: EAAA«b64u:60»
SQUARE_SECRET=sq0csp-«b64u:43»
braintree access_token$production$‹b36:16›$«hex:32»
PAYPAL_CLIENT_SECRET=E«b64u:79»
ADYEN_API_KEY=AQE«b64:120»
plaid secret: «hex:30»
RAZORPAY key_id rzp_live_‹b62:14› key_secret «b62:24»
FLWSECK-«hex:32»-X
paystack sk_live_«hex:40»
mollie live_«b62:30»
gocardless live_«b64u:40»
COINBASE_API_SECRET=«b62:32»
binance secretKey «b62:64»
KRAKEN_PRIVATE_KEY=«b64:86»==
INTERCOM_TOKEN=dG9rO«b64:55»=
ZENDESK_API_TOKEN=«b62:40»
https://acme.zendesk.com -u agent@acme.example/token:«b62:40»
HUBSPOT=pat-na1-«uuid»
FRESHDESK_KEY=«b62:20»
SALESFORCE_SESSION=00D‹b62:12›!AQ«b64u:90»
JIRA_API_TOKEN=ATATT3xFfGF0«b64u:180»
bitbucket app password ATBB«b62:32»
CONFLUENCE: curl -u me@acme.example:ATCTT3xFfGN0«b64u:160»
LINEAR_API_KEY=lin_api_«b62:40»
notion = Client(auth="secret_«b62:43»")
NOTION_TOKEN=ntn_«b62:46»
AIRTABLE_PAT=pat«b62:14».«hex:64»
ASANA_PAT=1/«dig:16»:«hex:32»
figd_«b64u:40» figma token
DROPBOX_TOKEN=sl.«b64u:135»
BOX_CLIENT_SECRET=«b62:32»
ya29.«b64u:180» expires in 3599
GOOGLE_CLIENT_SECRET=GOCSPX-«b64u:28»
refresh: 1//0«b64u:100»
FACEBOOK_TOKEN=EAA«b62:160»
IGQVJ«b64u:120» instagram long-lived
TWITTER_BEARER=AAAAAAAAAAAAAAAAAAAAA«b62:80»
LINKEDIN_CLIENT_SECRET=WPL_AP1.«b62:16».«b64:8»
TWITCH_CLIENT_SECRET=«b36:30»
SPOTIFY_CLIENT_SECRET=«hex:32»
DOPPLER=dp.st.prd.«b62:43»
VAULT_TOKEN=hvs.«b64u:90»
s.«b62:24» root token of vault printed at init: Initial Root Token: s.«b62:24»
OP_SERVICE_ACCOUNT_TOKEN=ops_eyJ«b64u:250»
consul acl token X-Consul-Token: «uuid»
terraform cloud: «b62:14».atlasv1.«b64u:67»
PULUMI_ACCESS_TOKEN=pul-«hex:40»
SNYK_TOKEN=«uuid»
SONAR_TOKEN=sqp_«hex:40»
CODECOV_TOKEN=«uuid»
CIRCLE_TOKEN=CCIPAT_«b62:22»_«hex:40»
BUILDKITE_TOKEN=bkua_«hex:40»
TRAVIS_TOKEN=«b64u:22»
ARTIFACTORY_API_KEY=AKCp«b62:69»
artifactory cmVmdGtu«b62:56»
NUGET_KEY=oy2«b36:43»
LAUNCHDARKLY_SDK_KEY=sdk-«uuid»
launchdarkly api-«uuid»
SEGMENT_WRITE_KEY=«b62:32»
AMPLITUDE_SECRET_KEY=«hex:32»
mixpanel secret «hex:32»
ELASTIC_API_KEY=«b64:58»==
DATABRICKS_TOKEN=dapi«hex:32»
snowflake password=«pw»
dbt cloud token dbtc_«b64u:40»
OKTA_TOKEN=00«b64u:40»
AUTH0_CLIENT_SECRET=«b64u:64»
CLERK_SECRET_KEY=sk_live_«b62:42»
STYTCH_SECRET=secret-live-«b64u:36»
RESEND=re_«b62:8»_«b62:24»
LOOPS_API_KEY=«hex:32»
TAVILY_API_KEY=tvly-dev-«b62:32»
SERPAPI_KEY=«hex:64»
ELEVENLABS_API_KEY=sk_«hex:48»
ASSEMBLYAI_API_KEY=«hex:32»
DEEPGRAM_API_KEY=«hex:40»
ALIBABA_ACCESS_KEY_ID=LTAI«b62:20» ALIBABA_ACCESS_KEY_SECRET=«b62:30»
TENCENT: SecretId AKID«b62:32» SecretKey «b62:32»
YANDEX=AQVN«b64u:36»
y0_«b64u:55»
IBM_CLOUD_API_KEY=«b64u:44»
ORACLE passphrase «pw»
LINODE_TOKEN=«hex:64»
HETZNER hcloud context token «b62:64»
SCW_SECRET_KEY=«uuid»
TAILSCALE=tskey-auth-k«b62:11»CNTRL-«b62:32»
NGROK_AUTHTOKEN=2«b62:26»_«b62:21»
age secret: AGE-SECRET-KEY-1«BECH:58»
wireguard PrivateKey = «b64:43»=
PresharedKey = «b64:43»=
## connection
DATABASE_URL=postgres://shop:«pw»@db.internal:5432/shop?sslmode=require
mysql://root:«pw»@10.0.0.4:3306/app
mongodb+srv://svc:«b62:16»@c0.ab1cd.mongodb.net/prod?retryWrites=true
redis://:«b62:20»@cache.internal:6379/0
rediss://default:«b62:32»@eu1-fit-cat.upstash.io:6379
amqps://guest:«pw»@rabbit.internal/vhost
Server=tcp:sql.acme.example,1433;Database=crm;User ID=sa;Password=«pw»;Encrypt=True
Data Source=ora:1521/XE;User Id=scott;Password=«b62:14»;
jdbc:postgresql://db/app?user=app&password=«b62:18»
jdbc:oracle:thin:scott/«b62:14»@//ora.internal:1521/XE
jdbc:sqlserver://h:1433;databaseName=x;user=sa;password=«b62:16»
jdbc:mysql://h:3306/x?user=u&password=«b62:16»&useSSL=true
clickhouse://default:«b62:16»@ch:9000/default
cassandra://cassandra:«b62:16»@cass:9042/ks
neo4j+s://neo4j:«b64u:43»@x.databases.neo4j.io
snowflake://svc:«b62:16»@acc-xy123/db/public?warehouse=WH
bolt://neo4j:«b62:12»@graph:7687
influx: http://influx:8086 token «b64:86»== org acme
elasticsearch https://elastic:«b62:24»@es:9200
couchbase://Administrator:«b62:12»@cb
kafka sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="svc" password="«b62:20»";
nats://svc:«b62:22»@nats:4222
mqtt://dev:«b62:14»@broker:1883
ldap bind cn=admin,dc=acme,dc=org -w «b62:14»
smtp://mailer:«b62:16»@smtp.acme.example:587
sftp://deploy:«b62:16»@files.acme.example/in
ftp://u:«b62:10»@ftp.acme.example
libsql://shop.turso.io?authToken=«jwt»
host=db port=5432 user=app password='«pw»' dbname=shop
PGPASSWORD=«b62:16» psql -h db -U app -c 'select 1'
mysql -u root -p«b62:14» -h db shop
mongosh "mongodb://db/x" --username svc --password «b62:16»
redis-cli -h cache -a «b62:20» PING
sqlcmd -S db -U sa -P '«pw»'
sqlplus scott/«b62:12»@XE
cockroach postgresql://root:«b62:22»@crdb.internal:26257/defaultdb
CREATE USER app WITH PASSWORD '«pw»';
ALTER ROLE app IDENTIFIED BY '«b62:16»';
GRANT ALL ON *.* TO 'x'@'%' IDENTIFIED BY '«b62:14»';
ssh deploy@host with sshpass -p '«pw»' ssh -o StrictHostKeyChecking=no
DSN=Driver={ODBC Driver 18};Server=h;UID=sa;PWD=«b62:14»;
DocumentDB AccountEndpoint=https://x.documents.azure.com:443/;AccountKey=«b64:86»==;
## words
My password is «pw», can you log in for me?
the wifi password for the office: «b62:12»
Sure! Your temporary password is ‵«b62:10»‵. Please change it.
I forgot, the PIN of my card is «dig:4»
use passcode «dig:6» to open the door
Your verification code is «dig:6». Do not share it.
«dig:6» is your Acme login code
G-«dig:6» is your Google verification code.
Here is my API key «b62:32», use it for the request.
login with user anna and password «b62:12»
The secret is «b62:24» and nobody else knows it
pw: «b62:12»
credentials are admin / «pw»
username: bob, pass: «pw»
my CVV is «dig:3» and the card expires 04/29
answer to my security question (mother's maiden name) is «word»
set the root pwd to «b62:12» then reboot
Mein Passwort ist «pw», bitte nicht weitergeben.
Das Kennwort lautet «b62:12»
Ihr Bestätigungscode lautet «dig:6»
Die PIN ist «dig:4»
Zugangsdaten: Benutzer anna, Passwort: «b62:12»
Mon mot de passe est «b62:12»
le code secret de la carte est «dig:4»
Votre code de vérification est «dig:6»
identifiant: marie / mot de passe : «pw»
la clé API est «b62:32»
Mi contraseña es «b62:12»
la clave de acceso es «b62:14»
Tu código de verificación es «dig:6»
usuario: juan contraseña: «pw»
La mia password è «b62:12»
il codice di verifica è «dig:6»
la parola d'ordine è «b62:12»
Minha senha é «b62:12»
o código de verificação é «dig:6»
a senha do banco: «pw»
Mijn wachtwoord is «b62:12»
je verificatiecode is «dig:6»
Moje hasło to «b62:12»
Twój kod weryfikacyjny to «dig:6»
Мой пароль: «b62:12»
Код подтверждения: «dig:6»
我的密码是«b62:12»
您的验证码是«dig:6»，5分钟内有效
パスワードは「«b62:12»」です
認証コード：«dig:6»
제 비밀번호는 «b62:12» 입니다
Şifrem «b62:12»
mitt lösenord är «b62:12»
the token you need is «hex:40»
Hi, the licence key is «B32:5»-«B32:5»-«B32:5»-«B32:5»
the passphrase for the vault is "«word» «word» «word» «word»"
seed phrase: «mnemonic»
My recovery phrase is «mnemonic». keep it safe
I changed it from «b62:12» to «b62:12», the password I mean; new password «b62:12»
the door code is «dig:4»#
Password for the zip file = «b62:12»
You can reach staging with basic auth acme:«b62:12»
bearer token please: «b64u:64»
## personal
Charge card «card» exp 04/29 for 12.50 EUR
card_number=«cardsp»&exp=0429&cvc=«dig:3»
Payment from IBAN «iban» to the landlord
IBAN: «ibansp», BIC DEUTDEFF
Contact me at «email»
{"email":"«email»","plan":"pro"}
Call me on «phone:us» after five
Tel. «phone:de»
phone: «phone:uk»
Mobile «phone:fr»
{"phone":"«phone:e164»"}
My SSN is «ssn»
ssn=«ssn»
"national_id": "«dig:11»"
CPF: «cpf»
DNI «dni»
NIN/National Insurance «nino»
Aadhaar «aadhaar»
codice fiscale «cf»
passport number «B32:1»«dig:8»
Passport No: «dig:9»
driver's license: ‹B32:1›«dig:7»
My address is «dig:3» «word» Street, Springfield, IL 62704
"street": "«word»strasse «dig:2»", "zip": "10115", "city": "Berlin"
shipping_address: {"line1": "«dig:4» «word» Avenue", "city": "Denver"}
date of birth: «dob»
{"dob":"«dob»","name":"x"}
account number «dig:10», sort code «sort»
routing_number: «dig:9», account_number: «dig:12»
PESEL «dig:11»
BSN «dig:9»
steuer-id «dig:11»
NHS number «nhs»
Customer ‹word› («email») complained
## totp
otpauth://totp/Acme:anna?secret=«B32:32»&issuer=Acme
Enter this setup key in your app: «B32:4» «B32:4» «B32:4» «B32:4» «B32:4» «B32:4» «B32:4» «B32:4»
totp_secret: «B32:32»
Recovery codes:⏎«hex:5»-«hex:5»⏎«hex:5»-«hex:5»⏎«hex:5»-«hex:5»
Your backup codes are «dig:4» «dig:4», «dig:4» «dig:4», «dig:4» «dig:4»
{"backup_codes":["«b36:10»","«b36:10»","«b36:10»"]}
Click https://app.acme.example/login/magic?token=«b64u:43» to sign in
https://acme.example/reset-password/«b64u:40»
https://acme.example/invite?code=«b62:24»
https://acme.example/verify-email?uid=‹dig:4›&sig=«hex:64»
Sign in: https://acme.example/auth/callback?code=«b64u:40»&state=«b64u:22»
<a href="https://acme.example/password/reset?t=«hex:40»">Reset</a>
one-time code: «dig:3»-«dig:3»
https://meet.acme.example/j/‹dig:10›?pwd=«b62:32»
https://acme.firebaseio.com/u.json?auth=«b62:40»
https://s3.amazonaws.com/b/k?X-Amz-Credential=AKIA«B32:16»/20261128/us-east-1/s3/aws4_request&X-Amz-Signature=«hex:64»&X-Amz-Security-Token=«b64u:200»
https://storage.googleapis.com/b/o?GoogleAccessId=x&Expires=1&Signature=«b64:80»%3D
https://d1.cloudfront.net/a.mp4?Policy=eyJ‹b64u:40›&Signature=«b64u:160»~__&Key-Pair-Id=K‹B32:13›
https://calendar.google.com/calendar/ical/x/private-«hex:32»/basic.ics
https://outlook.office.com/webhook/«uuid»@«uuid»/IncomingWebhook/«hex:32»/«uuid»
https://hooks.zapier.com/hooks/catch/‹dig:7›/«b36:7»/
## jose
Authorization: Bearer «jwt»
eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.«b64u:340».«b64u:16».«b64u:80».«b64u:22»
{"kty":"RSA","n":"‹b64u:340›","e":"AQAB","d":"«b64u:340»","p":"«b64u:170»","q":"«b64u:170»"}
{"kty":"EC","crv":"P-256","x":"‹b64u:43›","y":"‹b64u:43›","d":"«b64u:43»"}
{"kty":"oct","k":"«b64u:43»","alg":"HS256"}
{"crv":"Ed25519","kty":"OKP","d":"«b64u:43»","x":"‹b64u:43›"}
-----BEGIN RSA PRIVATE KEY-----⏎«b64:64»⏎«b64:64»⏎«b64:64»⏎«b64:40»⏎-----END RSA PRIVATE KEY-----
-----BEGIN OPENSSH PRIVATE KEY-----⏎b3BlbnNzaC1rZXktdjEA«b64:50»⏎«b64:70»⏎«b64:32»==⏎-----END OPENSSH PRIVATE KEY-----
-----BEGIN ENCRYPTED PRIVATE KEY-----⏎«b64:64»⏎«b64:64»⏎-----END ENCRYPTED PRIVATE KEY-----
-----BEGIN PGP PRIVATE KEY BLOCK-----⏎Version: GnuPG v2⏎⏎«b64:64»⏎«b64:64»⏎=‹b64:4›⏎-----END PGP PRIVATE KEY BLOCK-----
PuTTY-User-Key-File-3: ssh-ed25519⏎Encryption: none⏎Comment: x⏎Public-Lines: 2⏎‹b64:64›⏎‹b64:20›⏎Private-Lines: 1⏎«b64:48»⏎Private-MAC: «hex:64»
"private_key": "-----BEGIN PRIVATE KEY-----\n«b64:64»\n«b64:64»\n-----END PRIVATE KEY-----\n"
TLS_KEY="-----BEGIN EC PRIVATE KEY-----\\n«b64:64»\\n«b64:44»\\n-----END EC PRIVATE KEY-----"
tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk«b64:400»
<RSAKeyValue><Modulus>‹b64:172›</Modulus><Exponent>AQAB</Exponent><D>«b64:172»</D><P>«b64:86»</P></RSAKeyValue>
xprv9s21ZrQH143K«b62:96»
wallet private key 0x«hex:64»
WIF: 5«B58:50»
-----BEGIN CERTIFICATE-----⏎‹b64:64›⏎-----END CERTIFICATE-----⏎-----BEGIN PRIVATE KEY-----⏎«b64:64»⏎-----END PRIVATE KEY-----
paseto v4.local.«b64u:120»
SAMLResponse=«b64:300»%3D%3D
DPoP eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2In0.«b64u:200».«b64u:86»
biscuit token En«b64u:200»
macaroon MDAyMWxvY2F0aW9u«b64u:160»
## headers
@headers Authorization: Basic «b64:32»
@headers Authorization: Digest username="bob", realm="x", nonce="«hex:32»", response="«hex:32»"
@headers Authorization: token «hex:40»
@headers Authorization: AWS4-HMAC-SHA256 Credential=AKIA«B32:16»/20261128/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=«hex:64»
@headers Proxy-Authorization: Basic «b64:28»
@headers x-api-key: «b62:20»
@headers X-Vault-Token: s.«b62:24»
@headers PRIVATE-TOKEN: «b64u:20»
@headers Ocp-Apim-Subscription-Key: «hex:32»
@headers apikey: «b62:24»
@headers X-Shopify-Access-Token: «hex:32»
@headers Cookie: sid=«hex:32»; theme=dark; csrftoken=«b62:64»
@headers Set-Cookie: connect.sid=s%3A«b64u:32».«b64:43»; Path=/; HttpOnly
@headers Set-Cookie: __Host-next-auth.csrf-token=«hex:64»%7C«hex:64»; Path=/; Secure
@headers X-CSRF-Token: «b64:86»==
@headers Stripe-Signature: t=‹dig:10›,v1=«hex:64»
@headers X-Hub-Signature-256: sha256=«hex:64»
@headers X-Twilio-Signature: «b64:27»=
@headers X-Amz-Security-Token: «b64:200»
@headers X-Goog-Api-Key: «b62:30»
@headers DD-API-KEY: «hex:32»
@headers X-Acme-Session: «b62:40»
@headers Location: https://app.example/cb#access_token=«b64u:60»&token_type=bearer
@headers Referer: https://app.example/reset?token=«b62:40»
@headers X-Goog-Iap-Jwt-Assertion: «jwt»
@headers cf-access-client-secret: «hex:64»
@headers X-Forwarded-User-Email: «email»
@headers Authentication: «b62:40»
@headers X-Plex-Token: «b62:20»
@headers X-MBX-APIKEY: «b62:64»
@headers Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.«b64u:80»
@headers Api-Secret: «b62:24»
@headers X-Ms-Token-Aad-Access-Token: «b64u:90»
@headers X-Auth-Token: «b62:32»
@headers webhook-signature: v1,«b64:43»=
## json
@json {"access_token":"«b62:40»","token_type":"bearer","expires_in":3600,"refresh_token":"«b62:40»"}
@json {"user":{"name":"x","passwordHash":"$2b$12$«b64dot:53»"}}
@json {"credentials":{"login":"bob","pass":"«pw»"}}
@json {"body":"{\"client_secret\":\"«b62:32»\",\"grant_type\":\"client_credentials\"}"}
@json {"body":"{\"inner\":\"{\\\"api_key\\\":\\\"«b62:32»\\\"}\"}"}
@json {"query":"mutation Login($p: String!) { login(password: $p) { token } }","variables":{"p":"«pw»"}}
@json {"query":"mutation { login(email: \"a@b.co\", password: \"«b62:14»\") { id } }"}
@json {"data":{"login":{"token":"«b64u:40»","expires":3600}}}
@json {"headers":[{"name":"Authorization","value":"Bearer «b62:40»"}]}
@json {"headers":[["x-api-key","«b62:30»"],["accept","*/*"]]}
@json {"rawHeaders":["X-Api-Key","«b62:30»","Accept","*/*"]}
@json {"env":[{"name":"DB_PASSWORD","value":"«pw»"},{"name":"PORT","value":"80"}]}
@json {"env":["DB_PASSWORD=«b62:16»","PORT=80"]}
@json {"args":["--user","bob","--password","«b62:16»"]}
@json {"command":["mysql","-uroot","-p«b62:14»","shop"]}
@json {"type":"tool_use","name":"login","input":{"username":"bob","password":"«pw»"}}
@json {"role":"assistant","tool_calls":[{"function":{"name":"fetch","arguments":"{\"headers\":{\"Authorization\":\"Bearer «b62:40»\"}}"}}]}
@json {"Parameters":[{"Name":"/prod/db/password","Type":"SecureString","Value":"«b62:20»"}]}
@json {"SecretString":"{\"username\":\"a\",\"password\":\"«b62:20»\"}","Name":"prod/db"}
@json {"kind":"Secret","data":{"password":"«b64:24»"},"apiVersion":"v1"}
@json {"auths":{"registry.acme.example":{"auth":"«b64:40»"}}}
@json {"key":"stripe_secret_key","value":"«b62:32»"}
@json {"form":{"cc":"«card»","cvv":"«dig:3»","name":"A B"}}
@json {"otp":"«dig:6»"}
@json {"mfa_code":«digN:6»}
@json {"pin":«digN:4»}
@json {"Credentials":{"AccessKeyId":"ASIA«B32:16»","SecretAccessKey":"«b64:40»","SessionToken":"«b64:300»","Expiration":"2026-11-28T00:00:00Z"}}
@json {"type":"service_account","private_key_id":"‹hex:40›","private_key":"-----BEGIN PRIVATE KEY-----\n«b64:64»\n-----END PRIVATE KEY-----\n","client_email":"x@y.iam.gserviceaccount.com"}
@json {"columns":["id","email","api_key"],"rows":[[1,"«email»","«b62:32»"]]}
@json {"fields":[{"label":"Password","value":"«b62:14»"}]}
@json {"sessionId":"«b62:32»"}
@json {"set-cookie":["sid=«b62:32»; Path=/"]}
@json {"messages":[{"role":"user","content":[{"type":"text","text":"my db password is «b62:14»"}]}]}
@json {"content":"‵‵‵env\nSECRET_KEY_BASE=«hex:128»\n‵‵‵"}
@json {"encryption_key":"«hex:64»","iv":"‹hex:32›"}
@json {"webhook":{"secret":"«b62:30»","url":"https://x.example/h"}}
@json {"cookies":[{"name":"session","value":"«b62:40»","domain":"x.example"}]}
@json {"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"password","value":"«b62:14»"}]}}
@json {"queryString":[{"name":"api_key","value":"«b62:24»"}]}
@json {"licenseKey":"«B32:5»-«B32:5»-«B32:5»"}
@json {"jsonrpc":"2.0","method":"personal_unlockAccount","params":["0x‹hex:40›","«b62:14»",300]}
@json {"locals":{"password":"'«b62:14»'","self":"<App>"}}
@json {"authToken":{"value":"«b62:40»"}}
@json {"oauth":{"code_verifier":"«b64u:43»","code":"«b64u:30»"}}
@json {"signingSecret":"«hex:32»","salt":"‹hex:16›"}
@json {"user":"root","hash":"$6$«b62:16»$«b64dot:86»"}
@json {"apns":{"deviceToken":"«hex:64»"},"fcm_token":"«b62:11»:APA91b«b64u:134»"}
@json {"sas":"?sv=2022-11-02&sig=«b62:43»%3D"}
@json {"customer":{"tax_id":"«dig:11»","phone":"«phone:e164»"}}
@json {"passwd":["«b62:12»","«b62:12»"]}
## encoded
@b64 password=«b62:16»
@b64 {"api_key":"«b62:32»"}
@b64 user:«b62:16»
@b64 sk_live_«b62:24»
@b64 ghp_«b62:36»
@b64 postgres://a:«b62:16»@db/x
@b64 Authorization: Bearer «b62:40»
@b64 -----BEGIN PRIVATE KEY-----⏎«b64:64»⏎-----END PRIVATE KEY-----
@b64 AWS_SECRET_ACCESS_KEY=«b64:40»
@b64 xoxb-«dig:12»-«dig:13»-«b62:24»
@pct password=«pw»&x=1
@pct {"api_key":"«b62:32»"}
@pct Bearer «b62:40»
@pct postgres://a:«b62:16»@db/x
@pct my password is «b62:14»
@pct sk-proj-«b62:80»
@pct «email»
@pct {"client_secret":"«b62:32»"}
@pct -----BEGIN PRIVATE KEY-----⏎«b64:64»⏎-----END PRIVATE KEY-----
@pct2 {"token":"«b62:40»"}
@pct2 ghp_«b62:36»
@pct2 password=«b62:16»
@hex password=«b62:16»
@hex {"api_key":"«b62:32»"}
@hex sk_live_«b62:24»
@hex ghp_«b62:36»
@hex AWS_SECRET_ACCESS_KEY=«b62:40»
@hex -----BEGIN PRIVATE KEY-----⏎«b62:64»⏎-----END PRIVATE KEY-----
@gzip {"api_key":"«b62:32»"}
@gzip password=«b62:16»&user=bob
@gzip Authorization: Bearer «b62:40»
@gzip DATABASE_URL=postgres://a:«b62:16»@db/x
@gzip my password is «b62:14», thanks
@gzip {"content":"ghp_«b62:36»"}
@gzb64 {"api_key":"«b62:32»"}
@gzb64 password=«b62:16»
@gzb64 sk_live_«b62:24»
@gzb64 DATABASE_URL=postgres://a:«b62:16»@db/x
@esc {"api_key":"«b62:32»"}
@esc {"password":"«pw»"}
@esc Cookie: sid=«b62:40»
@esc my password is "«b62:14»" ok
@esc -----BEGIN PRIVATE KEY-----⏎«b64:64»⏎-----END PRIVATE KEY-----
@esc2 {"api_key":"«b62:32»"}
@esc2 {"password":"«b62:14»"}
@esc2 {"headers":{"authorization":"Bearer «b62:40»"}}
@uni {"api_key":"«b62:32»"}
@uni password=«b62:16»
@uni ghp_«b62:36»
@ent <password>«b62:16»</password>
@ent {"api_key":"«b62:32»"}
@ent <add key="ApiSecret" value="«b62:24»"/>
@xesc password=«b62:16»
@xesc ghp_«b62:36»
@b64u {"password":"«b62:16»"}
@b64u token=«b62:40»
@b64mime {"user":"bob the builder of the town","api_key":"«b62:32»","note":"something else that is long"}
@qp password=«b62:16»=and more text that goes on and on until the line is longer than 76
@utf16 {"api_key":"«b62:32»"}
@utf16 password=«b62:16»
@dataurl {"api_key":"«b62:32»"}
@b64b64 {"api_key":"«b62:32»"}
@b64pct {"api_key":"«b62:32»"}
`;
