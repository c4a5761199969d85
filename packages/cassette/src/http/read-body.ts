/** Reads the body of a request whole, as it goes out: a stream may give texts as well as bytes. */
export async function readBody({ body }: Request): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body as AsyncIterable<Uint8Array | string>)
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return new Uint8Array(Buffer.concat(pieces));
}
