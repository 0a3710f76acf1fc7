/**
 * Characters that text from the network must not bring into a terminal, a log or a report. Unicode general categories
 * (UAX #44 §5.7.1): controls, format characters (bidirectional marks, zero-width, tags), line and paragraph separators,
 * lone surrogates, private use, and noncharacters, which XML 1.0 §2.2 forbids in part.
 */
export const HOSTILE_TEXT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu

/**
 * Where a log would hold a command of a CI runner: `::name …::` at the start of a line (GitHub Actions, which cuts blanks off),
 * and `##[…]` and `##vso[…]` anywhere (Azure Pipelines). Lines are wrapped, so that any `::` may start one; in an IPv6 address a hexadecimal
 * digit or nothing follows, and a command has at least four letters.
 */
const RUNNER_COMMAND = /:(?=:(?=[a-z-]{4})[a-f]*[g-z-])|#(?=#(?:vso)?\[)/gi

/** Text that none of them is in, nor a command of a CI runner. Idempotent. */
export const inertText = (text: string): string =>
  text.replace(HOSTILE_TEXT, '\ufffd').replace(RUNNER_COMMAND, '$& ')
