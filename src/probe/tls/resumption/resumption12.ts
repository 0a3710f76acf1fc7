import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { State } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { timeLimit } from '../../../net/timeLimit.ts'
import { decodeNewSessionTicket12 } from '../../../tls/authentication.ts'
import { patienceAfter } from '../../../tls/exchange.ts'
import { HANDSHAKE_TYPE, HandshakeReader } from '../../../tls/handshake.ts'
import { DecodeError } from '../../../tls/reader.ts'
import { CONTENT_TYPE, RecordReader } from '../../../tls/record.ts'
import type { ConversationOptions } from '../../net/conversation.ts'
import { readAlong } from '../../net/readAlong.ts'
import type { ProbeContext } from '../context.ts'
import { needsFiniteField } from '../finiteField.ts'
import { connect12 } from '../handshake12.ts'
import type { Tls12Facts } from '../tls12.ts'

type Resumption12 = NonNullable<TlsFacts['resumption12']>

/**
 * RFC 5246 §7.3 and RFC 5077: whether TLS 1.2 or older resumes a session by its id, and by a ticket. Neither has a new key
 * exchange. `answers`: to hellos without session_ticket, where a server that keeps sessions gives each an id.
 */
export const probeResumption12 = async (
  context: ProbeContext,
  { answers, suites }: Pick<Tls12Facts, 'answers' | 'suites'>,
  options: ConversationOptions,
): Promise<Resumption12 | undefined> => {
  if (answers.length === 0) return undefined
  const finiteField = needsFiniteField(suites)
  const dial = async (offer: Offer): Promise<Session12 | undefined> => {
    const once = () =>
      context.session.occupy(() => session12({ ...options, ...offer, finiteField }, context.serverName))
    // Repeated once, like every question.
    return (await once()) ?? once()
  }
  const resumed = async ({ session }: Session12, withTicket: boolean): Promise<State> => {
    const again = await dial({ withTicket, session })
    return again === undefined ? 'not-tested' : again.isResumed ? 'accepted' : 'refused'
  }
  const hasIds = answers.some(({ hello }) => hello.legacySessionIdEcho.length > 0)
  const first = await dial({ withTicket: true })
  if (!first) return { sessionId: hasIds ? 'not-tested' : 'refused', ticket: 'not-tested' }
  const { ticketLifetime } = first
  const byTicket = async (): Promise<State> =>
    ticketLifetime === undefined ? 'refused' : resumed(first, true)
  const byId = async (): Promise<State> => {
    if (!hasIds) return 'refused'
    const session = ticketLifetime === undefined ? first : await dial({ withTicket: false })
    return session ? resumed(session, false) : 'not-tested'
  }
  const [ticket, sessionId] = await Promise.all([byTicket(), byId()])
  return { sessionId, ticket, ...(ticketLifetime === undefined ? {} : { ticketLifetime }) }
}

type Offer = { withTicket: boolean; session?: Buffer }

/** `finiteField`: the server needs it. */
type Session12Options = ConversationOptions & Offer & { finiteField: boolean }

/** A session that was established. `ticketLifetime`: the hint of its ticket, in seconds; undefined: it has none. */
type Session12 = { session: Buffer; isResumed: boolean; ticketLifetime: number | undefined }

/** One handshake by Node.js. Undefined where none was completed in time. Never throws. */
const session12 = async (
  options: Session12Options,
  serverName: string | undefined,
): Promise<Session12 | undefined> => {
  const { to, timeoutMs, signal } = options
  try {
    const connection = await to.open({ timeoutMs, signal })
    return await sessionOn(connection, options, serverName)
  } catch {
    return undefined
  }
}

const sessionOn = (
  connection: Socket,
  { timeoutMs, signal, withTicket, session, finiteField }: Session12Options,
  serverName: string | undefined,
): Promise<Session12 | undefined> =>
  new Promise((resolve) => {
    const started = performance.now()
    const tickets = new TicketReader()
    let result: Session12 | undefined
    const seen = readAlong(connection, (chunk) => tickets.push(chunk))
    const secureOptions = withTicket ? 0 : constants.SSL_OP_NO_TICKET
    const tls = { ...(session ? { session } : {}), secureOptions }
    const socket = connect12(seen, { serverName, finiteField, tls })
    const finish = (): void => {
      endTime()
      signal?.removeEventListener('abort', finish)
      socket.destroy()
      if (connection.closed) resolve(result)
      else connection.once('close', () => resolve(result)).destroy()
    }
    let endTime = timeLimit(timeoutMs, finish)
    signal?.addEventListener('abort', finish)
    socket.on('secureConnect', () => {
      result = {
        session: socket.getSession() as Buffer,
        isResumed: socket.isSessionReused(),
        ticketLifetime: tickets.lifetime,
      }
      // Closed in order: OpenSSL forgets a session whose connection breaks off.
      endTime()
      endTime = timeLimit(patienceAfter(performance.now() - started), finish)
      socket.end()
    })
    // What the server has to say is not of interest, but its close_notify is.
    socket.resume()
    socket.on('error', finish)
    connection.on('error', finish)
    connection.on('close', finish)
  })

/** RFC 5077 §3.3: NewSessionTicket comes before ChangeCipherSpec, in the clear. */
class TicketReader {
  readonly #records = new RecordReader()
  readonly #messages = new HandshakeReader()
  #isOver = false
  /** Seconds. */
  lifetime: number | undefined

  push(chunk: Uint8Array): void {
    if (this.#isOver) return
    try {
      for (const { type, fragment } of this.#records.push(chunk)) this.#read(type, fragment)
    } catch (error) {
      // OpenSSL reads the same bytes, and ends the handshake.
      if (!(error instanceof DecodeError)) throw error
      this.#isOver = true
    }
  }

  #read(type: number, fragment: Uint8Array): void {
    if (type !== CONTENT_TYPE.handshake) this.#isOver = true
    if (this.#isOver) return
    for (const message of this.#messages.push(fragment))
      if (message.type === HANDSHAKE_TYPE.new_session_ticket)
        this.lifetime = decodeNewSessionTicket12(message.body)
  }
}
