import table from './extensions.json' with { type: 'json' }

/**
 * RFC 9846 §4.3: ExtensionType, as the IANA registry "TLS ExtensionType Values" has it.
 * RFC 9846 §1.4 renames extended_master_secret to extended_main_secret; code uses the name that is widely known.
 */
export const EXTENSION = Object.fromEntries(
  Object.entries(table).map(([name, { value }]) => [name, Number(value)]),
) as Readonly<Record<keyof typeof table, number>>
