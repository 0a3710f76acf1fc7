import { MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import { type GatewayEvent, REFUSAL_REASONS, REFUSED_FIELDS } from '../events.ts'

/**
 * A log line for an event. Parts of it come from the network: sanitize it before it is shown. `routine`: normal operation,
 * shown with --verbose.
 */
export const eventText = (event: GatewayEvent): { text: string; routine: boolean } => {
  const text = (TEXTS[event.event] as (event: GatewayEvent) => string)(event)
  return { text, routine: ROUTINE.has(event.event) || (event.event === 'process-ended' && event.asked) }
}

const ROUTINE: ReadonlySet<GatewayEvent['event']> = new Set([
  'connection-made',
  'process-started',
  'session-ended',
  'era-found',
])

const TEXTS: { [Name in GatewayEvent['event']]: (event: GatewayEvent & { event: Name }) => string } = {
  'connection-refused': ({ reason, remote, offered, detail }) => {
    const offer = offered.length > 0 ? `; it offered ${offered.join(', ')}` : ''
    const why = REFUSAL_REASONS[reason] + (detail === undefined ? '' : ` (${detail})`)
    return `refused ${remote}: ${why}${offer}`
  },
  'connection-made': ({ remote, group, cipherSuite, isResumed }) =>
    `connected ${remote}: ${group}, ${cipherSuite}${isResumed ? ', resumed' : ''}`,
  'connections-full': ({ remote, limit, ofAddress }) =>
    `closed ${remote}: ${limit} connections${ofAddress ? ' of its address' : ''} are open (--max-connections)`,
  'requests-full': ({ remote, limit }) => `closed ${remote}: ${limit} of its requests waited for answers`,
  'answer-cut-off': ({ remote, reason }) =>
    `closed ${remote}: ${reason === 'stalled' ? 'it does not read its answer' : 'too much waits to be read'}`,
  'body-cut-off': ({ remote }) => `closed ${remote}: its body came in too many pieces`,
  'request-refused': (event) => {
    if ('status' in event) return `answered ${event.status}: ${event.reason}`
    const { status, field } = REFUSED_FIELDS[event.reason]
    return `answered ${status} to ${event.remote}: its ${field} was ${event.detail || 'empty'}`
  },
  'identity-reloaded': ({ credentials }) => {
    const day = (date: Date): string => date.toISOString().slice(0, 10)
    const certificates = credentials.map(({ algorithm, notAfter }) => `${algorithm} until ${day(notAfter)}`)
    return `loaded new certificates: ${certificates.join(', ')}`
  },
  'identity-kept': ({ error }) => `kept the certificates it had: ${error.message}. ${error.hint}`,
  'identity-unwatched': ({ path, detail }) =>
    `does not notice changes in ${path} (${detail}): send SIGHUP after one`,
  'upstream-connected': ({ origin, group, keyExchange }) =>
    `reached ${origin}: ${group === undefined ? keyExchange : `${group} (${keyExchange})`}`,
  'upstream-failed': ({ method, path, code, detail }) => `${method} ${path} failed: ${code} (${detail})`,
  'upstream-cut-off': ({ method, path, detail, resumed }) =>
    `${method} ${path} was cut off (${detail})${resumed ? ', and resumed' : ''}`,
  'process-started': ({ process, pid }) => `process ${process} started (pid ${pid})`,
  'process-ended': ({ process, asked, signal, code }) => {
    const how = signal === null ? `with code ${code}` : `by ${signal}`
    return `process ${process} ended${asked ? '' : ` by itself, ${how}`}`
  },
  'process-failed': ({ process, reason }) => `process ${process} failed: ${reason}`,
  'process-said': ({ process, text }) => `process ${process}: ${text}`,
  'message-dropped': ({ process, reason }) => `dropped a message of process ${process}: ${reason}`,
  'session-ended': ({ process, reason }) => `session of process ${process} ended (${reason})`,
  'era-found': ({ era }) =>
    `the command speaks ${era === 'modern' ? MODERN_REVISION : `a revision before ${MODERN_REVISION}`}`,
}
