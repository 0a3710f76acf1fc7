import type { ServerEvidence, ToolEvidence } from './evidence.ts'
import { tokenise } from './tokens.ts'

/** Whether the tools change anything. A tool's own claim to only read does not outweigh its name. */
export const accessOf = ({ tools = [] }: ServerEvidence): 'read' | 'write' | 'unknown' => {
  const kinds = tools.slice(0, MAX_TOOLS).map(accessOfTool)
  if (kinds.includes('write')) return 'write'
  return kinds.length > 0 && kinds.length === tools.length && kinds.every((kind) => kind === 'read')
    ? 'read'
    : 'unknown'
}

const MAX_TOOLS = 1_000

const accessOfTool = ({ name, annotations }: ToolEvidence): 'read' | 'write' | 'unknown' => {
  const verbs = tokenise(name, 100)
  if (annotations?.readOnlyHint === false || annotations?.destructiveHint === true) return 'write'
  if (verbs.some((verb) => WRITING.has(verb))) return 'write'
  if (annotations?.readOnlyHint === true || verbs.some((verb) => READING.has(verb))) return 'read'
  return 'unknown'
}

const WRITING = new Set(
  'create update delete remove write edit add insert send set put post patch upload execute run approve refund charge transfer pay cancel close open move copy rename rotate revoke grant install uninstall deploy scale start stop restart trigger merge push commit publish schedule assign invite archive import sync reset enable disable attach append replace modify drop truncate submit book buy sell swap mint stake click type press navigate toggle switch'.split(
    ' ',
  ),
)
const READING = new Set(
  'get list search find read fetch query describe show lookup view retrieve check count explain inspect browse download export summarize analyze compare suggest validate calculate convert resolve explore discover'.split(
    ' ',
  ),
)
