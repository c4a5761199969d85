import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import { MADE_FORMS } from './made-forms.ts';
import { ASKED_OF_PERSON } from './security-answers.ts';

/** What tells that a form may be there, and the form, whose last group is the secret. */
export const FORMS: readonly (readonly [Cue | RegExp, RegExp])[] = [
  [
    cue('login '),
    /\b(?:machine\s{1,4}\S{1,200}|default)\s{1,8}login\s{1,4}\S{1,200}\s{1,8}password\s{1,4}(\S{2,400})/g,
  ],
  [
    cue(`by '|password '|by "|password "|password = |password=n|password('`),
    /\b(?:IDENTIFIED\s{1,4}(?:WITH\s{1,4}[\w'"]{1,60}\s{1,4})?BY|(?:WITH\s{1,4})?(?:ENCRYPTED\s{1,4})?PASSWORD)(?:\s{1,4}|\s?=\s?N?|\()['"]([^'"\n]{3,200})(?=['"])/gi,
  ],
  [
    /:(?:\d{2,5}|\*):/,
    /^(?!(?:[\dA-F]{1,10}:){4}[\dA-F]{8}$|(?:[\da-fA-F]{1,4}:){4,7}[\da-fA-F]{1,4}$)[\w.*-]{1,200}:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w*.@-]{1,64}:([^\s:][^\s]{2,200})$/gm,
  ],
  [cue('*:*:*:'), /["']\*:\*:\*:[\w*.@-]{1,64}:([^\s:"'][^\s"']{2,200})(?=["'])/g],
  [/:[${]/, /^[\w.@-]{1,64}:((?:\$(?:apr1|2[aby]|[156]|y)\$|\{SHA\})[./A-Za-z0-9$+=]{13,120})/gm],
  [
    cue('enable |username |snmp-server|key-string|pre-shared'),
    /\b(?:enable (?:secret|password)|username (?!and |or )\S{1,64} (?:privilege \d{1,2} )?(?:secret|password)|snmp-server community|key-string|pre-shared-key)(?: \d)? (\S{4,200})/g,
  ],
  // a cookie jar of Netscape's, as curl and wget keep it
  [
    cue('true\t|false\t'),
    /^[\w#.*:-]{1,200}\t(?:TRUE|FALSE)\t[^\t\n]{1,400}\t(?:TRUE|FALSE)\t\d{1,15}\t[^\t\n]{1,200}\t(\S{1,4000})/gm,
  ],
  [
    cue('jdbc:oracle|sqlplus|sqlldr|rman'),
    /\b(?:jdbc:oracle:\w{2,6}:|sqlplus (?:-\w{1,8} ){0,3}|sqlldr |rman target )["']?[\w$#.-]{1,60}\/([^\s@/"'`]{3,100})(?=@|["'\s])/g,
  ],
  [cue('securestring'), /\bConvertTo-SecureString (?:-String )?["']([^"'\n]{4,200})(?=["'])/gi],
  // what Digest authentication proves a password with (RFC 7616 §3.4), where no header is named
  [
    cue('digest username|digest realm|digest nonce|digest qop|digest algorithm|digest uri'),
    /\bDigest \w{2,20}=[^\n]{1,2000}?\bresponse=\\{0,3}["']?([\da-f]{32,128})(?![\w])/gi,
  ],
  [cue('::add-mask::'), /::add-mask::(\S{4,4000})/g],
  [cue('wifi:'), /\bWIFI:[^\n]{0,200}?\bP:((?:\\.|[^;\\\n]){4,200})/g],
  [
    cue('auth '),
    /^(?:[>+] |(?:[\w.-]{1,64}:\d{1,5}(?:\[\d\])?|redis(?:-cli)?)> ?)?AUTH (?:[\w-]{1,64} )?["']?([^\s"']{8,400})(?=["']?[ \t]*\r?$)/gm,
  ],
  // as traces of system calls show what was sent
  [
    cue('"auth |"pass | login |"login '),
    /"(?:AUTH (?:PLAIN |LOGIN )?(?:[\w-]{1,64} )?|PASS |(?:\w{1,10} )?LOGIN (?!(?:as|for|to|from|with|is|was|in|on|at|by|page|failed|attempt|required) )\S{1,100} )([^\s"\\]{4,400})(?=\\r\\n)/gi,
  ],
  // as it goes over the wire (RESP)
  [
    cue('$4\r\nauth|$4\nauth'),
    /\$4\r?\nAUTH\r?\n(?:\$\d{1,3}\r?\n[\w-]{1,64}\r?\n(?=\$))?\$\d{1,3}\r?\n([^\s$]\S{2,399})(?=\r?\n|$)/gi,
  ],
  // a session under its own id, as web servers keep it in Redis
  [
    cue('session:|sessions:|sess:'),
    /\b(?:[SG]ET|SETEX|PSETEX|GETEX|DEL|UNLINK|EXISTS|EXPIRE|P?TTL|TOUCH|HGETALL|H[MS]?[SG]ET|HMGET|HDEL|HSETNX|SETNX)["']? ["']?(?:[\w-]{1,40}:){0,3}sess(?:ion)?s?:([0-9a-f]{32,128}|(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Z])(?=[\w-]{0,60}[a-z])[\w-]{20,200})(?![\w-])/g,
  ],
  [cue('from-literal'), /\bsecret\b[^\n]{0,200}?--from-literal[= ]["']?[\w.-]{1,100}=([^\s"']{3,4000})/g],
  [cue('rabbitmqctl'), /\brabbitmqctl (?:add_user|change_password) \S{1,100} ["']?([^\s"']{3,400})/g],
  [
    cue('stdin|--with-token|chpasswd|sudo -s|secret |secrets |env add '),
    /\b(?:echo|printf)(?: -n)? ["']?([^\s"'|]{4,4000})(?=["']? ?\| ?[^\n|]{0,200}(?:-stdin|--with-token|chpasswd|sudo -S|secrets? (?:put|set|add|create)|env add \w{0,40}(?:KEY|TOKEN|SECRET|PASS|PASSWORD|PWD|CREDENTIALS?)\b))/g,
  ],
  [
    cue('secret |secrets '),
    /\bsecrets? [^\n]{0,200}?\s--(?:value|secret-string|body|data|string-value)[ =]["']?([^\s"'{]{4,2000})/g,
  ],
  [
    cue('<(echo|<(printf'),
    /(?:pass|secret|token|key|pw)[\w-]{0,20}[= ]<\((?:echo|printf)(?: -n)? ["']?([^\s"'()]{4,400})(?=["']?\))/gi,
  ],
  [
    cue('<<<'),
    /(?:\b(?:login|token|passwd|password|pass|stdin|secret|sudo -S|cryptsetup)\b|\bread -\w{0,3}s\w{0,3} )[^\n<]{0,80}<<<\s?["']?([^\s"'`$]{6,400})/gi,
  ],
  [cue('send "'), /\bsend (?:-- )?"([^"\n]{4,200}?)(?=\\[rn]"[^\n]{0,60}pass)/gi],
  // what generates a key, opens a store of them, tries a login, or runs a command for a password
  [
    cue('ssh-keygen|-keychain|hydra|-command|passcommand|_command'),
    /(?:\bssh-keygen\b[^\n]{0,200}?\s-[NP]|\b(?:unlock|create)-keychain\b[^\n]{0,100}?\s-p|\bhydra\b[^\n]{0,200}?\s-p|(?:pass(?:word)?-?command|PASS(?:WORD)?_?COMMAND)[= ]["']?echo) ["']?([^\s"'-][^\s"']{3,200})/g,
  ],
  // Windows
  [cue('net user'), /\bnet user \S{1,64} (?!\/)([^\s"'*]\S{3,200})(?= \/)/gi],
  [cue('/pass:|/rp |/rp:|/password:|/p:'), /\s\/(?:p(?:ass(?:word)?)?|rp)[: ]["']?([^\s"'/]{4,200})/gi],
  // OpenSSL, Samba, Erlang
  [cue('pass:'), /-pass(?:in|out|word)?[ =]["']?pass:([^\s"']{3,200})/g],
  [cue('%'), /\s(?:-U|--user)[ =]?["']?[\w.\\/-]{1,64}%["']?([^\s"']{3,200})/g],
  [cue('-setcookie'), /-setcookie ["']?([^\s"']{6,200})/g],
  // databases in a file that is encrypted, as SQLCipher opens them
  [
    cue('pragma |attach '),
    /\b(?:PRAGMA (?:\w{1,40}\.)?(?:re|hex)?key\s?=\s?|ATTACH (?:DATABASE )?(?:'[^'\n]{1,300}'|"[^"\n]{1,300}"|[^\s'"]{1,300}) AS [^\s;]{1,60} KEY )["']([^"'\n]{4,400})(?=["'])/gi,
  ],
  // programs that take the secret last, where what is no word says so, or under a letter of their own
  [
    cue(
      'obscure |hash-password |slappasswd |openssl passwd |mkpasswd |doveadm pw |encrypt_string |mosquitto_passwd |dscl |-internet-password |-generic-password ',
    ),
    /\b(?:(?:rclone obscure|openssl passwd(?: -(?:salt \S{1,40}|\w{1,8})){0,4}|mkpasswd(?: (?:-m \S{1,20}|--method=\S{1,20}|-S \S{1,40}|--salt=\S{1,40})){0,3}|ansible-vault encrypt_string(?: --?[\w-]{1,30}(?:[ =][\w@./-]{1,60}(?= ))?){0,4})(?! [a-z]{1,20}(?:[\s,.;:!?)]|$)| \()|caddy hash-password[^\n]{0,80}? (?:--plaintext|-p)|slappasswd[^\n]{0,80}? -s|doveadm pw[^\n]{0,80}? -p|mosquitto_passwd[^\n]{0,20}? -\w?b\w? \S{1,200} \S{1,64}|dscl \S{1,20} -passwd \S{1,100}|add-(?:generic|internet)-password[^\n]{0,300}?\s-w) ["']?([^\s"'|<>-][^\s"'|<>]{3,400})/g,
  ],
  [cue('gh secret set '), /\bgh secret set [^\n]{1,200}? (?:-b|--body)[ =]?["']?([^\s"']{4,2000})/g],
  [
    cue('nmcli '),
    /\bnmcli(?: --?\S{1,30}){0,4} (?:d(?:ev\w{0,3})?|c(?:on\w{0,7})?)\s[^\n]{0,300}?\b(?:password|wifi-sec\.psk|802-1x\.password|vpn\.secrets) ["']?([^\s"']{4,200})/g,
  ],
  [
    cue('htpasswd'),
    /\bhtpasswd (?:-\w{1,8} ){0,4}-\w{0,6}b\w{0,6} (?:-\w{1,8} ){0,4}(?:[^\s-]\S{0,200} ){1,2}["']?([^\s"'-][^\s"']{2,200})/g,
  ],
  [
    cue('user '),
    /^user \S{1,64} (?=\S{0,60}[\dA-Z])(\S{6,64})(?=[ \t]*\r?$[^]{0,400}^(?:bye|quit|close|put|get|mput|mget|cd|lcd|binary|ascii|passive)\b)/gm,
  ],
  [cue('accounts'), /\baccounts\s{0,2}:\s{0,2}\[\s{0,8}["']((?:0x)?[0-9a-f]{64})(?=["'])/gi],
  [
    cue('tacacs|radius'),
    /\b(?:tacacs|radius)\S{0,20} [^\n]{0,80}?\bkey (?:[0-9] )?(?!chain)([^\s"']{6,200})/g,
  ],
  [cue('lftp'), /\blftp\b[^\n]{0,200}?\s-u ["']?[\w.@\\-]{1,64},["']?([^\s"',]{3,200})/g],
  [cue('openssl'), /\bopenssl (?:enc|aes-|des)[^\n]{0,200}?\s-(?:k|K) ["']?([^\s"'-][^\s"']{3,200})/g],
  [
    cue('put-parameter'),
    /\bput-parameter\b(?=[^\n]{0,300}SecureString)[^\n]{0,300}?\s--value[ =]["']?([^\s"']{4,4000})/g,
  ],
  [cue('send "|send --'), /\bsend (?:-- )?"([^\s"\n\\$]{6,200})(?=\\[rn]")/g],
  // as it is printed on routers
  [
    cue('wlan|wifi|wi-fi|wpa|netzwerkschlüssel|network security key'),
    /(?:wlan|wi-?fi|wpa[23]?|netzwerkschlüssel|network security key)(?:[- ](?:netzwerk|sicherheits)?(?:schlüssel|kennwort|passwort|key|password|code|clave|contraseña|sleutel))?(?: \([^()\n]{1,30}\))?\s?[:=]?\s{1,3}["']?((?:\d{4}[- ]){3,4}\d{4}|\d{16}(?:\d{4})?)(?![\w-])/gi,
  ],
  [cue('wpa_passphrase'), /\bwpa_passphrase (?:"[^"\n]{1,64}"|\S{1,64}) ["']?([^\s"']{8,64})/g],
  // strongSwan, PPP, FortiGate, SQL Server
  [cue('psk "'), /\bPSK\s{1,4}"([^"\n]{4,200})(?=")/g],
  [
    cue(' * |\t* |\t*\t'),
    /^["']?[\w.@-]{1,64}["']?[ \t]{1,20}\*[ \t]{1,20}["']?([^\s"'*]{4,200})(?=["']?[ \t]{1,20}\*)/gm,
  ],
  [cue(' enc '), /\bset (?:password|passwd|psksecret|private-key|passphrase) ENC (\S{8,400})/g],
  [
    cue('sp_addlogin|sp_password'),
    /\bsp_(?:addlogin|password)\s[^\n;]{0,120}?,\s{0,4}N?'([^'\n]{4,200})(?=')/gi,
  ],
  [cue('mc alias set'), /\bmc alias set \S{1,64} \S{1,200} \S{1,64} ([^\s"']{4,200})/g],
  [cue('nickserv'), /\bNickServ :?IDENTIFY (?:\S{1,64} )?(\S{4,200})/gi],
  [
    cue('net use'),
    /\bnet use (?:\S{1,20} )?\\\\\S{1,200} (?:\/\S{1,60} ){0,3}?\/user:\S{1,100} ["']?([^\s/"'*]\S{3,200}?)(?=["']?(?:\s|$))/gim,
  ],
  [cue('net use'), /\bnet use \S{1,20} \S{1,200} ([^\s/]\S{3,200})(?= )/gi],
  [
    cue('net use'),
    /\bnet use \\\\\S{1,200} ["']?([^\s/"'*]\S{3,200}?)(?=["']? (?:\/\S{1,60} ){0,3}\/user:)/gi,
  ],
  [cue('snmp'), /\bsnmp\w{2,12}\b[^\n]{0,200}?\s-A ["']?([^\s"'-][^\s"']{7,200})/g],
  [cue('snmp'), /\bsnmp\w{2,12}\b[^\n]{0,200}?\s-X ["']?([^\s"'-][^\s"']{7,200})/g],
  [cue('chpasswd <<<'), /\bchpasswd <<< ?["']?[a-z_][\w-]{0,31}:([^\s"']{4,200})/g],
  [cue('http-basic.'), /\bhttp-basic\.[\w.-]{3,100} ["']?[^\s"']{1,100}["']? ["']?([^\s"']{4,400})/g],
  [cue('chpasswd:'), /^[ \t]+(?:- )?[a-z_][\w-]{0,31}:(?!RANDOM|R$)([^\s:]{4,200})$/gm],
  [cue('d-i passwd/'), /\bd-i passwd\/\S{1,60} password (\S{4,200})/g],
  [cue('otlp_'), /\bOTEL_EXPORTER_OTLP_(?:[A-Z]{1,10}_)?HEADERS=["']?[\w.-]{1,60}=([^"'\s,]{8,2000})/g],
  // Redis's access list, and what IMAP, FTP and POP send in the clear
  [
    cue('user |setuser '),
    /\b(?:ACL SETUSER|acl setuser|user) \S{1,64} (?:(?:on|off|reset(?:pass|keys|channels)?|[~%&+-]\S{1,64}) ){1,8}?>(\S{4,200})/g,
  ],
  [cue('login '), /^(?!ALTER|CREATE|DROP)\w{1,10} LOGIN "?[^\s"]{1,100}"? "?([^\s"]{4,200})/gm],
  [cue('pass '), /^(?:> |-> |C: )?PASS (?!\S{1,200}\.[cm]?[jt]sx?[ \t]*\r?$)(\S{4,200})(?=[ \t]*\r?$)/gm],
  // what SMTP and IMAP send in the clear, and Redis shows of what it was asked
  [
    cue('auth plain |auth login |authenticate plain '),
    /\b(?:AUTH|AUTHENTICATE) (?:PLAIN|LOGIN) (?!(?:XOAUTH2|OAUTHBEARER|EXTERNAL|ANONYMOUS)\b)([A-Za-z0-9+/]{8,800}={0,2})(?=[ \t]*\r?$|["'\\])/gim,
  ],
  [
    cue('334 ugfzc3dvcmq6'),
    /334 UGFzc3dvcmQ6\r?\n(?:C: |> |-> )?([A-Za-z0-9+/]{4,400}={0,2})(?=[ \t]*\r?$)/gm,
  ],
  // hashes of Windows, as they are dumped
  [cue(':::'), /:\d{1,10}:(?!aad3b435)[0-9a-f]{32}:([0-9a-f]{32})(?=:::)/gi],
  [cue(':::'), /:\d{1,10}:((?!aad3b435b51404ee)[0-9a-f]{32})(?=:[0-9a-f]{32}:::)/gi],
  [cue(':::'), /:\d{1,10}:aad3b435b51404eeaad3b435b51404ee:([0-9a-f]{32})(?=:::)/gi],
  [cue('"auth" "'), /"AUTH" (?:"[\w-]{1,64}" )?"([^"\n]{3,400})(?=")/gi],
  [cue('"requirepass" "|"masterauth" "'), /"(?:requirepass|masterauth)" "([^"\n]{3,400})(?=")/gi],
  [
    cue('> get |> getex |> getdel |> hget '),
    /> (?:GET|GETEX|GETDEL|HGET \S{1,200}) \S{0,100}(?:token|secret|passw|session|api_?key|otp|cred)\S{0,100}\r?\n"((?=[^"\n]{0,80}\d)[^\s"{}]{8,4000})(?=")/gi,
  ],
  // the whole of a file that is called so
  [
    cue('cat '),
    /\bcat [^\s|<>&;]{0,200}(?:token|secret|passw(?:or)?d|passphrase|api_?key|credentials?|\.key)[\w.-]{0,40}[ \t]*\r?\n((?=\S{0,80}\d)[^\s"'{}<>:$#]{8,4000})(?=[ \t]*\r?$)/gim,
  ],
  // parameters of CloudFormation, in both orders, and what a plan of Terraform's puts in place
  [
    cue('noecho'),
    /\bNoEcho: ["']?true["']?[ \t]*\r?\n(?:[ \t]{1,40}\w{1,40}:[^\n]{0,200}\n){0,6}?[ \t]{1,40}Default: ["']?([^\s"'#]{3,400})/gi,
  ],
  [
    cue('noecho'),
    /\bDefault: ["']?([^\s"'#]{3,400})(?=["']?[ \t]*\r?\n(?:[ \t]{1,40}\w{1,40}:[^\n]{0,200}\n){0,6}?[ \t]{1,40}NoEcho: ["']?true)/gi,
  ],
  [
    cue('" -> "'),
    /^[ \t]*~ \w{0,40}(?:passw(?:or)?d|secret|token|private_key|api_key|access_key)\w{0,40}\s{1,40}= "[^"\n]{0,400}" -> "([^"\n]{4,400})(?=")/gim,
  ],
  [
    cue('"random_password" "'),
    /"random_password" "[^"\n]{1,100}" \{[^{}]{0,1000}?\bresult\s{1,20}= "([^"\n]{4,400})(?=")/g,
  ],
  [
    cue('"random_password" "'),
    /"random_password" "[^"\n]{1,100}" \{[^{}]{0,1000}?\bresult\s{1,20}= "[^"\n]{0,400}" -> "([^"\n]{4,400})(?=")/g,
  ],
  // who somebody is, as banks ask
  [
    cue('security question|secret question|sicherheitsfrage'),
    /\b(?:(?:security|secret) question|sicherheitsfrage)\b[^\n]{0,200}?\b(?:answer|antwort)["']?\s?[:=]\s?["']?([\p{L}\d][\p{L}\d '’-]{1,60})/giu,
  ],
  [
    cue('security answer|secret answer|sicherheitsantwort'),
    /\b(?:[Ss]ecurity [Aa]nswer|[Ss]ecret [Aa]nswer|Sicherheitsantwort)(?: (?:#?\d|is|was|lautet))?: ?["']?((?!Must |Should |The |This |Your |Not |None|Required|Optional|Case|Enter |Min|Max)[\p{Lu}\d][\p{L}\d '’-]{1,60})/gu,
  ],
  [
    cue(
      'maiden name|first pet|first school|first car|first concert|first teacher|first job|first employer|childhood|you born|you grow up|parents meet|best friend',
    ),
    new RegExp(
      String.raw`${ASKED_OF_PERSON}[^\n?]{0,60}\?["']?\s{0,4}(?:A|Answer|Antwort)["']?\s?[:=]\s?["']?([\p{L}\d][\p{L}\d '’-]{1,60})`,
      'gu',
    ),
  ],
  [
    cue('maiden name'),
    /\b[Mm]other['’]?s maiden name["')]{0,2}(?: is| was|:| =) ["']?(\p{Lu}[\p{L}'’-]{1,40})/gu,
  ],
  // what browsers are told to type into a field that tells
  [
    cue('fill(|type(|keys(|value(|sequentially(|text('),
    /(?:pass|pwd|secret|token|otp|pin\b|passcode)[\w -]{0,20}["'\])]{1,4}\.?(?:\w{1,20}\(\)\.)?(?:fill|type|send_?[kK]eys|set_?[vV]alue|pressSequentially|input_?[tT]ext)\(\s{0,4}["'`]([^"'`\n]{4,200})(?=["'`])/gi,
  ],
  [
    cue('.fill(|.type('),
    /\.(?:fill|type)\(\s{0,4}["'`][^"'`\n]{0,60}(?:pass|pwd|secret|token|otp)[^"'`\n]{0,60}["'`]\s{0,4},\s{0,4}["'`]([^"'`\n]{4,200})(?=["'`])/gi,
  ],
  // the code that a browser brought back (RFC 6749 §4.1.3), in a form
  [
    cue('grant_type=authorization_code|client_secret='),
    /(?:grant_type=authorization_code|client_secret=)[^\s"'<>]{0,400}?&code=([^\s&"'<>]{10,2000})/g,
  ],
  [
    cue('&grant_type=authorization_code|&client_secret=|&code_verifier='),
    /(?<![\w-])code=([^\s&"'<>]{10,400})(?=&[^\s"'<>]{0,200}?(?:grant_type=authorization_code|client_secret=|code_verifier=))/g,
  ],
  // a table of two columns
  [
    cue(' password | passwort | passwd | pwd | secret | token '),
    /^[ \t]{0,20}\|[ \t]{1,20}(?:password|passwort|passwd|pwd|(?:secret|token)(?![ \t]{1,40}\|[ \t]{1,40}[\d.,]{1,60}[ \t]))[ \t]{1,40}\|[ \t]{1,40}((?=[^|\n]{0,60}\d)[^\s|]{6,400})(?=[ \t]{1,40}\|[ \t]*\r?$)/gim,
  ],
  [
    cue('ansible_vault'),
    /\$ANSIBLE_VAULT;[\d.]{1,5};AES256[^\n]{0,80}\n\s*((?:[0-9a-f]{6,100}\s*){1,2000})/g,
  ],
  ...MADE_FORMS,
];
