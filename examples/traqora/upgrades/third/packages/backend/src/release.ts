/** The version of the backend's code; answered by /version and part of every cache key, since two colors share one cache. */
export const VERSION = 3
