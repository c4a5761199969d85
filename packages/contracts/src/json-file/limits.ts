/** How large a JSON file may be, unless told otherwise. */
export const MAX_BYTES = 64 * 1024 * 1024;
/** How many lists and objects may stand within one another in it. */
export const MAX_DEPTH = 512;
