/** Fakes of several lines, parted by `---`, as in `fifteenth-lines`. */
export const FIFTEENTH_BLOCKS = String.raw`
## config
[default]
aws_access_key_id = AKIA«B32:16»
aws_secret_access_key = «b64:40»
region = eu-west-1
---
[database]
host = db
password = "«pw»"
[auth]
jwt_secret = '«hex:64»'
---
spring:
  datasource:
    username: app
    password: «b62:16»
  mail:
    password: "«pw»"
---
spring.datasource.password=«b62:16»
spring.security.oauth2.client.registration.google.client-secret=«b62:24»
---
provider "aws" {
  region     = "eu-west-1"
  access_key = "AKIA«B32:16»"
  secret_key = "«b64:40»"
}
---
variable "db_password" {
  type    = string
  default = "«b62:16»"
}
---
resource "aws_db_instance" "x" {
  master_username = "root"
  master_password = "«b62:20»"
}
---
location /api {
  proxy_set_header Authorization "Bearer «b62:40»";
  proxy_set_header X-Api-Key «b62:32»;
}
---
services:
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: «b62:16»
      - MYSQL_ROOT_PASSWORD=«b62:16»
---
apiVersion: v1
kind: Secret
metadata:
  name: db
type: Opaque
data:
  password: «b64:24»
  api: «b64:44»
---
apiVersion: v1
kind: Secret
metadata: { name: db }
stringData:
  config.yaml: |
    user: a
    pin: "«dig:6»"
---
containers:
  - name: app
    env:
      - name: STRIPE_SECRET
        value: "«b62:32»"
      - name: PORT
        value: "80"
---
apiVersion: v1
users:
- name: admin
  user:
    client-key-data: «b64:400»
    token: «b64u:90»
---
jobs:
  deploy:
    steps:
      - run: ./deploy.sh
        env:
          DEPLOY_TOKEN: «b62:40»
---
//registry.acme.example/:_authToken=«uuid»
//registry.acme.example/:_password=«b64:24»
always-auth=true
---
machine api.acme.example
  login bob
  password «b62:16»
---
machine github.com login acme password «b62:36»
---
db.internal:5432:shop:app:«b62:16»
---
[global]
index-url = https://user:«b62:20»@pypi.acme.example/simple
---
signing.keyId=24875D73
signing.password=«b62:14»
mavenPassword=«b62:14»
---
<settings><servers><server><id>x</id><username>u</username><password>«b62:16»</password></server></servers></settings>
---
<configuration>
 <connectionStrings><add name="x" connectionString="Server=h;Uid=a;Pwd=«b62:14»;"/></connectionStrings>
 <appSettings><add key="ApiSecret" value="«b62:24»"/></appSettings>
</configuration>
---
define('DB_PASSWORD', '«pw»');
define('AUTH_KEY', '«pw:40»');
---
$config['smtp_pass'] = '«b62:14»';
---
SECRET_KEY = 'django-insecure-«b62:50»'
DATABASES = {'default': {'PASSWORD': '«b62:16»'}}
---
APP_KEY=base64:«b64:43»=
---
secret_key_base: «hex:128»
---
server:
  smtp:
    user: bot
    pass: «b62:14»
---
network={
  ssid="home"
  psk="«b62:12»"
}
---
requirepass «b62:24»
masterauth «b62:24»
---
listener 1883
bridge: { remote_username: x, remote_password: "«b62:14»" }
---
[credential]
  helper = store
https://bob:«b62:40»@github.com
---
auth-user-pass
<secret>
«b62:20»
</secret>
---
enable secret 5 $1$«b62:4»$«b64dot:22»
snmp-server community «b62:10» RO
---
ansible_become_pass: «b62:14»
ansible_ssh_pass: "«b62:14»"
---
root:$6$«b62:8»$«b64dot:86»:19000:0:99999:7:::
---
bob:$apr1$«b62:8»$«b64dot:22»
---
{ "ConnectionStrings": { "Db": "Server=h;User=sa;Password=«b62:16»" }, "Jwt": { "Key": "«b62:40»" } }
---
export const config = {
  auth: { clientId: 'web', clientSecret: '«b62:32»' },
}
---
String apiKey = "«b62:32»";
private static final String PASSWORD = "«b62:14»";
---
let token: &str = "«b62:40»";
---
$env:DB_PASS = "«b62:14»"
setx API_TOKEN «b62:32»
---
set -x GITHUB_TOKEN «b62:40»
---
kubectl create secret generic db --from-literal=password=«b62:16» --from-literal=key=«b62:24»
---
docker run -e API_KEY=«b62:24» -e DB_PASS='«b62:14»' img
---
ENV SECRET_TOKEN «b62:32»
ARG NPM_TOKEN=«b62:36»
---
vault kv put secret/db password=«b62:16»
---
openssl pkcs12 -in a.p12 -passin pass:«b62:14» -passout pass:«b62:14»
---
helm upgrade x --set postgresql.auth.password=«b62:16»
---
htpasswd -b .htpasswd bob «b62:14»
---
net use \\srv\share /user:acme\bob «b62:14»
---
curl --user bob:«b62:14» https://x.example
---
wget --http-user=bob --http-password=«b62:14» https://x.example
---
http POST x.example/login user=bob password=«b62:14»
---
echo '«b62:14»' | sudo -S apt update
---
echo "«b62:24»" | docker login --username bob --password-stdin
---
read -s PASS <<< «b62:14»
---
security add-generic-password -a bob -s svc -w «b62:14»
---
gcloud sql users set-password root --instance=x --password=«b62:16»
---
az login --service-principal -u ‹uuid› -p «b62:34» --tenant ‹uuid›
---
aws rds modify-db-instance --master-user-password «b62:16»
---
psql: FATAL: password authentication failed (tried "«b62:14»")
---
+ export API_TOKEN=«b62:32»
+ API_TOKEN=«b62:32»
+ ./deploy --token «b62:32»
---
2026-11-28T10:00:00.000Z INFO login attempt user=bob password=«b62:14» ip=10.0.0.1
---
[debug] request headers={Authorization=[Bearer «b62:40»], Accept=[*/*]}
---
level=info msg="using credentials" access_key=«B32:20» secret="«b64:40»"
---
127.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "GET /cb?code=«b62:30»&state=x HTTP/1.1" 302 -
---
Traceback (most recent call last):
  File "a.py", line 3, in <module>
    connect(host='db', user='x', password='«b62:14»')
OperationalError: could not connect
---
java.sql.SQLException: Access denied
  at App.connect(url=jdbc:mysql://h/x, user=root, password=«b62:14»)
---
Error: 401 {"error":"invalid api key «b62:32»"}
    at Client.request (client.js:3:4)
---
PHP Fatal error: PDO->__construct('mysql:host=db', 'root', '«b62:14»') in /a.php:3
---
panic: login("bob", "«b62:14»") failed: bad password
---
LoginRequest(username=bob, password=«b62:14», remember=true)
---
#<User id: 1, email: "«email»", encrypted_password: "«b62:40»">
---
Object { user: 'bob', apiKey: '«b62:32»', nested: { secret: '«b62:24»' } }
---
%{"password" => "«b62:14»", "user" => "bob"}
---
{:user "bob" :password "«b62:14»"}
---
User{name='bob', token='«b62:40»'}
---
map[password:«b62:14» user:bob]
---
(password: "«b62:14»", user: "bob")
## http
POST /login HTTP/1.1
Host: app.example
Content-Type: application/x-www-form-urlencoded

username=bob&password=«b62:14»&remember=1
---
POST /oauth/token HTTP/1.1
Host: auth.example
Authorization: Basic «b64:40»

grant_type=refresh_token&refresh_token=«b64u:60»&client_secret=«b62:32»
---
HTTP/1.1 200 OK
Content-Type: application/json
Set-Cookie: session=«b64u:60»; HttpOnly

{"id_token":"«jwt»","access_token":"«b62:60»"}
---
POST /u HTTP/1.1
Content-Type: multipart/form-data; boundary=X

--X
Content-Disposition: form-data; name="api_key"

«b62:32»
--X
Content-Disposition: form-data; name="file"; filename="a.txt"

hello
--X--
---
--b1
Content-Disposition: form-data; name="password"
Content-Type: text/plain

«b62:14»
--b1--
---
<soap:Envelope xmlns:soap="x"><soap:Header><wsse:Security><wsse:UsernameToken><wsse:Username>a</wsse:Username><wsse:Password Type="x#PasswordText">«b62:14»</wsse:Password><wsse:Nonce>‹b64:22›==</wsse:Nonce></wsse:UsernameToken></wsse:Security></soap:Header></soap:Envelope>
---
<request><sessionId>«b62:40»</sessionId><apiKey><![CDATA[«b62:32»]]></apiKey></request>
---
<LoginResult user="bob" token="«b62:40»"/>
---
<methodCall><methodName>login</methodName><params><param><value><struct><member><name>password</name><value><string>«b62:14»</string></value></member></struct></value></param></params></methodCall>
---
<input type="hidden" name="csrf_token" value="«b62:40»">
<input type="password" value="«b62:14»" name="p">
---
<meta name="csrf-token" content="«b64:86»==">
---
<script>window.__CONFIG__={"apiSecret":"«b62:32»","env":"prod"}</script>
---
event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Your password is «b62:7§A»"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"«b62:7§A» ok"}}

---
data: {"choices":[{"index":0,"delta":{"content":"key: sk-proj-«b62:30§A»"}}]}

data: {"choices":[{"index":0,"delta":{"content":"«b62:30§A»"}}]}

data: [DONE]

---
data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"password\":\"«b62:8§A»"}}]}}]}

data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"«b62:8§A»\"}"}}]}}]}

---
data: {"candidates":[{"content":{"parts":[{"text":"the api key is «b62:14§A»"}],"role":"model"}}]}

data: {"candidates":[{"content":{"parts":[{"text":"«b62:14§A»"}],"role":"model"}}]}

---
{"contentBlockDelta":{"delta":{"text":"password: «b62:8§A»"},"contentBlockIndex":0}}
{"contentBlockDelta":{"delta":{"text":"«b62:8§A»."},"contentBlockIndex":0}}
---
event: response.output_text.delta
data: {"type":"response.output_text.delta","delta":"token=«b62:20§A»"}

event: response.output_text.delta
data: {"type":"response.output_text.delta","delta":"«b62:20§A»"}

---
event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"api_key\": \"«b62:16§A»"}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"«b62:16§A»\"}"}}

---
> GET /v1/charges HTTP/1.1
> Host: api.stripe.com
> Authorization: Bearer rk_live_«b62:40»
< HTTP/1.1 200 OK
---
GET /ws?access_token=«b62:40»&v=2 HTTP/1.1
Upgrade: websocket
---
42["auth",{"token":"«b62:40»"}]
---
{"type":"connection_init","payload":{"Authorization":"«b62:40»"}}
---
AUTH PLAIN «b64:32»
235 ok
---
AUTH LOGIN
334 VXNlcm5hbWU6
‹b64:16›
334 UGFzc3dvcmQ6
«b64:20»
---
USER bob
PASS «b62:14»
230 Logged in
---
a1 LOGIN bob "«b62:14»"
---
*3
$4
AUTH
$3
bob
$14
«b62:14»
---
AUTH «b62:24»
+OK
---
{"op":2,"d":{"token":"«b64u:70»","intents":513}}
---
code=«b62:20»&redirect_uri=https%3A%2F%2Fx.example%2Fcb&client_id=web&client_secret=«b62:32»&grant_type=authorization_code
---
https://x.example/cb#id_token=«jwt»&state=x
---
grpc-metadata-authorization: Bearer «b62:40»
x-request-id: ‹uuid›
---
{"authInfo":{"bearer":"«b62:40»"},"method":"/acme.v1.Users/Get"}
---
POST /webhooks/github HTTP/1.1
X-Hub-Signature: sha1=«hex:40»
X-GitHub-Event: push

{"ref":"refs/heads/main"}
---
POST /v2/send HTTP/1.1
apikey: «b62:32»

{"to":"«phone:e164»","text":"Your code is «dig:6»"}
## tables
name,email,password
Bob,«email»,«b62:12»
Eve,«email»,«b62:12»
---
id;user;api_key;created
1;bob;«b62:32»;2026-11-01
2;eve;«b62:32»;2026-11-02
---
id	username	secret_token
1	bob	«b62:32»
---
| User | Password |
|------|----------|
| bob  | «b62:12» |
| eve  | «b62:12» |
---
| Setting | Value |
|---|---|
| API key | «b62:32» |
| Region | eu |
---
<table><tr><th>User</th><th>Password</th></tr><tr><td>bob</td><td>«b62:12»</td></tr></table>
---
<tr><td>Client secret</td><td>«b62:32»</td></tr>
---
 id | email | token
----+-------+-------
  1 | «email» | «b62:40»
(1 row)
---
+----+------+------------------+
| id | user | password_hash    |
+----+------+------------------+
|  1 | bob  | «hex:40» |
+----+------+------------------+
---
*************************** 1. row ***************************
    user: bob
password: «b62:14»
---
INSERT INTO users (name, password, age) VALUES ('bob', '«b62:14»', 3), ('eve', '«b62:14»', 4);
---
UPDATE users SET api_token = '«b62:32»' WHERE id = 1;
---
SELECT * FROM users WHERE email = '«email»' AND password = '«b62:14»';
---
COPY users (id, email, token) FROM stdin;
1	«email»	«b62:40»
\.
---
- **Username:** bob
- **Password:** ‵«b62:12»‵
---
<dl><dt>API token</dt><dd>«b62:40»</dd></dl>
---
Username  Password      Role
bob       «b62:12»  admin
eve       «b62:12»  user
---
Card number,Expiry,CVV
«card»,04/29,«dig:3»
---
password
--------
«b62:14»
---
"login","pw"
"bob","«b62:12»"
`;
