/**
 * True for a digest under the name of an annotation that Helm's charts write: `checksum/secret`. Without the slash it is
 * a key of its own, as `CHECKSUM_KEY` of gateways that take payments.
 */
export const isChecksum = (name: string, value: string): boolean =>
  NAME.test(name.slice(-LONGEST)) && DIGEST.test(value);

/** True for a text that ends in the name of such an annotation. */
export const endsInChecksum = (text: string): boolean =>
  text.includes('checksum/') && NAME.test(text.slice(-LONGEST));

const LONGEST = 100;
const NAME = /(?<![\w-])checksum\/[\w.-]+$/;
/** Of SHA-1, SHA-256 and SHA-512, which the templates have functions for. */
const DIGEST = /^(?:[\da-f]{40}|[\da-f]{64}|[\da-f]{128})$/;
