/**
 * Members of a message that decide what it is, whose request it concerns, and what header fields repeat. JSON-RPC 2.0 §4 and
 * §5, and the schemas of revisions 2024-11-05 to 2026-07-28.
 */
export const MESSAGE_MEMBERS: readonly string[] = ['jsonrpc', 'id', 'method', 'params', 'result', 'error']

export const PARAMS_MEMBERS: readonly string[] = [
  '_meta',
  'argument',
  'arguments',
  'capabilities',
  'clientInfo',
  'cursor',
  'inputResponses',
  'level',
  'name',
  'notifications',
  'progressToken',
  'protocolVersion',
  'ref',
  'requestId',
  'requestState',
  'task',
  'taskId',
  'uri',
]

/** Of a result that a client sends. */
export const RESULT_MEMBERS: readonly string[] = [
  '_meta',
  'action',
  'content',
  'model',
  'role',
  'roots',
  'task',
]

/** In `_meta`, without those that begin with META_PREFIX. */
export const META_MEMBERS: readonly string[] = ['progressToken']

/** Revision 2026-07-28, basic, "Reserved keys": the protocol's own keys of `_meta`. */
export const META_PREFIX = 'io.modelcontextprotocol/'
