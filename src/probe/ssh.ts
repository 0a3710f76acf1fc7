import type { Cut } from '../model/mcp.ts'
import type { SshAlgorithm, SshFacts } from '../model/ssh.ts'
import { SSH_KEX_SIGNALS, STRICT_KEX, sshHostKey, sshKex } from '../registry/ssh.ts'
import { type Identification, readIdentification } from '../ssh/identification.ts'
import { decodeKexInit, firstPayload, type KexInit } from '../ssh/kexInit.ts'
import type { Exchange } from '../tls/exchange.ts'
import { ascii } from '../tls/writer.ts'
import { type ConversationOptions, converse, type Outcome } from './net/conversation.ts'
import { stateWithoutAnswer } from './net/session.ts'

export type SshOptions = Pick<ConversationOptions, 'to' | 'timeoutMs' | 'signal'>

/** One connection, no key exchange, no login. Throws only the signal's reason, when aborted. */
export const probeSsh = async (options: SshOptions): Promise<SshFacts> => {
  const heard: { identification?: Identification } = {}
  const outcome = await converse(options, listen(heard))
  if (outcome.kind !== 'answer') return { ...NOTHING, ...heard, ...withoutAnswer(outcome) }
  const { connectMs, totalMs } = outcome.timings
  const timings = { connectMs, totalMs }
  return { connection: 'open', state: 'accepted', ...heard, ...factsOf(outcome.value), timings }
}

/** Both sides may send first (RFC 4253 §4.2); some servers wait for the client's line before they send KEXINIT. */
const listen = (heard: { identification?: Identification }): Exchange<KexInit> => {
  let received: Uint8Array = new Uint8Array(0)
  return {
    opening: [ascii('SSH-2.0-mcp_pqc\r\n')],
    receive(chunk) {
      received = Buffer.concat([received, chunk])
      const line = readIdentification(received)
      if (!line) return undefined
      heard.identification = line.identification
      const payload = firstPayload(received.subarray(line.length))
      return payload && decodeKexInit(payload)
    },
  }
}

const NOTHING: SshFacts = {
  connection: 'open',
  state: 'not-tested',
  keyExchange: [],
  hostKeys: [],
  ciphers: [],
  macs: [],
  compression: [],
  strictKeyExchange: null,
  timings: {},
}

const withoutAnswer = (
  outcome: Exclude<Outcome<KexInit>, { kind: 'answer' }>,
): Pick<SshFacts, 'connection' | 'state' | 'detail'> => {
  if (outcome.kind === 'no-connection') {
    const state = outcome.state === 'timed-out' ? 'timed-out' : 'not-tested'
    return { connection: outcome.state, state, detail: outcome.detail }
  }
  if (outcome.kind === 'garbled') return { connection: 'open', state: 'cut-off', detail: outcome.detail }
  return { connection: 'open', ...stateWithoutAnswer(outcome) }
}

/** Names of a list that are stored. OpenSSH has 25. */
const MAX_NAMES = 256

const factsOf = (kexInit: KexInit): Omit<SshFacts, 'connection' | 'state' | 'timings'> => {
  const truncated: Cut[] = []
  const few = (where: string, names: readonly string[]): readonly string[] => {
    if (names.length <= MAX_NAMES) return names
    truncated.push({ where, why: `${names.length} names, cut to ${MAX_NAMES}` })
    return names.slice(0, MAX_NAMES)
  }
  const both = (where: 'encryption' | 'mac' | 'compression', stored: string): string[] => {
    const toServer = kexInit[`${where}AlgorithmsClientToServer`]
    return [...few(stored, [...new Set([...toServer, ...kexInit[`${where}AlgorithmsServerToClient`]])])]
  }
  const kex = kexInit.kexAlgorithms.filter((name) => !Object.hasOwn(SSH_KEX_SIGNALS, name))
  return {
    keyExchange: few('keyExchange', kex).map((name) => algorithm(name, sshKex(name))),
    hostKeys: few('hostKeys', kexInit.serverHostKeyAlgorithms).map((name) =>
      algorithm(name, sshHostKey(name)),
    ),
    ciphers: both('encryption', 'ciphers'),
    macs: both('mac', 'macs'),
    compression: both('compression', 'compression'),
    ...(truncated.length > 0 ? { truncated } : {}),
    strictKeyExchange: kexInit.kexAlgorithms.includes(STRICT_KEX),
  }
}

type Row = { kind: SshAlgorithm['kind']; weak?: boolean }

const algorithm = (name: string, row: Row | undefined): SshAlgorithm => ({
  name,
  kind: row?.kind ?? 'unknown',
  weak: row?.weak ?? false,
})
