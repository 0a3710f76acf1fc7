import { MODERN_REVISION } from '../../registry/mcp/mcpRevisions.ts'
import type { UpstreamEvent } from '../passThrough/upstreamEvent.ts'
import type { StdioEvent } from '../stdio/stdioEvent.ts'
import type { RefusalReason, ServerEvent } from './serverEvent.ts'

export type GatewayEvent = ServerEvent | UpstreamEvent | StdioEvent

/**
 * What a log says of an event, in one line. Parts of it come from the network: clean it before it is shown.
 * `routine`: what happens when all is well.
 */
export const eventText = (event: GatewayEvent): { text: string; routine: boolean } => {
  switch (event.event) {
    case 'connection-refused': {
      const { reason, remote, offered, detail } = event
      const offer = offered.length > 0 ? `; it offered ${offered.join(', ')}` : ''
      const why = detail === undefined ? REASONS[reason] : `${REASONS[reason]} (${detail})`
      return fault(`refused ${remote}: ${why}${offer}`)
    }
    case 'connection-made': {
      const { remote, group, cipherSuite, isResumed } = event
      return routine(`connected ${remote}: ${group}, ${cipherSuite}${isResumed ? ', resumed' : ''}`)
    }
    case 'connections-full':
      return fault(`closed ${event.remote}: ${event.limit} connections are open (--max-connections)`)
    case 'requests-full':
      return fault(`closed ${event.remote}: ${event.limit} of its requests waited for their answers`)
    case 'request-refused':
      if ('status' in event) return fault(`answered ${event.status}: ${event.reason}`)
      return fault(
        `answered 403 to ${event.remote}: its ${REQUEST_FIELDS[event.reason]} was ${event.detail || 'empty'}`,
      )
    case 'identity-reloaded':
      return notice(
        `took up new certificates: ${event.credentials.map(({ algorithm, notAfter }) => `${algorithm} until ${day(notAfter)}`).join(', ')}`,
      )
    case 'identity-kept':
      return fault(`kept the certificates it had: ${event.error.message}. ${event.error.hint}`)
    case 'identity-unwatched':
      return fault(`changes in ${event.path} are not noticed (${event.detail}): send SIGHUP after one`)
    case 'upstream-connected': {
      const { origin, group, keyExchange } = event
      return notice(`reached ${origin}: ${group === undefined ? keyExchange : `${group} (${keyExchange})`}`)
    }
    case 'upstream-failed':
      return fault(`${event.method} ${event.path} failed: ${event.code} (${event.detail})`)
    case 'upstream-cut-off':
      return fault(
        `${event.method} ${event.path} was cut off (${event.detail})${event.resumed ? ', and taken up again' : ''}`,
      )
    case 'process-started':
      return routine(`process ${event.process} started (pid ${event.pid})`)
    case 'process-ended': {
      const { process, asked, signal, code } = event
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      return asked ? routine(`process ${process} ended`) : fault(`process ${process} ended by itself, ${how}`)
    }
    case 'process-failed':
      return fault(`process ${event.process} failed: ${event.reason}`)
    case 'process-said':
      return notice(`process ${event.process}: ${event.text}`)
    case 'message-dropped':
      return fault(`dropped a message of process ${event.process}: ${event.reason}`)
    case 'session-ended':
      return routine(`session of process ${event.process} ended (${event.reason})`)
    case 'era-found':
      return routine(
        `the command speaks ${event.era === 'modern' ? MODERN_REVISION : `a revision before ${MODERN_REVISION}`}`,
      )
  }
}

const fault = (text: string) => ({ text, routine: false })
const notice = fault
const routine = (text: string) => ({ text, routine: true })

const day = (date: Date): string => date.toISOString().slice(0, 10)

const REASONS: Record<RefusalReason, string> = {
  'no-hybrid-group': 'it offers no hybrid group',
  'no-common-group': 'it offers no group that is served here',
  'no-tls-1.3': 'it does not offer TLS 1.3',
  'not-tls': 'it does not speak TLS',
  'bad-hello': 'its ClientHello is broken',
  'hello-too-long': 'its ClientHello is too long',
  'hello-timeout': 'its ClientHello did not come in time',
  'handshake-failed': 'the handshake failed',
}

const REQUEST_FIELDS = { host: 'Host', origin: 'Origin' } as const
