import table from './secretPatterns.json' with { type: 'json' }

/** Prefixes of issued credentials: a value that starts with one is a secret, and neither stored nor shown. */
export const SECRET_PREFIXES: readonly string[] = table.prefixes.flatMap(({ prefixes }) => prefixes)

/** Words that mark a name as that of a secret, as the whole name or as a part between separators or capitals. */
export const SECRET_WORDS: readonly string[] = table.words
