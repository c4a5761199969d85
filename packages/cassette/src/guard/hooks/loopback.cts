/** 127.0.0.0/8 (RFC 1122, 3.2.1.3), `::1` (RFC 4291, 2.5.3), the former written as IPv6, and their name (RFC 6761, 6.3). */
const LOOPBACK = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1|localhost)$/i;

/** Whether nobody but this machine reaches an address. */
function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

export = isLoopback;
