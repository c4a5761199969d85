import { remembered } from '../memory.ts';
import { testOf } from '../compiled.ts';
import { CAPITAL, HAN, LETTER } from './letters.ts';
import { isBenign, isProse } from './is-benign.ts';
import { addressIn, isPublicAddress } from './public-address.ts';

/** Names of fields that hold what tells who a person is: their name, where they live, when they were born. */
const namesPerson = testOf(
  /(?:^|_)(?:first|last|middle|given|family|full|maiden)_?names?$|(?:^|_)(?:fname|lname|forename|surname|patronymic|cardholder(?:_name)?|name_on_card|account_holder(?:_name)?|(?:patient|passenger|guest|beneficiary|employee|applicant|tenant|insured|next_of_kin|emergency_contact)_name|vorname|nachname|familienname|pr[ée]nom|nom_de_famille|nombre_completo|nome_completo|nombres|apellidos?|sobrenome|cognome|voornaam|achternaam|imi[ęe]|nazwisko|f[öo]rnamn|efternamn|etunimi|sukunimi|фамилия|имя|姓名|氏名|名前|성명)$/u,
);
/** Who has a part in a sale, a transfer or a treatment; as often a company. */
const namesParty = testOf(
  /(?:^|_)(?:account_?holder|(?:card|policy)_?holder|empf[äa]e?nger(?:in)?|kunde|kundin|kontoinhaber(?:in)?|auftraggeber(?:in)?|cliente|titular|beneficiari[oa]|destinat[aá]rio|destinataire|titulaire|intestatario|paciente|patient|payee|payer|beneficiary|recipient|emergency_contact|person_name|customer(?:_name)?|legal_name|inhaber(?:in)?|halter(?:in)?|owner|respons[aá]vel|responsable|ansprechpartner(?:in)?|contact(?:_person)?|kontakt(?:person)?|contacto|mieter(?:in)?|patientin|mitarbeiter(?:in)?|employee|guest|signatory|guarantor|spouse|cdtr_nm|dbtr_nm|client_name|contact_name|billing_name|shipping_name|recipient_name|姓名|氏名)$/u,
);
const namesMember = testOf(/(?:^|_)(?:member|subscriber|insured|policy_?holder)_?id$/);
const POSTCODE_OF = /^home_postcode$/;
const namesIp = testOf(
  /(?:^|_)(?:client|user|visitor|customer|remote|end_user|login|signup|registration|caller|real|connecting|session|sender)_?(?:ip|addr|ip_?addr(?:ess)?)$|^(?:x_forwarded_for|ip_?address)$/,
);
const MAC = /(?:^|_)(?:mac|mac_?addr(?:ess)?|bssid|bluetooth_?addr(?:ess)?|hw_?addr)$/;
const namesWallet = testOf(
  /(?:^|_)(?:wallet|(?:wallet|btc|bitcoin|eth|ethereum|sol|solana|xmr|monero|ltc|trx|tron|usdt|usdc|crypto|payout|deposit|withdraw(?:al)?)_?addr(?:ess)?)$/,
);
const namesIdentity = testOf(
  /(?:^|_)(?:mrn|medical_?record(?:_?(?:number|no|id))?|patient_?(?:number|no)|health_?(?:card|insurance|id|care)_?(?:number|no|id)?|nhs(?:_?(?:number|no))?|medicare(?:_?(?:number|no|id))?|insurance_?(?:number|no|id)|member_?number|policy_?(?:number|no)|routing_?(?:number|no)|sort_?code|aadhaar(?:_?(?:number|no))?|aadhar(?:_?(?:number|no))?|pan_?(?:number|no|card)|cpf(?:_\w+)?|cnpj|curp|rfc|dni|nie|nif|pesel|bsn|personnummer|sv_?nummer|kv_?nummer|krankenversichertennummer|tarjeta_sanitaria|tessera_sanitaria|imei|meid|mbi|rut|cuit|cuil|nric|sin|tfn|hetu|cpr|nir|ahv(?:_?nummer)?|svnr|steuer_?(?:id|nummer)|sozialversicherungsnummer|codice_?fiscale|partita_?iva|num(?:[eé]ro)?_?(?:de_?)?s[eé]cu(?:rit[eé]_?sociale)?|license_?plate|number_?plate|(?:driving|driver)_?licen[cs]e_?(?:number|no)?|licen[cs]e_?(?:number|no)|visa_?(?:number|no)|ausweis_?(?:nummer|nr)|personalausweis(?:_?(?:nummer|nr))?|versicherten_?(?:nummer|nr)|f[üu]e?hrerschein(?:_?(?:nummer|nr))?|kontonummer|(?:reise)?pass_?(?:nummer|nr)|f[øo]dselsnummer|personnr|rijksregisternummer|insz|niss|rrn|jumin|emirates_?id|cedula|identity_?(?:card|number)|id_?card(?:_?(?:number|no))?|citizen_?id|resident_?id|(?:vehicle_)?registration_?plate|vehicle_?registration|vrm|kennzeichen|immatriculation|matricula|dea(?:_?(?:number|no))?|npi|bsb|vin|ifsc_account|upi(?:_id)?|身份证号?|マイナンバー|주민등록번호)$/u,
);
const FULL_NAME =
  /full|holder|on_card|patient|passenger|guest|beneficiary|employee|applicant|tenant|insured|kin|contact|complet/;
