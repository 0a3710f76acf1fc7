import { randomFillSync } from 'node:crypto'
import { asksSsl2 } from '../../../model/questions/tls.ts'
import type { Answer } from '../../../model/state.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { alertName } from '../../../registry/tls/messages/alerts.ts'
import { SSL2_CIPHERS, ssl2CipherName } from '../../../registry/tls/suites/ssl2Ciphers.ts'
import { askSsl2, type Ssl2Answer } from '../../../tls/ssl2/ssl2.ts'
import { answerOf, type Reply, stateWithoutAnswer } from '../../net/reply.ts'
import type { ProbeContext } from '../context.ts'

/** Clients of SSL 2.0 sent 16 bytes; all servers accept so many. */
const CHALLENGE_BYTES = 16

/** Ciphers that are stored. The draft has seven; a SERVER-HELLO has room for ten thousand. */
const MAX_CIPHERS = 32

/** Adds SSL 2.0. It is asked only of servers that are old enough to have it, and of those that accept nothing else. */
export const withSsl2 = async (context: ProbeContext, facts: TlsFacts): Promise<TlsFacts> => {
  const put = (answer: Answer): TlsFacts['versions'] => ({ ...facts.versions, 'SSL 2.0': answer })
  if (!asksSsl2(facts)) return { ...facts, versions: put({ state: 'not-tested', detail: NOT_ASKED }) }
  const reply = await context.session.ask(() =>
    askSsl2(SSL2_CIPHERS, randomFillSync(new Uint8Array(CHALLENGE_BYTES))),
  )
  const answer = answerOf(reply)
  const { cipherSuites, cipherSuiteChoice, truncated = [] } = facts
  const isAccepted = answer?.kind === 'hello2'
  const ciphers = isAccepted ? [...new Set(answer.ciphers)] : []
  const why = `${ciphers.length} ciphers, cut to ${MAX_CIPHERS}`
  return {
    ...facts,
    versions: put(stateOf(reply)),
    // The server lists what it accepts; the client chooses.
    ...(isAccepted && {
      cipherSuites: { ...cipherSuites, 'SSL 2.0': ciphers.slice(0, MAX_CIPHERS).map(ssl2CipherName) },
      cipherSuiteChoice: { ...cipherSuiteChoice, 'SSL 2.0': 'client' },
    }),
    ...(ciphers.length > MAX_CIPHERS && { truncated: [...truncated, { where: 'SSL 2.0', why }] }),
    connections: context.session.connections,
  }
}

const NOT_ASKED = 'it is asked only where TLS 1.0, SSL 3.0 or no version is accepted'

/** A server that closes the connection may have SSL 2.0 and require something else: that is not a refusal. */
const stateOf = (reply: Reply<Ssl2Answer>): Answer => {
  if (reply.kind !== 'answer') return stateWithoutAnswer(reply)
  const { value } = reply
  if (value.kind === 'alert') return { state: 'refused', alert: alertName(value.alert.description) }
  if (value.kind === 'error2') return { state: 'refused', detail: `error ${value.code} of SSL 2.0` }
  return { state: 'accepted' }
}
