import { MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import { type GatewayEvent, REFUSAL_REASONS, REFUSED_FIELDS } from '../events.ts'

/**
 * A log line for an event. Parts of it come from the network: sanitize it before it is shown. `routine`: normal operation,
 * shown with --verbose.
 */
export const eventText = (event: GatewayEvent): { text: string; routine: boolean } => {
  switch (event.event) {
    case 'connection-refused': {
      const { reason, remote, offered, detail } = event
      const offer = offered.length > 0 ? `; it offered ${offered.join(', ')}` : ''
      const why = REFUSAL_REASONS[reason] + (detail === undefined ? '' : ` (${detail})`)
      return notice(`refused ${remote}: ${why}${offer}`)
    }
    case 'connection-made': {
      const { remote, group, cipherSuite, isResumed } = event
      return routine(`connected ${remote}: ${group}, ${cipherSuite}${isResumed ? ', resumed' : ''}`)
    }
    case 'connections-full': {
      const whose = event.ofAddress ? ' of its address' : ''
      return notice(`closed ${event.remote}: ${event.limit} connections${whose} are open (--max-connections)`)
    }
    case 'requests-full':
      return notice(`closed ${event.remote}: ${event.limit} of its requests waited for answers`)
    case 'answer-cut-off': {
      const why = event.reason === 'stalled' ? 'it does not read its answer' : 'too much waits to be read'
      return notice(`closed ${event.remote}: ${why}`)
    }
    case 'request-refused': {
      if ('status' in event) return notice(`answered ${event.status}: ${event.reason}`)
      const { remote, reason, detail } = event
      const { status, field } = REFUSED_FIELDS[reason]
      return notice(`answered ${status} to ${remote}: its ${field} was ${detail || 'empty'}`)
    }
    case 'identity-reloaded': {
      const day = (date: Date): string => date.toISOString().slice(0, 10)
      const certificates = event.credentials.map(
        ({ algorithm, notAfter }) => `${algorithm} until ${day(notAfter)}`,
      )
      return notice(`loaded new certificates: ${certificates.join(', ')}`)
    }
    case 'identity-kept':
      return notice(`kept the certificates it had: ${event.error.message}. ${event.error.hint}`)
    case 'identity-unwatched':
      return notice(`does not notice changes in ${event.path} (${event.detail}): send SIGHUP after one`)
    case 'upstream-connected': {
      const { origin, group, keyExchange } = event
      return notice(`reached ${origin}: ${group === undefined ? keyExchange : `${group} (${keyExchange})`}`)
    }
    case 'upstream-failed':
      return notice(`${event.method} ${event.path} failed: ${event.code} (${event.detail})`)
    case 'upstream-cut-off': {
      const { method, path, detail, resumed } = event
      return notice(`${method} ${path} was cut off (${detail})${resumed ? ', and resumed' : ''}`)
    }
    case 'process-started':
      return routine(`process ${event.process} started (pid ${event.pid})`)
    case 'process-ended': {
      const { process, asked, signal, code } = event
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      return asked
        ? routine(`process ${process} ended`)
        : notice(`process ${process} ended by itself, ${how}`)
    }
    case 'process-failed':
      return notice(`process ${event.process} failed: ${event.reason}`)
    case 'process-said':
      return notice(`process ${event.process}: ${event.text}`)
    case 'message-dropped':
      return notice(`dropped a message of process ${event.process}: ${event.reason}`)
    case 'session-ended':
      return routine(`session of process ${event.process} ended (${event.reason})`)
    case 'era-found':
      return routine(
        `the command speaks ${event.era === 'modern' ? MODERN_REVISION : `a revision before ${MODERN_REVISION}`}`,
      )
  }
}

const notice = (text: string) => ({ text, routine: false })
const routine = (text: string) => ({ text, routine: true })
