/**
 * Letters as ranges for classes of expressions. `\p{L}` needs the flag `u`, and for the scripts beyond the first plane
 * V8 then takes up to a tenth of a second to compile an expression.
 */
export const LETTER = String.raw`A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0370-\u052f\u0531-\u0587\u05d0-\u05ea\u0620-\u065f\u066e-\u06d3\u0900-\u0dff\u0e01-\u0e4e\u10a0-\u10ff\u1e00-\u1fff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3`;
/** Capital ones of Latin, Greek and Cyrillic, with the small ones that stand among those. */
export const CAPITAL = String.raw`A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f`;
export const SMALL = String.raw`a-z\u00df-\u00f6\u00f8-\u017f\u0300-\u036f\u03ac-\u03ce\u0430-\u045f`;
export const LATIN = String.raw`A-Za-z\u00c0-\u024f`;
export const HAN = String.raw`\u3005-\u3007\u3400-\u9fff`;
