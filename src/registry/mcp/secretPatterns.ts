import table from './secretPatterns.json' with { type: 'json' }

/**
 * Prefixes of issued credentials, by which secrets are kept out of everything that is stored or shown. A value that
 * starts with one is a secret whatever its name is.
 */
export const SECRET_PREFIXES: readonly string[] = table.prefixes.flatMap(({ prefixes }) => prefixes)

/** Words that make a name one of a secret, whole or as a part between separators or capitals. */
export const SECRET_WORDS: readonly string[] = table.words
