import table from './messageMembers.json' with { type: 'json' }

/** Members of a message that decide what it is, whose request it concerns, and what header fields repeat. */
export const MESSAGE_MEMBERS: readonly string[] = table.message

export const PARAMS_MEMBERS: readonly string[] = table.params

/** Of a result that a client sends. */
export const RESULT_MEMBERS: readonly string[] = table.result

/** In `_meta`, without those that begin with META_PREFIX. */
export const META_MEMBERS: readonly string[] = table.meta

/** Revision 2026-07-28, basic, "Reserved keys": the protocol's own keys of `_meta`. */
export const META_PREFIX = 'io.modelcontextprotocol/'
