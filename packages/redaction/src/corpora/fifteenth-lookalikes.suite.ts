/** Look-alikes, one a line, as in `fifteenth-lines`. */
export const FIFTEENTH_LOOKALIKES = String.raw`
## ids
request id ‹uuid› finished in 31 ms
{"id":"‹uuid›","object":"order"}
commit ‹hex:40›
Merge ‹hex:7› into ‹hex:7›
sha256:‹hex:64› digest of the image
md5 ‹hex:32›  file.tar.gz
trace_id=‹hex:32› span_id=‹hex:16›
traceparent: 00-‹hex:32›-‹hex:16›-01
chatcmpl-‹b62:29›
msg_01‹b62:22›
toolu_01‹b62:22›
run_‹b62:24› thread_‹b62:24›
call_‹b62:24›
resp_‹hex:48›
cus_‹b62:14› paid invoice in_‹b62:24›
pi_‹b62:24› succeeded
ch_‹b62:24›
evt_‹b62:24›
"integrity": "sha512-‹b64:86›=="
etag: W/"‹hex:32›"
ulid 01‹B32:24›
nanoid ‹b64u:21› of the row
ObjectId("‹hex:24›")
arn:aws:iam::‹dig:12›:role/deploy
i-0‹hex:17› is running
vpc-0‹hex:17› subnet-0‹hex:17›
projects/acme/locations/eu/keyRings/a/cryptoKeys/b
x-request-id: req_‹b62:24›
cf-ray: ‹hex:16›-FRA
x-amzn-trace-id: Root=1-‹hex:8›-‹hex:24›
docker image acme/shop@sha256:‹hex:64›
git log --oneline ‹hex:7› Fix the build
index ‹hex:7›..‹hex:7› 100644
layer ‹hex:12›: Pushed
asin B0‹B32:8›
tracking number 1Z‹B32:16›
isbn 978-3-16-148410-0
order ‹dig:8› shipped
PNR ‹B32:6› of the booking
invoice INV-2026-‹dig:6›
ticket ABC-‹dig:4›
"fingerprint":"fp_‹hex:10›"
job ‹dig:10› step 3
build ‹dig:6›
doi:10.1145/‹dig:7›.‹dig:7›
arXiv:2303.08774v3
urn:uuid:‹uuid›
go.sum: github.com/x/y v1.2.3 h1:‹b64:43›=
SHA256:‹b64:43› bob@host (ED25519)
pubkey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI‹b64:43› bob
"public_key":"‹b64:43›="
nonce=0 and counter=‹dig:4›
subject key id ‹HEXC:20›
"system_fingerprint":"fp_‹hex:10›","usage":{"total_tokens":123}
contract 0x‹hex:40› on mainnet
tx 0x‹hex:64› confirmed
file-‹b62:24› uploaded
batch_‹hex:32›
session started at 10:00
"cacheKey":"product:‹dig:5›"
"idempotency_key":"order-‹dig:6›"
## tokens
"usage":{"prompt_tokens":812,"completion_tokens":91,"total_tokens":903}
max_tokens: 4096, temperature: 0.2
input_tokens=1200 output_tokens=88 cache_read_input_tokens=300
tokens per second: 88.1
stop_token: <|endoftext|>
the tokenizer splits words into tokens
token_type: bearer
"token_type":"Bearer","expires_in":3600
token_endpoint_auth_method=client_secret_basic
"tokens":[1212,318,262,3280]
next_page_token: null
eos_token_id = 2
num_tokens 512
const token = lexer.next();
if (token === ')') return parse(tokens);
password: string;
password: { type: 'string', minLength: 8 }
"required":["email","password"]
api_key = os.environ["OPENAI_API_KEY"]
apiKey: process.env.OPENAI_API_KEY
password: §{DB_PASSWORD}
token: §{{ secrets.GITHUB_TOKEN }}
Authorization: Bearer $TOKEN
Authorization: Bearer <your-token>
-H "X-Api-Key: YOUR_API_KEY"
OPENAI_API_KEY=sk-...
password=********
password: <redacted>
secret: [REDACTED]
api_key: xxxxxxxxxxxxxxxx
const { password, ...rest } = user;
function checkPassword(password) { return hash(password) }
password_min_length = 12
password_reset_enabled: true
"password_changed_at":"2026-01-02"
passwordField.focus()
def authenticate(self, password=None):
public string Password { get; set; }
@Column(name = "password")
{"name":"password","in":"body","type":"string"}
secretName: my-tls
secretKeyRef: { name: db, key: password }
key: value
primary_key: id
"key":"ArrowDown"
keyboard shortcut Ctrl+Shift+P
foreign key (user_id) references users(id)
PRIMARY KEY ("id"),
sort_key: created_at
partition_key = region
pin the version to 1.2.3
pin: true
code: 404
"code":"ENOENT"
error code 0x80070005
status code 200
"code":"invalid_request_error"
country_code: DE
zip code 94107
promo code SUMMER25
exit code 137
## prose
How do I reset my password?
Please never share your password with anyone.
Passwort vergessen?
Mot de passe oublié ?
¿Olvidó su contraseña?
Password dimenticata?
Esqueceu a senha?
The password is wrong.
Your password must contain at least 8 characters.
The password is required
the secret to good bread is patience
My token of appreciation is small
An API key is missing
The API key is invalid or expired
bearer of bad news
The key is in the drawer
our password policy is described in the handbook
use a password manager such as a vault
The PIN is four digits long
We sent a verification code to your phone
The code is in the repository
das Passwort ist falsch
le mot de passe est incorrect
la contraseña es incorrecta
la password è errata
a senha é inválida
пароль неверный
密码错误，请重试
パスワードが違います
비밀번호가 틀렸습니다
Token ring networks were common.
He passed the pass at 2300 metres
The session is over at five
The secret garden is a book
credentials are stored in the vault
the wifi password is on the board
the login is handled by Auth0
cookie recipe: flour, sugar, butter
a cookie banner is shown
Basic authentication is supported
basic knowledge of Python required
Digest of the week
signature dishes of the chef
the auth flow uses PKCE
The licence key field is optional
wir haben den Schlüssel verloren
la clé est sous le paillasson
the password field accepts unicode
rotate your API keys every 90 days
Enter your password to continue
Forgot password? Click here.
passwordless login with passkeys
secret santa on Friday
He said the magic word: please
The verification code expired after 10 minutes
his card was declined twice
## models
model: gpt-4o-2024-08-06
claude-3-5-sonnet-20241022
"model":"gemini-1.5-pro-002"
meta-llama/Llama-3.1-70B-Instruct
anthropic.claude-3-haiku-20240307-v1:0
text-embedding-3-large
mistral-large-2407
Qwen/Qwen2.5-72B-Instruct-AWQ
whisper-large-v3-turbo
sk-learn is not scikit-learn
sk-SK locale
v1.22.19-alpine3.20
node v24.1.0
python-3.12.4-slim-bookworm
1.0.0-rc.1+build.20261128
linux-x64-gnu@1.2.3
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36
iPhone 15 Pro Max 256GB
RTX 4090 24GB
ThinkPad X1 Carbon Gen 12
USB-C to HDMI 2.1
Ryzen 9 7950X3D
ISO 8859-15
RFC 7519 section 4.1
EN 60601-1-2
CVE-2024-3094
HP LaserJet M428fdw
Boeing 737-800
IKEA KALLAX 802.758.87
WH-1000XM5
## hosts
ip-10-0-12-7.eu-west-1.compute.internal
https://shop-7d9f6c5b8-x2k4q.svc.cluster.local:8080/health
pod/api-‹hex:10›-‹b36:5› Running
https://api.acme.example/v1/orders?limit=20&page=2
https://cdn.acme.example/assets/main-‹b62:8›.js
https://acme.example/blog/how-to-keep-a-secret
https://docs.acme.example/api/authentication#bearer-tokens
http://localhost:3000/login?next=%2Fhome
postgres://localhost:5432/shop
redis://cache:6379/0
mongodb://localhost/test
amqp://rabbit
s3://acme-data/2026/11/28/part-0001.parquet
git@github.com:acme/shop.git
https://github.com/acme/shop/commit/‹hex:40›
https://www.youtube.com/watch?v=‹b64u:11›
192.168.1.10 - GET /index.html 200
2001:db8::1
fe80::1ff:fe23:4567:890a
aa:bb:cc:dd:ee:ff interface up
/usr/local/lib/node_modules/npm/bin/npm-cli.js
C:\Program Files\nodejs\node.exe
file:///home/runner/work/shop/shop/src/index.ts:10:5
com.acme.shop.security.PasswordEncoder
org.springframework.security.web.authentication
node_modules/.pnpm/@babel+core@7.24.0/node_modules
/api/v1/users/‹uuid›/orders
/session/new
wss://realtime.acme.example/socket?v=2
arn:aws:s3:::acme-bucket/key
## numbers
2026-11-28T10:15:30.123Z
1764324930123
total 1,234.56 EUR
price: 19.99
Paris 48.8566, 2.3522
duration 123456789 ns
version 20261128
size 1048576 bytes
99.95 %
Fri, 28 Nov 2026 10:00:00 GMT
weight 12.5 kg, 30x20x10 cm
row 123456 of 9999999
{"count":482913,"offset":100000}
population 83200000
pi is 3.14159265358979
0xdeadbeef
1e-10
#ff8800
rgb(12,34,56)
temperature 21.5
port 5432
pid 48213
room 4021
flight LH 1234
bus 42 at 10:42
ISO week 2026-W48
2,147,483,647
+1.5 %
-273.15
10:00-18:00
## headers
@headers content-type: application/json
@headers x-request-id: ‹uuid›
@headers date: Fri, 28 Nov 2026 10:00:00 GMT
@headers content-length: 1234
@headers cache-control: no-store
@headers user-agent: openai-python/1.35.0
@headers x-ratelimit-remaining-tokens: 149984
@headers x-ratelimit-limit-requests: 10000
@headers anthropic-version: 2023-06-01
@headers openai-processing-ms: 812
@headers accept: text/event-stream
@headers server: cloudflare
@headers retry-after: 20
@headers content-encoding: gzip
@headers vary: Origin
@headers transfer-encoding: chunked
@headers access-control-allow-headers: Authorization, X-Api-Key
@headers www-authenticate: Bearer realm="x"
## json
@json {"id":"msg_01‹b62:22›","type":"message","role":"assistant","stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":20}}
@json {"type":"object","properties":{"password":{"type":"string"},"token":{"type":"string","description":"the token"}},"required":["password"]}
@json {"name":"login","description":"Log a user in with a password","input_schema":{"type":"object","properties":{"password":{"type":"string"}}}}
@json {"tokens":{"input":10,"output":20},"max_tokens":1024}
@json {"error":{"type":"authentication_error","message":"invalid x-api-key"}}
@json {"error":{"code":"invalid_api_key","message":"Incorrect API key provided."}}
@json {"finish_reason":"stop","logprobs":null}
@json {"has_password":true,"password_set":false}
@json {"token_count":12,"token_budget":5000}
@json {"key":"theme","value":"dark"}
@json {"env":[{"name":"PORT","value":"8080"},{"name":"NODE_ENV","value":"production"}]}
@json {"sha":"‹hex:40›","tree":{"sha":"‹hex:40›"}}
@json {"embedding":[0.0123,-0.2291,0.1]}
@json {"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="}
@json {"items":[{"sku":"AB-1234-XL","qty":2,"price":19.99}]}
@json {"created":1764324930,"object":"chat.completion"}
@json {"session":{"status":"active","ttl":3600}}
@json {"auth":{"type":"oauth2","scopes":["read","write"]}}
@json {"auth":"none"}
@json {"secret":false}
@json {"password":""}
@json {"password":null}
@json {"api_key":"§{API_KEY}"}
@json {"pinned":true,"pin_count":3}
@json {"cookie_consent":"accepted"}
@json {"code":"NOT_FOUND","status":404}
@json {"currency":"EUR","amount":1250}
@json {"flights":[{"number":"LH1234","from":"FRA","to":"JFK"}]}
@json {"query":"query User($id: ID!) { user(id: $id) { id name } }","variables":{"id":"42"}}
@json {"content":"To set a password call ‵user.setPassword(newPassword)‵."}
@json {"policy":"password must be rotated","level":"warn"}
@json {"package":"left-pad","integrity":"sha512-‹b64:86›==","version":"1.3.0"}
@json {"timezone":"Europe/Berlin","locale":"de-DE"}
@json {"lat":52.52,"lng":13.405}
@json {"author":"Ada","title":"The Secret Life of Tokens"}
@json {"authorized":true,"authority":"eu"}
@json {"passenger":{"seat":"12A"},"passengers":2}
@json {"compass":"north","bypass":"allowed"}
@json {"keywords":["secret","garden"],"keyboard":"qwerty"}
@json {"monkey":"george","turkey":"istanbul"}
@json {"tokenizer":"cl100k_base"}
@json {"signature_required":true}
@json {"spine":"hardback","opinion":"good"}
@json {"hash":"‹hex:64›","algorithm":"sha256"}
@json {"digest":"sha256:‹hex:64›"}
@json {"thread_id":"thread_‹b62:24›"}
@json {"traceId":"‹hex:32›","parentSpanId":"‹hex:16›"}
@json {"next_cursor":"page_3","has_more":true}
@json {"orderId":"‹dig:8›","status":"shipped"}
## code
export function createToken(kind: TokenKind, text: string): Token {
const secret = await vault.read('secret/data/db');
if (!req.headers.authorization) throw new Error('no auth');
return jwt.sign(payload, process.env.JWT_SECRET, { expiresIn: '1h' });
password = getpass.getpass()
String password = System.getenv("DB_PASSWORD");
token, err := client.Login(ctx, user, pass)
let key = map.keys().next().unwrap();
SELECT id, password_hash FROM users WHERE id = $1
ALTER TABLE users ADD COLUMN password varchar(255) NOT NULL;
CREATE TABLE tokens (id serial primary key, token text);
import { Token } from './token.ts';
for (const [key, value] of Object.entries(x)) {
expect(user.password).toBeUndefined();
git commit -m "Rotate the database password"
kubectl get secret db -o yaml
docker login --password-stdin
terraform output -raw db_password
echo "$DB_PASSWORD" | psql
npm run test -- --token
curl -H "Authorization: Bearer $GITHUB_TOKEN" https://api.github.com
vault read secret/data/db
aws sts get-caller-identity
ssh-keygen -t ed25519 -f id_ed25519
openssl rand -hex 32
type Credentials = { user: string; password: string };
interface Props { apiKey?: string }
<input type="password" name="password" placeholder="Password">
<label for="password">Password</label>
<Button onClick={resetPassword}>Reset password</Button>
.password-field { color: red }
password_hash = bcrypt.hashpw(password, salt)
self.token = token
this.apiKey = options.apiKey;
@Value("§{spring.datasource.password}")
headers: { Authorization: ‵Bearer §{token}‵ }
const API_KEY_HEADER = 'x-api-key';
var sessionTimeout = 30;
case TokenKind.String:
assert response.json()["token"]
grep -r password src/
ENV NODE_ENV production
EXPOSE 8080
uses: actions/checkout@v4
permissions: { id-token: write, contents: read }
with: { token: "§{{ secrets.PAT }}" }
password: "{{ vault_db_password }}"
password: !vault
password: ENC(‹b64:24›)
RuntimeError: token expected but got EOF
SyntaxError: Unexpected token '}' at position 12
TypeError: Cannot read properties of undefined (reading 'password')
at PasswordService.check (/app/src/password.service.ts:10:5)
WARN password for user "app" will expire in 3 days
INFO token refreshed, expires in 3600 s
DEBUG loaded key id 12 from cache
FATAL: password authentication failed for user "app"
Access denied for user 'root'@'localhost' (using password: YES)
Permission denied (publickey,password).
bob@host's password:
Enter passphrase for key '/home/bob/.ssh/id_rsa':
Password:
[sudo] password for bob:
Username for 'https://github.com':
## images
@pngb64 128
@pngb64 300
@gifb64 100
@pdfb64 200
@jpgb64 400
@wavb64 300
@woffb64 250
@floatb64 64
@floatb64 384
@svgb64 <svg xmlns="http://www.w3.org/2000/svg"><rect width="10" height="10"/></svg>
@b64 hello world, this is a plain sentence about nothing
@b64 {"page":2,"limit":20,"sort":"created_at"}
@pct https://acme.example/search?q=red shoes
@hex the quick brown fox jumps over it
@gzip {"page":2,"limit":20}
@gzip plain text about a walk in the park
@esc {"page":2,"limit":20}
@esc2 {"user":{"name":"x","plan":"pro"}}
@uni {"page":2}
@ent <b>bold</b>
## tables
name,plan,created⏎Acme,pro,2026-11-01⏎Bolt,free,2026-11-02
| Model | Tokens |⏎|---|---|⏎| gpt-4o | 128000 |⏎| haiku | 200000 |
| Key | Action |⏎|---|---|⏎| Enter | submit |⏎| Esc | cancel |
id,sku,price⏎1,AB-12,9.99⏎2,CD-34,19.99
<tr><td>Password policy</td><td>strict</td></tr>
<table><tr><th>Name</th><th>Age</th></tr><tr><td>Bob</td><td>42</td></tr></table>
 id | name | tokens⏎----+------+--------⏎  1 | bob  | 42⏎(1 row)
field,type,required⏎password,string,yes⏎email,string,yes
INSERT INTO items (name, price) VALUES ('bolt', 3), ('nut', 4);
- **Status:** active⏎- **Region:** eu-west-1
event: ping⏎data: {"type":"ping"}⏎⏎
data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}⏎⏎data: {"choices":[{"index":0,"delta":{"content":" world"}}]}⏎⏎data: [DONE]⏎⏎
event: content_block_delta⏎data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"The password"}}⏎⏎event: content_block_delta⏎data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" policy is strict"}}⏎⏎
[server]⏎host = 0.0.0.0⏎port = 8080⏎workers = 4
services:⏎  web:⏎    image: nginx:1.27⏎    ports: ["80:80"]
apiVersion: v1⏎kind: ConfigMap⏎data:⏎  LOG_LEVEL: debug⏎  REGION: eu-west-1
resource "aws_s3_bucket" "b" {⏎  bucket = "acme-data"⏎}
server {⏎  listen 443 ssl;⏎  ssl_certificate_key /etc/ssl/key.pem;⏎}
name: ci⏎on: [push]⏎jobs:⏎  test:⏎    runs-on: ubuntu-24.04
registry=https://registry.acme.example/⏎save-exact=true
DEBUG=true⏎PORT=3000⏎LOG_LEVEL=info⏎TOKEN_TTL=3600
-----BEGIN CERTIFICATE-----⏎‹b64:64›⏎‹b64:64›⏎-----END CERTIFICATE-----
-----BEGIN PUBLIC KEY-----⏎‹b64:64›⏎‹b64:60›⏎-----END PUBLIC KEY-----
{"kty":"EC","crv":"P-256","x":"‹b64u:43›","y":"‹b64u:43›","kid":"k1","use":"sig"}
GET /v1/items?page=2 HTTP/1.1⏎Host: api.acme.example⏎Accept: application/json
HTTP/1.1 200 OK⏎Content-Type: application/json⏎⏎{"ok":true}
diff --git a/x b/x⏎index ‹hex:7›..‹hex:7› 100644⏎-const a = 1;⏎+const a = 2;
<soap:Envelope xmlns:soap="x"><soap:Body><GetPrice><Item>bolt</Item></GetPrice></soap:Body></soap:Envelope>
<configuration><appSettings><add key="PageSize" value="20"/></appSettings></configuration>
Traceback (most recent call last):⏎  File "a.py", line 3, in <module>⏎    connect(host='db', port=5432)⏎ValueError: bad port
`;
