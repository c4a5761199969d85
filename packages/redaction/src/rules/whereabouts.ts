import { cue } from '../cues.ts';
import type { Heard } from '../heard.ts';
import type { Edit } from '../edit.ts';
import { COIN_ADDRESS } from '../values/personal.ts';
import { isPublicAddress } from '../values/public-address.ts';
import { last } from './commands.ts';
import { Mark } from '../signals.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';

/**
 * What leads to a person's home, machine or money, behind a word that tells so: public addresses of the network,
 * hardware addresses, positions, addresses of coins. By themselves they are as often those of a server or a town.
 */
export const whereabouts: Rule = {
  name: 'whereabouts',
  mayFind: ({ digits, marks, quotes, heard }) =>
    digits >= 4 &&
    (((marks & Mark.SPACE) > 0 && quotes > 0) || heard.hasAny([NETWORK, HARDWARE, HOMES, COINS])),
  find(text, _scan, signals) {
    const heard = signals.heard;
    return [
      ...found(heard, NETWORK, ADDRESS_OF, isPublicAddress),
      ...(text.includes('] "') && REQUEST.test(text) ? requests(text) : []),
      ...found(heard, HARDWARE, HARDWARE_ADDRESS),
      ...found(heard, HOMES, POSITION),
      ...found(heard, COINS, COINS_AT),
    ];
  },
};

function found(
  heard: Heard,
  those: ReturnType<typeof cue>,
  pattern: RegExp,
  holds: (value: string) => boolean = Boolean,
): Edit[] {
  return heard
    .matches(those, pattern)
    .filter((match) => holds(match.at(-1) ?? ''))
    .map((match) => last(match, 'personal'));
}

const IP = String.raw`((?:(?:::|(?:0{1,4}:){5})ffff:)?(?:\d{1,3}\.){3}\d{1,3}|::ffff:[0-9a-f]{1,4}:[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}|(?:[0-9a-f]{1,4}:){2,6}(?::[0-9a-f]{1,4}){1,5})(?![\w.]\w|:[0-9a-f])`;

const NETWORK = cue('ip|client|rhost|from|addr', 'whole');
/** Of whoever calls: `from IP …`, `client: …`, `rhost=…`, `Failed password for root from … port 22`. */
const ADDRESS_OF = new RegExp(
  String.raw`(?:ip(?:v[46])?(?: ?-?addr(?:ess)?)?(?: (?:is|was|of|for|from|to)(?: \w{1,12}){0,2})?\s?[:=]?\s?|client(?: ip)?[:=]\s?|rhost=|(?<=\b(?:log(?:ged|[ -]?in|ged in|on)|sign(?:ed in|[ -]?in)|session|request|visit(?:or)?)(?: attempts?| (?:for|by|of) \S{1,40}){0,2} )from (?:ip )?|from (?:ip )?(?=\S{7,40}(?: port|\)? on | at |[.,;]? ?\())|addr=)["'\`([]?${IP}`,
  'iy',
);

/** A line of a web server's log (Common Log Format). */
const REQUEST = /\] "[A-Z]{3,8} /;
const CALLER = new RegExp(String.raw`^${IP}(?= \S{1,60} \S{1,60} \[)`, 'gim');

const requests = (text: string): Edit[] =>
  allMatches(text, CALLER)
    .filter(([, address = '']) => isPublicAddress(address))
    .map((match) => last(match, 'personal'));

const HARDWARE = cue('mac|bssid|bluetooth', 'whole');
const HARDWARE_ADDRESS =
  /(?:mac|bssid|bluetooth)(?: ?-?addr(?:ess)?)?(?: (?:is|was|of|for)(?: \w{1,12}){0,2})?["']?\s?[:=]?\s?["']?((?!(?:00[:-]){5}00|(?:ff[:-]){5}ff)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\w:-])/iy;

const HOMES = cue(
  'home|house|residence|lives|live at|my location|current location|last seen|last known|whereabouts|gps|pickup|pick-up|dropoff|drop-off|wohnt|zuhause|domicile|casa|vive|mora|driver|courier|rider|customer|passenger|patient|employee',
  'whole',
);
/** Latitude and longitude to at least some ten metres. */
const POSITION =
  /(?:home|house|residence|lives|live at|(?:my|current) location|last (?:seen|known)|whereabouts|gps|pick-?up|drop-?off|wohnt|zuhause|domicile|casa|vive|mora|(?:driver|courier|rider|customer|passenger|patient|employee)(?:['’]?s)? (?:(?:current|last|known) ){0,2}(?:position|location|coordinates|coords))\b[^\n\d]{0,40}?(-?\d{1,2}\.\d{4,14}°?\s?[NS]?,?\s{0,2}(?:"?\w{3,9}"?\s?[:=]\s?)?-?\d{1,3}\.\d{4,14})(?![\w.])/iy;

const COINS = cue(
  'wallet|btc|bitcoin|eth|ethereum|solana|usdt|usdc|monero|xmr|litecoin|ltc|tron|trx|xrp|crypto|metamask|ledger|payout|deposit|bc1|tb1|ltc1',
  'whole',
);
const COINS_AT = new RegExp(
  String.raw`(?:(?:wallet|btc|bitcoin|eth|ethereum|solana|usdt|usdc|monero|xmr|litecoin|ltc|tron|trx|xrp|crypto|metamask|ledger|payout|deposit)(?![A-Za-z0-9])(?: ?\(\w{2,10}\))?(?: (?:wallet|address|account|is|to|at|on|my|the|your|it|goes|into)){0,4}["']?\s?[:=]?\s?["'\`]?|(?=(?:bc|tb|ltc)1))(${COIN_ADDRESS})(?![\w])`,
  'iy',
);