const namesBirth = testOf(
  /(?:^|_)(?:dob|d_o_b|birth_?(?:date|day)|date_?of_?birth|bday|bdate|born(?:_on)?|geb|geburtsdatum|geburtstag|geb_?datum|date_?(?:de_?)?naissance|fecha_?(?:de_?)?nacimiento|data_?(?:de_?)?nascimento|data_?(?:di_?)?nascita|geboortedatum|data_?urodzenia|f[øo]dselsdato|f[öo]delsedatum|syntym[äa]aika|дата_рождения|生年月日|出生日期|생년월일)$/u,
);
const namesStreet = testOf(
  /(?:^|_)(?:street(?:_?(?:name|address|line))?_?\d?|(?:home|billing|shipping|mailing|postal|residential|delivery|permanent|current|residence|living)_?addr(?:ess)?(?:_?line)?_?\d?|address_?line_?\d?|addr(?:ess)?_?\d|line_?1|stra(?:ss|ß)e|anschrift|wohnadresse|logradouro|domicilio|rua|calle|住所)$/u,
);
const namesAddress = testOf(
  /(?:^|_)(?:addr(?:ess)?|lines?|full_address|adresse?|direcci[óo]n|endere[çc]o|indirizzo|adres|адрес|地址|주소)$/u,
);

/** What a field is called to hold. */
export type Personal =
  | 'name'
  | 'party'
  | 'birth'
  | 'street'
  | 'address'
  | 'postcode'
  | 'ip'
  | 'mac'
  | 'wallet'
  | 'identity'
  | 'member';

export const personalOf: (normal: string) => Personal | undefined = remembered((normal) => read(normal));

function read(normal: string): Personal | undefined {
  if (namesIdentity(normal)) return 'identity';
  if (namesParty(normal)) return 'party';
  if (namesPerson(normal)) return 'name';
  if (POSTCODE_OF.test(normal)) return 'postcode';
  if (namesIp(normal)) return 'ip';
  if (MAC.test(normal)) return 'mac';
  if (namesWallet(normal)) return 'wallet';
  if (namesMember(normal)) return 'member';
  if (namesBirth(normal)) return 'birth';
  if (namesStreet(normal)) return 'street';
  return namesAddress(normal) ? 'address' : undefined;
}

/** True when a value is what the name of its field says. */
export function isPersonal(normal: string, value: string): boolean {
  const text = value.trim();
  if (text.length < 2 || text.length > 200 || (text.length > 2 && isBenign(text)) || isProse(text))
    return false;
  switch (personalOf(normal)) {
    case 'name':
      return isName(text) && (!FULL_NAME.test(normal) || /[\s,]|[^\0-\u024f]/u.test(text));
    case 'party':
      return (
        isName(text) && (/\s/.test(text) || /[\u3040-\u9fff\uac00-\ud7a3]/.test(text)) && !isCompany(text)
      );
    case 'identity':
      if (/plate|kennzeichen|vrm|immatric|matricula/.test(normal))
        return /^(?=.*\d)[\p{Lu}\d][\p{Lu}\d -]{3,10}$/u.test(text);
      return text.replace(/\D/g, '').length >= 4 && /^[\p{L}\d ./-]{5,30}$/u.test(text);
    case 'postcode':
      return /^[A-Z\d][A-Z\d -]{3,9}$/.test(text) && /\d/.test(text);
    case 'member':
      return /^[A-Z]{1,4}\d{7,12}$/.test(text);
    case 'ip':
      return isPublicAddress(addressIn(text));
    case 'mac':
      return /^(?!(?:00[:-]){5}00|(?:ff[:-]){5}ff)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text);
    case 'wallet':
      return new RegExp(`^${COIN_ADDRESS}$`).test(text);
    case 'birth':
      return isDate(text);
    case 'street':
      if (/line_?1$/.test(normal) && !/addr/.test(normal)) return isAddress(text);
      return (
        /^[\p{L}\d〒#]/u.test(text) &&
        /(?<!\p{L})\d/u.test(text) &&
        /\p{Lu}\p{L}|[\u3040-\u9fff]/u.test(text) &&
        /[\s\u3000-\u9fff]/.test(text) &&
        !NO_ADDRESS.test(text)
      );
    case 'address':
      return isAddress(text);
    default:
      return false;
  }
}

/** Words that stand in names of companies and of things. */
export const isCompany = testOf(
  new RegExp(
    String.raw`(?<![${LETTER}])(?:inc|ltd|llc|corp|corporation|company|co|gmbh|ag|kg|sa|sarl|srl|spa|bv|nv|oy|ab|as|plc|bank|group|holding|services?|systems?|solutions?|team|support|store|shop|hotel|school|university|hospital|foundation|association|department|office|media|labs?|studio|airlines?|insurance|account|customer|user|test|default|new|all|unknown|anonymous)(?![${LETTER}])`,
    'i',
  ),
);
/** Where coins are kept: Ethereum, bech32 (BIP 173), Monero, and base58 of the others; the source of an expression. */
export const COIN_ADDRESS =
  '(?:0x[0-9a-fA-F]{40}|(?:bc|tb|ltc|addr|cosmos|osmo|bnb|addr_test)1[02-9ac-hj-np-z]{25,100}|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|(?=[1-9A-HJ-NP-Za-km-z]{0,43}\\d)[1-9A-HJ-NP-Za-km-z]{25,44})';

const LATIN_NAME = new RegExp(
  String.raw`^(?:[${CAPITAL}][${LETTER}'’.-]{0,30}|(?:van|von|de|da|di|del|der|den|la|le|dos|bin|al|el|ter))(?:,? [${LETTER}][${LETTER}'’.-]{0,30}){0,5}$`,
  '',
);
const EASTERN_NAME =
  /^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,8}(?:[ \u3000][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,8})?$/u;

const isName = (text: string): boolean =>
  text.length <= 60 &&
  (EASTERN_NAME.test(text) || (LATIN_NAME.test(text) && !/^[A-Z]{3,}$|[Nn]ame/.test(text)));

const MONTH = String.raw`[${LETTER}]{3,12}\.?`;
/** A day as people and machines write it; the source of an expression. */
export const DAY = String.raw`(?:(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:3[01]|[12]\d|0?[1-9])(?!\d)|(?:3[01]|[12]\d|0?[1-9])[-/. ]{1,2}(?:3[01]|[12]\d|0?[1-9])[-/. ]{1,2}(?:(?:19|20)\d\d|\d\d)(?!\d)|(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.|º|°)?(?: of| de| d['’])? ?${MONTH},?(?: de| of| del)? (?:19|20)\d\d|${MONTH} (?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일]?|(?:昭和|平成|令和|大正)\d{1,2}年\d{1,2}月\d{1,2}日|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:3[01]|[12]\d|0[1-9])(?!\d))`;
const isDate = testOf(new RegExp(`^${DAY}(?:[T ][\\d:.]{4,15}(?:Z|[+-]\\d\\d:?\\d\\d)?)?$`, 'i'));

