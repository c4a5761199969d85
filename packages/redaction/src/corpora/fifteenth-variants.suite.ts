/** Variants of what was missed, and what is near them, as in `fifteenth-lines`; written before the rules learnt them. */
export const FIFTEENTH_VARIANTS = String.raw`
## secret-value
amplitude secret «hex:32»
the plaid secret «hex:30» is live
spotify client secret «hex:32»
webhook signing secret «b62:32»
twitch secret «b36:30»
the shared secret «b64u:43»
segment secret key «b62:32»
consumer secret «b62:50»
## w-flag
ldapsearch -x -D cn=admin,dc=a,dc=b -w «b62:14» -b dc=a
ldapadd -D "cn=Manager,dc=a" -w '«b62:14»' -f x.ldif
ldappasswd -D cn=admin -w «b62:14» uid=bob
ldapmodify -h ldap -D uid=bob -w «b62:12»
ldapwhoami -x -D cn=bob,dc=x -w "«b62:16»"
## pin-words
the passcode «dig:6» unlocks it
passcode «dig:4»
Enter passcode «dig:6» when asked
Meine PIN ist «dig:4»
PIN ist «dig:6»
Deine PIN lautet «dig:4»
mon PIN est «dig:4»
le PIN est «dig:4»
mi PIN es «dig:4»
el PIN es «dig:4»
il mio PIN è «dig:4»
o PIN é «dig:4»
the PIN is «dig:4»
## phrase
the passphrase is "«word» «word» «word»"
My passphrase: «word» «word» «word» «word»
passphrase for the key is '«word»-«word»-«word»'
passphrase = "«word» «word» «word» «word» «word»"
vault passphrase: «word» «word» «word»
Die Passphrase lautet "«word» «word» «word» «word»"
## password-for
Password for the archive = «b62:12»
password of the router: «b62:10»
Password for my account at the bank is «b62:12»
the password for staging is «pw»
password to the NAS = «b62:12»
Passwort für das Archiv: «b62:12»
mot de passe pour le wifi : «b62:12»
contraseña para el router: «b62:12»
## basic-auth-pair
log in with basic auth bob:«b62:12»
basic auth is admin:«pw»
Basic auth credentials: acme:«b62:16»
HTTP basic auth (demo:«b62:12»)
use basic authentication acme:«b62:12»
## code-list
backup codes: «dig:4» «dig:4», «dig:4» «dig:4»
Your recovery codes are «dig:5»-«dig:5», «dig:5»-«dig:5», «dig:5»-«dig:5»
backup codes: «dig:8», «dig:8», «dig:8»
Backup codes⏎«dig:4» «dig:4»⏎«dig:4» «dig:4»⏎«dig:4» «dig:4»
recovery codes: «b36:5»-«b36:5» «b36:5»-«b36:5» «b36:5»-«b36:5»
## reset-link
https://x.example/reset?r=«hex:40»
https://x.example/account/password/reset?k=«b64u:43»
https://x.example/users/confirm?c=«b62:32»
https://x.example/forgot-password?h=«hex:64»
https://x.example/magic-link?l=«b64u:40»
https://x.example/reset-password?id=7&x=«b62:32»
https://x.example/verify?v=«b64u:43»
https://x.example/activate?a=«hex:32»
## rsa-xml
<RSAKeyValue><Modulus>‹b64:86›==</Modulus><Exponent>AQAB</Exponent><P>«b64:43»=</P><Q>«b64:43»=</Q><DP>«b64:43»=</DP><DQ>«b64:43»=</DQ><InverseQ>«b64:43»=</InverseQ><D>«b64:86»==</D></RSAKeyValue>
<RSAKeyValue>⏎  <Modulus>‹b64:86›==</Modulus>⏎  <Exponent>AQAB</Exponent>⏎  <D>«b64:86»==</D>⏎</RSAKeyValue>
<DSAKeyValue><P>‹b64:170›=</P><Q>‹b64:27›=</Q><Y>‹b64:170›=</Y><X>«b64:27»=</X></DSAKeyValue>
<ds:RSAKeyValue><ds:Modulus>‹b64:86›==</ds:Modulus><ds:D>«b64:86»==</ds:D></ds:RSAKeyValue>
## macaroon
macaroon=MDAxY2xvY2F0aW9u«b64u:200»
the macaroon MDAyMWxvY2F0aW9u«b64u:160»
Authorization: Macaroon root=MDAxY2xvY2F0aW9u«b64u:180»
LSAT macaroon=AgE«b64u:180»
X-Macaroon: MDAxY2xvY2F0aW9u«b64u:160»
## mysql-argv
@json {"command":["mysqldump","-u","root","-p«b62:14»","shop"]}
@json {"args":["mysql","-h","db","-uroot","-p«b62:16»"]}
@json {"Cmd":["mysqladmin","ping","-p«b62:12»"]}
@json {"cmd":["redis-cli","-a","«b62:16»","ping"]}
@json {"cmd":["curl","-u","bob:«b62:14»","https://x.example"]}
@json {"cmd":["sshpass","-p","«b62:14»","ssh","h"]}
@json {"argv":["mariadb","-p«b62:14»"]}
## unlock
@json {"jsonrpc":"2.0","method":"personal_unlockAccount","params":["0x‹hex:40›","«b62:14»"]}
@json {"jsonrpc":"1.0","method":"walletpassphrase","params":["«b62:14»",60]}
@json {"method":"personal_newAccount","params":["«b62:14»"]}
@json {"method":"personal_importRawKey","params":["«hex:64»","«b62:14»"]}
@json {"method":"login","params":["bob","«b62:14»"]}
## wrapped-value
@json {"accessToken":{"value":"«b62:40»"}}
@json {"password":{"value":"«b62:14»"}}
@json {"apiKey":{"value":"«b62:32»","type":"string"}}
@json {"secret":{"text":"«b62:24»"}}
@json {"refreshToken":{"token":"«b62:40»","expiresAt":"2026-12-01"}}
@json {"api_key":{"S":"«b62:32»"}}
@json {"password":{"stringValue":"«b62:14»"}}
@json {"client_secret":{"current":"«b62:32»","previous":"«b62:32»"}}
@json {"token":{"plaintext":"«b62:40»"}}
## here-string
read -s PASSWORD <<< «b62:14»
read -rs DB_PASS <<< "«b62:14»"
passwd --stdin bob <<< «b62:14»
cryptsetup luksOpen /dev/sda x <<< «b62:16»
sudo -S ls <<< '«b62:12»'
docker login -u b --password-stdin <<< «b62:24»
gh auth login --with-token <<< «b62:40»
## html-table
<table><thead><tr><th>User</th><th>API key</th></tr></thead><tbody><tr><td>bob</td><td>«b62:32»</td></tr><tr><td>eve</td><td>«b62:32»</td></tr></tbody></table>
<table>⏎<tr><th>Name</th><th>Token</th></tr>⏎<tr><td>a</td><td>«b62:40»</td></tr>⏎</table>
<table><tr><td>Login</td><td>Passwort</td></tr><tr><td>bob</td><td>«b62:12»</td></tr></table>
<table class="x"><tr><th scope="col">Password</th><th>Role</th></tr><tr><td class="c">«b62:12»</td><td>admin</td></tr></table>
<TABLE><TR><TH>user</TH><TH>secret</TH></TR><TR><TD>a</TD><TD>«b62:24»</TD></TR></TABLE>
## one-column
token⏎-----⏎«b62:40»⏎
 password ⏎----------⏎ «b62:14»⏎(1 row)
api_key⏎----------⏎«b62:32»⏎«b62:32»⏎(2 rows)
secret⏎======⏎«b62:24»
 api_token                                ⏎------------------------------------------⏎ «b62:40»⏎
## quoted-csv
"user","password"⏎"bob","«b62:12»"⏎"eve","«b62:12»"
"id";"token"⏎"1";"«b62:40»"
"email","api key","plan"⏎"x","«b62:32»","pro"
"login","pwd","note"⏎"bob","«b62:12»","a, b"
"username","pass"⏎"a","«b62:10»"
## changed-from
I changed my password from «b62:12» to «b62:12»
password changed from «b62:12» to «b62:12»
Old password «b62:12», new password «b62:12»
rotate the token from «b62:32» to «b62:32»
## maiden
Security question: mother's maiden name. Answer: «word»
my mother's maiden name is «word»
{"security_answer":"«word»"}
`;

