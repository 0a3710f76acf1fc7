import table from './secretPatterns.json' with { type: 'json' }

/** Prefixes of issued credentials: a value that starts with one is a secret, and neither stored nor shown. */
export const SECRET_PREFIXES: readonly string[] = table.prefixes.flatMap(({ prefixes }) => prefixes)

/** Words that mark a name as that of a secret, as the whole name or as a part between separators or capitals. */
export const SECRET_WORDS: ReadonlySet<string> = new Set(table.words)

/** Last words of names that describe a secret but do not contain it: `TOKEN_URL`, `SSH_KEY_PATH`, `AUTH_MODE`. */
export const NOT_THE_SECRET: ReadonlySet<string> = new Set(table.lastWordsOfOthers)
