import * as zlib from 'node:zlib';

const TAIL = Buffer.from([0, 0, 0xff, 0xff]);
/** How far back deflate can refer. */
const WINDOW = 32 * 1024;

/**
 * Makes the unpacker of one direction's messages under permessage-deflate (RFC 7692): each message may
 * refer to the ones before it, which is what the dictionary is for.
 */
export function createInflater(): (payload: Uint8Array) => Buffer {
  let window = Buffer.alloc(0);
  return (payload) => {
    const message = zlib.inflateRawSync(Buffer.concat([payload, TAIL]), {
      finishFlush: zlib.constants.Z_SYNC_FLUSH,
      ...(window.length > 0 && { dictionary: window }),
    });
    window = Buffer.concat([window, message]).subarray(-WINDOW);
    return message;
  };
}