export const FIFTEENTH_NEAR = String.raw`
## l
the secret ingredient is butter
secret sharing threshold 3
mixpanel secret rotation is due
the passcode is required
passcode length 6
the PIN is wrong
Die PIN ist falsch
le PIN est incorrect
PIN ist 4-stellig
passphrase for the key is required
My passphrase policy: long words are better
The passphrase is "too short"
Password for the zip file is required
Password for user bob:
password for the database was rotated
basic auth is disabled
basic auth user:password format
use basic auth for acme:8080
backup codes: 10 left
Your backup codes are shown once
recovery codes: none
https://x.example/search?t=‹hex:40›
https://x.example/reset?t=42
https://x.example/video?v=‹b64u:11›
https://x.example/verify?v=2
https://x.example/reset?lang=de
https://x.example/build/activate?commit=‹hex:40›
<RSAKeyValue><Modulus>‹b64:86›==</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>
<DSAKeyValue><P>‹b64:170›=</P><Q>‹b64:27›=</Q><Y>‹b64:170›=</Y></DSAKeyValue>
<P>‹b64:43›</P>
a macaroon is a biscuit
@json {"command":["psql","-p5432","shop"]}
@json {"args":["ssh","-p2222","h"]}
@json {"cmd":["docker","run","-p8080:80","x"]}
@json {"cmd":["mkdir","-p","/a/b"]}
@json {"cmd":["mysql","-P3306","-h","db"]}
@json {"method":"eth_getBalance","params":["0x‹hex:40›","latest"]}
@json {"method":"personal_listAccounts","params":[]}
@json {"password":{"type":"string","minLength":8}}
@json {"token":{"type":"string","description":"the bearer"}}
@json {"password":{"value":"","error":"required"}}
@json {"token":{"count":12,"limit":4096}}
@json {"tokens":{"value":"many"}}
@json {"secret":{"name":"db","namespace":"prod"}}
read line <<< hello
grep x <<< "$TEXT"
wc -w <<< "some words here"
read -s PASSWORD <<< "$PASSWORD"
ls -w 120
grep -w password file.txt
ping -w 3 host
ldapsearch -x -W -D cn=admin
iperf -w 64k
<table><tr><th>User</th><th>Tokens</th></tr><tr><td>bob</td><td>128000</td></tr></table>
<table><tr><th>Password policy</th><th>Level</th></tr><tr><td>rotation</td><td>strict</td></tr></table>
<table><tr><th>Name</th><th>Key</th></tr><tr><td>save</td><td>Ctrl+S</td></tr></table>
<table><tr><th>Field</th><th>Type</th></tr><tr><td>password</td><td>string</td></tr></table>
tokens⏎------⏎128000⏎
name⏎----⏎bob⏎
Password⏎--------⏎Choose a strong one.
Secret⏎======⏎This chapter is about gardens.
"field","type"⏎"password","string"⏎"email","string"
"name","tokens"⏎"gpt","128000"
"name","age"⏎"bob","42"
I changed my password from home to be safe
the token changed from string to number
password changed from "optional" to "required"
answer to question 4 is Paris
the answer is 42
@json {"keywords":["token","ring"]}
@json {"tags":["password","reset"]}
@json {"fields":["password","email"]}
@json {"topics":["secret","agents"]}
@json {"labels":["api-key","billing"]}
@json {"bearer":"only in the header"}
@json {"token":"must not be empty"}
`;
