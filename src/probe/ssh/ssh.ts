import type { Cut } from '../../model/mcp.ts'
import type { SshAlgorithm, SshFacts } from '../../model/ssh.ts'
import { SSH_KEX_SIGNALS, STRICT_KEX, sshHostKey, sshKex } from '../../registry/ssh.ts'
import { type Identification, OWN_IDENTIFICATION, readIdentification } from '../../ssh/identification.ts'
import { decodeKexInit, type KexInit } from '../../ssh/kexInit.ts'
import { readPacket } from '../../ssh/packet.ts'
import type { Exchange } from '../../tls/exchange.ts'
import type { Outcome } from '../net/conversation.ts'
import { stateWithoutAnswer } from '../net/reply.ts'
import { type HostKeyFacts, probeHostKeys } from './hostKeys.ts'
import { askPatiently, limitStated, type SshOptions } from './patience.ts'

/** What a server says before authentication: no login. Throws only the signal's reason, when aborted. */
export const probeSsh = async (options: SshOptions): Promise<SshFacts> => {
  const heard: { identification?: Identification } = {}
  const reply = await askPatiently(options, () => listen(heard))
  if (reply.kind !== 'answer') return { ...NOTHING, ...heard, ...withoutAnswer(reply) }
  const { connectMs, totalMs } = reply.timings
  const keys = await probeHostKeys(options, reply.value)
  return {
    connection: 'open',
    state: 'accepted',
    ...heard,
    ...factsOf(reply.value, keys),
    timings: { connectMs, totalMs },
  }
}

/** Both sides may send first (RFC 4253 §4.2); some servers wait for the client's line before they send KEXINIT. */
const listen = (heard: { identification?: Identification }): Exchange<KexInit> => {
  let received: Uint8Array = new Uint8Array(0)
  return {
    opening: [OWN_IDENTIFICATION],
    receive(chunk) {
      received = Buffer.concat([received, chunk])
      const line = readIdentification(received)
      if (!line) return undefined
      heard.identification = line.identification
      const packet = readPacket(received.subarray(line.length))
      return packet && decodeKexInit(packet.payload)
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
  reply: Exclude<Outcome<KexInit>, { kind: 'answer' }>,
): Pick<SshFacts, 'connection' | 'state' | 'detail'> => {
  if (reply.kind === 'no-connection') {
    const state = reply.state === 'timed-out' ? 'timed-out' : 'not-tested'
    return { connection: reply.state, state, detail: reply.detail }
  }
  if (reply.kind === 'garbled') return { connection: 'open', state: 'cut-off', detail: reply.detail }
  const said = reply.kind === 'cut-off' ? limitStated(reply.received) : undefined
  const { state, detail } = stateWithoutAnswer(reply)
  const why = said === undefined ? detail : `the server limits connections: "${said}"`
  return { connection: 'open', state, ...(why === undefined ? {} : { detail: why }) }
}

/** Names of a list that are stored. OpenSSH has 25. */
const MAX_NAMES = 256

const factsOf = (
  kexInit: KexInit,
  keys: HostKeyFacts,
): Omit<SshFacts, 'connection' | 'state' | 'timings'> => {
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
    hostKeys: few('hostKeys', kexInit.serverHostKeyAlgorithms).map((name) => ({
      ...algorithm(name, sshHostKey(name)),
      ...keys(name),
    })),
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
