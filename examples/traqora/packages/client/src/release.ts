/** The version of the client's code, answered by /version.json. */
export const VERSION = 1
