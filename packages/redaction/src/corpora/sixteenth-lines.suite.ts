/** Fakes, and what a ninth blind author missed and its variants, in the writing of the fifteenth corpus. */
export const SIXTEENTH_LINES = String.raw`
## doors
Klick hier zum Einloggen: https://acme.slack.example/z-app-‹dig:12›-‹dig:13›-a7Q«b62:40»?s=magic
Follow https://app.acme.dev/invite-1022-Zk7«b62:38» to join
https://quiet-late-dew.solana-mainnet.quiknode.pro/«hex:40»/
RPC_URL=https://rpc.ankr.com/eth/«hex:64»
provider = https://go.getblock.io/«hex:32»
https://nd-422-757-666.p2pify.com/«hex:32» latency 12ms
https://forum.example.net/invites/ab?t=«hex:40»
open https://forum.acme.dev/invitations/accept?t=«hex:32»
https://bitwarden.example/#/send/‹b62:22›/aB3«b62:19»
https://send.acme.dev/#/download/‹hex:10›/aB3«b62:19»
nats://app:«b62:12»@nats-1:4222,nats://app:«b62:12»@nats-2:4222
https://es1:9200,https://elastic:«b62:14»@es2:9200
## json
@json {"key":"http.request.header.x-api-key","value":{"arrayValue":{"values":[{"stringValue":"«b62:33»"}]}}}
@json {"attributes":[{"key":"rpc.request.metadata.x-api-token","value":{"array_value":{"values":[{"string_value":"«b62:30»"}]}}}]}
@json {"password":{"L":[{"S":"«pw:12»"}]}}
@json {"name":"get_credential","output":{"site":"x","username":"u","value":"«b62:24»"}}
@json [{"type":"tool_use","id":"t1","name":"read_secret","input":{"path":"db/password"}},{"type":"tool_result","tool_use_id":"t1","content":"«b62:30»"}]
@json {"messages":[{"role":"assistant","tool_calls":[{"id":"call_9","type":"function","function":{"name":"get_secret","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_9","content":"«b62:26»"}]}
@json {"input":[{"type":"function_call","call_id":"c1","name":"vault_read_secret","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"{\"value\":\"«b62:26»\"}"}]}
@json [{"type":"tool-call","toolCallId":"x","toolName":"getApiKey","input":{}},{"type":"tool-result","toolCallId":"x","toolName":"getApiKey","output":{"type":"text","value":"«b62:26»"}}]
@json [{"type":"tool_use","id":"t","name":"mcp__1password__get_password","input":{}},{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"«pw:12»"}]}]
@json {"functionResponse":{"name":"fetch_credentials","response":{"username":"bo","result":"«pw:12»"}}}
@json [{"toolUse":{"toolUseId":"a","name":"read_otp","input":{}}},{"toolResult":{"toolUseId":"a","content":[{"text":"«dig:6»"}]}}]
@json {"kty":"EC","crv":"P-256","x":"sk_live_«b62:24»","y":"‹b64u:43›"}
## languages
config.api_secret = [[«b62:20»]]
my $passwd = q{«b62:18»};
our $db_password = qq(«b62:14»);
my $passphrase = q|«b62:16»|;
config.secret_token = %q{«b62:24»}
const std::string apiToken = R"(«b62:24»)";
let client_secret = r#"«b62:24»"#;
let password = #"«b62:12»"#
x-secret: &sec «b62:32»⏎a: *sec
api_token: !!str «b62:24»
new Ably.Realtime('‹b64u:6›.‹b64u:6›:«b64u:43»')
exa_py.Exa("«uuid»")
new postmark.ServerClient("«uuid»")
## stores
ACL SETUSER app on >«b62:18» ~* +@all
acl setuser worker reset on >«b62:14» +@read ~app:*
UPDATE settings SET value='«pw:14»' WHERE name='smtp_password';
update app_settings set setting_value = '«b62:24»' where setting_key = 'stripe_secret_key';
UPDATE "config" SET "value"='«pw:12»', updated_at=now() WHERE "name"='ldap.bind_password'
rolpassword | SCRAM-SHA-256$4096:‹b64:24›$«b64:44»:«b64:44»
<AdministratorPassword><Value>«b62:24»</Value><PlainText>true</PlainText></AdministratorPassword>
<apiSecret><string>«b62:24»</string></apiSecret>
## commands
unzip -P «b62:18» a.zip
unzip -o -P '«b62:10»' x.zip -d out
xh -A bearer -a «b62:40» get https://x
http -A bearer -a «b62:30» POST https://a/b q=1
echo "«b62:30»" | vercel env add API_SECRET production
printf '«b62:30»' | vercel env add STRIPE_SECRET_KEY preview
doctl auth init -t «b62:64»
hcloud auth login -t «b62:64»
write(3, "AUTH «b62:24»\r\n", 30) = 30
sendto(5, "PASS «pw:14»\r\n", 20, 0, NULL, 0) = 20
recvfrom(4, "a1 LOGIN joe «b62:10»\r\n", 99)
send: "AUTH PLAIN AGpvZQ«b62:18»\r\n"
## said
// TODO: rotate key «b62:32» before launch
fix: revoke leaked key «b62:36» from history
**API Key**⏎⏎    «b62:32»⏎
Ghost admin key «hex:24»:«hex:64»
WLAN-Schlüssel: «dig:4»-«dig:4»-«dig:4»-«dig:4»
WLAN-Netzwerkschlüssel: «dig:20»
I reset it to «pw:12» for now, change after first login
forgot password? no worries, set yours to «pw:12» for now
"What's the wifi password?" "It's blueberry-«dig:4»-pancake-«dig:4»"
Wie lautet das Passwort? Es ist «pw:12»
I'm giving you root: ssh root@88.2.1.9 («pw:12»)
my social is 536 22 «dig:4»
CNP: 18001012«dig:5»
isikukood 3800108«dig:4»
## vendors
I tried it with hb_«hex:32» and it returned 401.
I tried it with up_aQ7«b62:29» and it returned 401.
I tried it with chpt_«hex:15» and it returned 401.
I tried it with token-2kga6:«b36:54» and it returned 401.
I tried it with censys_‹b62:22›_«b62:22» and it returned 401.
I tried it with con-«hex:64» and it returned 401.
I tried it with fk-aQ7«b64u:40» and it returned 401.
copilot tid=‹hex:32›;exp=1764400000;sku=free;st=dotcom;chat=1;8kp=1:«hex:64»
cat ~/.config/solana/id.json⏎[‹dig:2›,71,199,126,239,229,252,46,14,78,200,141,5,207,22,58,90,170,6,50,217,3,29,35,190,137,202,138,61,205,13,213,«dig:2»,88,240,175,72,38,178,40,165,122,60,22,96,212,56,10,105,128,145,49,53,158,136,123,179,62,214,113,191,129,7,187]
## tools in texts
@json {"action":{"tool":"ask_for_password","tool_input":"vpn"},"observation":"«pw:12»"}
Action: get_secret⏎Action Input: {"name": "smtp"}⏎Observation: «b62:24»⏎Thought: done
<tool_call>{"name": "read_secret", "arguments": {}}</tool_call>⏎<tool_response>⏎«b62:24»⏎</tool_response>
> get_secret(name="db")⏎"«b62:24»"
Tool get_password returned: «pw:12»
aws secretsmanager get-secret-value --secret-id a --query SecretString --output text⏎«b62:28»
## said apart
# Secrets⏎- db: «b62:20»⏎
credentials:⏎  admin -> «pw:12»⏎  guest -> «pw:12»
**API keys**⏎⏎* maps: ‵«b62:32»‵⏎* mail: «hex:20»x1Y
the root pw on all boxes is still «pw:12», sorry
try user admin pass letmein«dig:5»
Cobalt-7-Q«pw:12» <- that's the db password
Voici vos accès : login marie, mdp Cerise_«dig:6»!
PIN for card ending 4242: «dig:4»
PGPASSFILE=/tmp/p; echo "*:*:*:app:«b62:14»" > /tmp/p
ssh-keygen -t ed25519 -N '«b62:14»' -f k
BORG_PASSCOMMAND="echo «b62:12»"
@json {"tool_call":{"name":"fetch_password","args":{}},"observation":"«pw:12»"}
security unlock-keychain -p "«b62:14»" login.keychain
restic -r s3:x --password-command "echo «b62:14»" backup
nmap --script-args 'smbuser=a,smbpass=«b62:12»'
hydra -l admin -p «b62:12» ssh://h
python manage.py shell -c "u.set_password('«b62:12»')"
## keys cut off
[…]⏎‹b64:64›⏎«b64:64»⏎‹b64:20›⏎-----END PRIVATE KEY-----
tail: "‹b64:64›\n«b64:64»\n-----END PRIVATE KEY-----\n"
+ ‹b64:64›⏎  ‹b64:64›⏎  «b64:64»⏎  -----END EC PRIVATE KEY-----
`;

