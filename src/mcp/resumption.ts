/** Milliseconds before a stream is opened again, where the server names none; doubled after each failure. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** A server that names none would otherwise get hundreds of requests a second. */
const SHORTEST_PAUSE_MS = 250

/** Failures in a row, without a new event, after which a request whose stream broke off gets an error. */
export const MAX_FAILURES = 5

/** `retryMs`: as the stream asks. */
export const pauseMs = ({ retryMs }: { retryMs?: number | undefined }, failures: number): number =>
  Math.min(
    Math.max(
      retryMs ?? FIRST_PAUSE_MS,
      SHORTEST_PAUSE_MS,
      failures === 0 ? 0 : FIRST_PAUSE_MS * 2 ** failures,
    ),
    LONGEST_PAUSE_MS,
  )
