import { Socket } from 'node:net';

/** The server's end of a connection that leads to the tape. */
export interface TapeConnection {
  socket: Socket;
  /** Lets the client read bytes. */
  push: (bytes: Uint8Array | string) => void;
}

/**
 * Makes a connection whose other end is in this process: what the client writes goes to `read`, what is
 * pushed it reads. No handle stands behind it, so that nothing is emulated that no client looks at.
 */
export function openTapeSocket(
  { secure, port }: { secure: boolean; port: number },
  read: (chunk: Buffer) => void,
): TapeConnection {
  const socket = new Socket();
  const refresh = (): void => {
    if (socket.timeout !== undefined && socket.timeout > 0) socket.setTimeout(socket.timeout);
  };
  Object.assign(socket, {
    _read: () => undefined,
    _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void) {
      refresh();
      read(toBuffer(chunk, encoding));
      done();
    },
    // Head and body in one piece, as node:http means them to go out.
    _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: () => void) {
      refresh();
      read(Buffer.concat(chunks.map(({ chunk, encoding }) => toBuffer(chunk, encoding))));
      done();
    },
    ...(secure && SECURE),
  });
  // Without a handle it has no addresses of its own.
  Object.defineProperties(socket, { ...ENDS, remotePort: { value: port, configurable: true } });
  return {
    socket,
    push(bytes) {
      if (socket.destroyed) return;
      refresh();
      socket.push(bytes, 'latin1');
    },
  };
}

const LOOPBACK = '127.0.0.1';
/** The first of those that systems give to clients (RFC 6335, 6). */
const LOCAL_PORT = 49_152;

const ENDS = {
  remoteAddress: { value: LOOPBACK, configurable: true },
  remoteFamily: { value: 'IPv4', configurable: true },
  localAddress: { value: LOOPBACK, configurable: true },
  localFamily: { value: 'IPv4', configurable: true },
  localPort: { value: LOCAL_PORT, configurable: true },
  address: {
    value: () => ({ address: LOOPBACK, family: 'IPv4', port: LOCAL_PORT }),
    configurable: true,
    writable: true,
  },
  pending: { value: false, configurable: true },
};

/** What clients ask of a TLS connection. */
const SECURE = {
  encrypted: true,
  authorized: true,
  authorizationError: null,
  alpnProtocol: false,
  getCipher: () => ({
    name: 'TLS_AES_256_GCM_SHA384',
    standardName: 'TLS_AES_256_GCM_SHA384',
    version: 'TLSv1.3',
  }),
  getProtocol: () => 'TLSv1.3',
  getPeerCertificate: () => ({}),
  getSession: () => undefined,
  isSessionReused: () => false,
};

function toBuffer(chunk: Buffer | string, encoding: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
}