const WORDS = String.raw`(?:[${LETTER}][${LETTER}'’.-]{0,24} ){0,4}`;
/** A house and its street, in the order of many countries; the source of an expression. */
export const HOUSE = [
  // English, of India too: 742 Evergreen Terrace
  String.raw`\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,? (?:[NSEW]{1,2}\.? )?(?:(?:[${CAPITAL}]|\d{1,3}(?:st|nd|rd|th))[${LETTER}'’.-]{0,24} ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Ter|Close|Crescent|Cres|Square|Sq|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Trail|Trl|Row|Mews|Gardens|Gdns|Grove|Hill|Walk|Alley|Loop|Green|Park|View|Rise|Marg|Nagar|Layout|Colony|Cross|Main|Path|Point|Ridge|Run|Heights|Quay|Wharf|Broadway)(?![${LETTER}0-9])\.?`,
  String.raw`\d{1,6} Broadway(?![${LETTER}0-9])`,
  String.raw`(?:Flat|House|Plot|Door|Villa|H)(?:\.? ?No\.?)? ?[A-Z]?-?\d{1,5}[A-Z]?(?:[-/][A-Z0-9]{1,4})?,(?: [${LETTER}0-9.'’-]{1,24}){1,5}`,
  String.raw`P\.? ?O\.? Box \d{1,6}`,
  // German, Dutch, of the North: Lindenstraße 12a
  String.raw`(?:[${LETTER}][${LETTER}'’.-]{0,24}[ -]){0,3}[${LETTER}][${LETTER}-]{0,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|(?<!st)ring|damm|ufer|chaussee|steig|stieg|hof|wall|pfad|berg|blick|winkel|bogen|zeile|twiete|graben|markt|straat|laan|plein|gracht|kade|dijk|gatan|vägen|gata|veien|vej|gade|katu|tie)(?: |\u00a0)?\d{1,4} ?[a-zA-Z]?(?![${LETTER}0-9])`,
  String.raw`(?:Am|An der|Auf der|Auf dem|Im|In der|Zum|Zur|Unter den) [${CAPITAL}][${LETTER}-]{2,30} \d{1,4} ?[a-z]?(?![${LETTER}0-9])`,
  // French: 12 bis, rue de la Paix
  String.raw`\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|av\.?|boulevard|bd\.?|place|impasse|all[ée]e|chemin|quai|cours|route|square|passage|faubourg) ${WORDS}[${LETTER}][${LETTER}'’.-]{1,24}`,
  // of the South: Calle Mayor 5, Rua das Flores, 123, Via Roma 1
  String.raw`(?:Calle|C\/|Avenida|Av\.|Avda\.?|Paseo|Plaza|Carrera|Rua|R\.|Travessa|Pra[çc]a|Alameda|Estrada|Rodovia|Via|Viale|Piazza|Corso|Largo|Vicolo|ul\.|ulica|aleja|улица|ул\.|проспект) ?${WORDS}[${LETTER}][${LETTER}'’.-]{1,24},? (?:n[.ºo°]{1,2} ?|д\. ?)?\d{1,5}[A-Za-z]?(?:\/\d{1,4})?(?: m\. ?\d{1,4})?(?![${LETTER}0-9])`,
  // Turkish: Bağdat Caddesi No: 12/4
  String.raw`(?:[${CAPITAL}][${LETTER}'’.-]{0,24} ){1,4}(?:Caddesi|Cad\.|Cd\.|Soka[kğ][ıi]?|Sok\.|Sk\.|Bulvar[ıi]|Blv\.|Mahallesi|Mah\.),? (?:[Nn]o[:.]? ?)?\d{1,5}(?:\/\d{1,4})?(?![${LETTER}0-9])`,
  // Japanese and Chinese, from the large to the small
  String.raw`(?:〒? ?\d{3}-\d{4}[ \u3000]?)?(?:東京都|北海道|(?:京都|大阪)府|[${HAN}]{2,3}[県省市])[${HAN}\u3040-\u309f\u30a0-\u30ffー]{1,24}[\d０-９一二三四五六七八九十][\d０-９${HAN}ー－−-]{0,24}`,
].join('|');

const hasHouse = testOf(new RegExp(`(?<![${LETTER}0-9])(?:${HOUSE})`, 'i'));
const POSTCODE = new RegExp(
  String.raw`(?<![\w-])(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{5} [${CAPITAL}][${LETTER}]+|\d{4} ?[A-Z]{2}|\d{5}-\d{3}|〒?\d{3}-\d{4}|\d{6})(?![\w-])`,
  '',
);
/** Addresses of machines, of pages, of money and of cells. */
const NO_ADDRESS = /^(?:0x|[a-z][a-z+.-]*:\/\/|[\d.:]+$|[0-9a-f:]+$)|@|![A-Z]+\d|\.(?:com|org|net|io|dev)\b/i;

const isAddress = (text: string): boolean =>
  /\d/.test(text) &&
  !NO_ADDRESS.test(text) &&
  (hasHouse(text) || (text.includes(',') && POSTCODE.test(text)));
