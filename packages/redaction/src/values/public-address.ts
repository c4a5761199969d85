import { isIP } from 'node:net';

/** The address of a node, without the brackets and the port that may stand around it (RFC 7239 §6). */
export const addressIn = (node: string): string =>
  /^\[([^[\]]{2,60})\](?::\w{1,6})?$/.exec(node)?.[1] ?? /^([\d.]{7,15}):\w{1,6}$/.exec(node)?.[1] ?? node;

/** True for an address of the network that is of nobody's own, and of no documentation. */
export function isPublicAddress(address: string): boolean {
  const plain = mappedIn(address) ?? address;
  const version = isIP(plain);
  return version === 4 ? PUBLIC_V4.test(plain) : version === 6 && PUBLIC_V6.test(plain);
}

/** An address of IPv4 in one of IPv6, with points or in hex (RFC 4291 §2.5.5.2). */
const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:(?:([\d.]{7,15})|([\da-f]{1,4}):([\da-f]{1,4}))$/i;

function mappedIn(address: string): string | undefined {
  const [, dotted, high, low] = MAPPED.exec(address) ?? [];
  if (high === undefined || low === undefined) return dotted;
  return [high, low]
    .map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 255])
    .join('.');
}

/** What is given out (RFC 4291 §2.4), but for documentation (RFC 3849). */
const PUBLIC_V6 = /^[23][0-9a-f]{3}:(?!0?db8:)/i;
/** Of no private, local or documentation network (RFC 1918, 5737, 6598), and of none of the resolvers that everybody names. */
const PUBLIC_V4 =
  /^(?!0|8\.8\.[48]\.[48]$|1\.[01]\.[01]\.1$|9\.9\.9\.9$|208\.67\.22[02]\.22[02]$|10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|198\.1[89]\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|22[4-9]\.|2[3-5]\d\.)(?:\d{1,3}\.){3}\d{1,3}$/;
