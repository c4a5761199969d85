/** Large bodies by their digest, read from `blobs/` beside the cassette. */
export interface Blobs {
  get: (sha256: string) => Uint8Array;
}

/** For tapes whose bodies all stand in the file. */
export const NO_BLOBS: Blobs = {
  get(sha256) {
    throw new Error(`There is no blob ${sha256}.`);
  },
};
