/**
 * Characters that text from the network must not bring into a terminal, a log or a report. Unicode general categories
 * (UAX #44 §5.7.1): controls, format characters (bidirectional marks, zero-width, tags), line and paragraph separators,
 * lone surrogates, private use, and noncharacters, which XML 1.0 §2.2 forbids in part.
 */
export const HOSTILE_TEXT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu
