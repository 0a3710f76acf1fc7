/** How many days before its end a certificate should have been renewed. */
export const RENEW_BEFORE_DAYS = 30

/** Hashes that a certificate must not be signed with (RFC 9155; CA/Browser Forum Baseline Requirements §7.1.3.2). */
const WEAK_SIGNATURE = /(^|[^a-z\d])(md[245]|sha-?1)(?!\d)/i

/** Whether the name of a signature algorithm, of X.509 or of TLS, says that it rests on a broken hash. */
export const hasWeakHash = (algorithm: string): boolean => WEAK_SIGNATURE.test(algorithm.replaceAll('_', ' '))