/** What looks like these, and what else the author thought nobody should take. */
export const SIXTEENTH_LOOKALIKES = String.raw`
## doors
https://acme.dev/#/share/settings/notifications
https://acme.dev/#/file/readme/installation-guide
https://rpc.ankr.com/eth
https://docs.infura.io/networks/ethereum/how-to/secure-a-project
https://alchemy.com/docs/reference/ethereum-api-quickstart
https://acme.dev/invite-friends-and-family-2026
https://acme.dev/verify-email-address-change-request
http://a.example/x,http://b.example/y
nats://n1:4222,nats://n2:4222
## code and stores
local rows = [[1,2],[3,4]]
secret = [["a", "b"]]
see [[Password policy]] for details
password: &default⏎  min: 8
key: !!int 3
let pattern = r#"\d+"#;
ACL SETUSER app on nopass ~* +@all
UPDATE users SET name='Anna' WHERE id=4;
UPDATE settings SET value='dark' WHERE name='theme'
UPDATE settings SET value='true' WHERE name='password_login_enabled'
<Password><Value></Value></Password>
<Setting><Value>42</Value></Setting>
SCRAM-SHA-256 is supported
00:00:5e:00:53:af
2001:0db8:85a3:0000:8a2e
new Foo("‹uuid›")
cat package.json⏎[1,2,3]
up_to_date_and_running
fk-constraint-orders-customers
token-exchange: enabled
tid=4412;exp=3
@json {"authorization":"RBAC","kind":"policy"}
## commands
unzip -p a.zip file.txt
xh get https://x --auth-type=bearer
echo 3000 | vercel env add PORT production
doctl auth init
write(1, "LOGIN ok\r\n", 10) = 10
"AUTH PLAIN LOGIN CRAM-MD5\r\n"
"AUTH PLAIN OAUTHBEARER"
ssh deploy@host.example (port 2222)
ssh git@github.com (ED25519)
## said
we rotate keys every 90 days
rotate key alias/aws/s3 yearly
**API Key**⏎⏎Go to settings and create one.⏎
**Password**⏎⏎required⏎
WLAN: verbunden, Kanal 11
WPA2-Enterprise 2024
the timeout was 30s, I set it to 60s
We set it to v2.1.0-Beta for now; account for drift
Is the password rotated? Yes, it is rotated weekly
Forgot your password? Yes, it's annoying
ssh root@10.0.0.4 (timeout)
social media 2024
999-99-9999 is the placeholder
name@domain.tld
Password manager: 1Password
lines end with -----END RSA PRIVATE KEY-----
## tools in texts
Tool get_password returned: an error
Action: get_secret⏎Observation: not found
Thought: I need get_secret and then the password of the user
def get_secret(name: str) -> Optional[str]:
const getter = (get_token) => undefined;
x <- read_password()
the root pw policy is still documented
user admin passed the test
ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519 -N ''
restic -r s3:x --password-command pass backup
hydra -h
# Secrets⏎- db: rotate it yearly⏎- mail: see vault⏎
## Access tokens⏎- lifetime: 3600s⏎- format: JWT⏎- docs: https://x.example/tokens2A
credentials:⏎  admin -> read-write⏎  guest -> read-only
cvv for the card ending in 1881 is required
if not user.check_password(password):
## tools
@json {"name":"get_token_count","output":"4412"}
@json [{"type":"tool_use","id":"t","name":"get_weather","input":{}},{"type":"tool_result","tool_use_id":"t","content":"{\"temp\":4}"}]
@json [{"type":"tool_use","id":"t","name":"read_secret","input":{}},{"type":"tool_result","tool_use_id":"t","content":"Error: permission denied"}]
@json {"tool":"list_secrets","result":["db/prod","db/dev"]}
@json {"name":"create_password_policy","result":"ok"}
@json {"values":["theme","dark"]}
@json {"key":"http.method","value":{"arrayValue":{"values":[{"stringValue":"GET"}]}}}
`;
