/**
 * Characters that text from the network must not bring into a terminal, a log or a report. Unicode general categories
 * (UAX #44 §5.7.1): controls, format characters (bidirectional marks, zero-width, tags), line and paragraph separators,
 * lone surrogates, private use, and noncharacters, which XML 1.0 §2.2 forbids in part.
 */
export const HOSTILE_TEXT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu

/** Where a log would hold a command of Azure Pipelines, anywhere in a line: `##[…]` and `##vso[…]`. */
export const AZURE_COMMAND = /#(?=#(?:vso)?\[)/gi

/**
 * And one of GitHub Actions, at the start of a line, without its blanks: `::name …::`. Lines are wrapped, so that any `::` may start
 * one; in an IPv6 address a hexadecimal digit or nothing follows, and a command has at least four letters.
 */
const GITHUB_COMMAND = /:(?=:(?=[a-z-]{4})[a-f]*[g-z-])/gi

/** Text without these characters and commands, which are broken by a blank. Idempotent. */
export const inertText = (text: string): string =>
  text.replace(HOSTILE_TEXT, '\ufffd').replace(AZURE_COMMAND, '$& ').replace(GITHUB_COMMAND, '$& ')
