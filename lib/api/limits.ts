// How often a token may ask, and how much at once (spec 8): what is counted, described and told in headers is one. Pure. Called by
// lib/auth/rate-limits.ts, and by the API's handlers and description.

/** By token: every request, and of those the ones that begin or order something. */
export const API_LIMITS = {
  api: { points: 300, seconds: 60 },
  api_order: { points: 60, seconds: 60 * 60 },
} as const;

/** A whole file in one request: below the 4.5 MB that serverless functions take. */
export const WHOLE_BYTES = 4 * 1024 * 1024;
