import { createHash, randomBytes } from 'node:crypto'
import type { SshHostKey } from '../../model/ssh.ts'
import { type SshKexRow, sshKex, sshKeyType } from '../../registry/ssh.ts'
import { groupNamed } from '../../registry/tls/groups/namedGroups.ts'
import { decodeHostKey, encodeKexShare, readKexReply } from '../../ssh/hostKey.ts'
import { OWN_IDENTIFICATION, readIdentification } from '../../ssh/identification.ts'
import { decodeKexInit, encodeKexInit, type KexInit } from '../../ssh/kexInit.ts'
import { encodePacket, readPacket } from '../../ssh/packet.ts'
import type { Exchange } from '../../tls/exchange.ts'
import { concat } from '../../tls/writer.ts'
import { stateWithoutAnswer } from '../net/reply.ts'
import { canComplete, unusedShare } from '../tls/keyAgreement.ts'
import { askPatiently, type SshOptions } from './patience.ts'

/** Types of host keys that are asked for. OpenSSH has five, each also in certificates. */
const MAX_TYPES = 8

/** The size and fingerprint of the key of a host key algorithm, or why they are unknown. */
export type HostKeyFacts = (algorithm: string) => Pick<SshHostKey, 'bits' | 'fingerprint' | 'detail'>

type Asked = ReturnType<HostKeyFacts>

/**
 * The host keys, each shown in the server's reply to a key exchange (RFC 4253 §8) that is then broken off: its signature is
 * not checked, so nothing proves that they are the server's. The quick profile asks for RSA keys only: others have one size.
 */
export const probeHostKeys = async (options: SshOptions, kexInit: KexInit): Promise<HostKeyFacts> => {
  const known = new Map<string, Asked>()
  const method = kexInit.kexAlgorithms.find((name) => shareFor(sshKex(name)) !== undefined)
  const types = Map.groupBy(kexInit.serverHostKeyAlgorithms, sshKeyType)
  for (const [type, [algorithm]] of [...types].slice(0, MAX_TYPES)) {
    if (algorithm === undefined || (options.profile === 'quick' && !type.startsWith('ssh-rsa'))) continue
    known.set(type, method === undefined ? { detail: NO_METHOD } : await ask(options, method, algorithm))
  }
  return (algorithm) => known.get(sshKeyType(algorithm)) ?? {}
}

const NO_METHOD = 'the server offers no key exchange method that this program can begin'

const ask = async (options: SshOptions, method: string, algorithm: string): Promise<Asked> => {
  const reply = await askPatiently(options, () => exchange(method, algorithm))
  if (reply.kind !== 'answer') {
    const { state, detail } = stateWithoutAnswer(reply)
    return { detail: detail ?? state }
  }
  return reply.value
}

/** The server's lists are sent back, so that both sides have everything in common; of two lists, the wanted name only. */
const exchange = (method: string, algorithm: string): Exchange<Asked> => {
  let received: Uint8Array = new Uint8Array(0)
  let isIdentified = false
  let isAnswered = false
  return {
    opening: [OWN_IDENTIFICATION],
    receive(chunk, send) {
      received = Buffer.concat([received, chunk])
      if (!isIdentified) {
        const line = readIdentification(received)
        if (!line) return undefined
        received = received.subarray(line.length)
        isIdentified = true
      }
      for (let packet = readPacket(received); packet; packet = readPacket(received)) {
        received = received.subarray(packet.length)
        if (!isAnswered) {
          isAnswered = true
          send(answer(decodeKexInit(packet.payload), method, algorithm))
          continue
        }
        const reply = readKexReply(packet.payload)
        if (!reply) continue
        if ('hostKey' in reply) return described(reply.hostKey)
        return { detail: `the server disconnected: ${reply.disconnected.slice(0, 100)}` }
      }
      return undefined
    },
  }
}

const answer = (server: KexInit, method: string, algorithm: string): Uint8Array =>
  concat(
    encodePacket(
      encodeKexInit({
        ...server,
        cookie: randomBytes(16),
        kexAlgorithms: [method],
        serverHostKeyAlgorithms: [algorithm],
        firstKexPacketFollows: false,
      }),
    ),
    encodePacket(encodeKexShare(shareFor(sshKex(method)) ?? new Uint8Array(0))),
  )

/** As `ssh-keygen -l` shows it. */
const described = (blob: Uint8Array): Asked => {
  const { bits } = decodeHostKey(blob)
  const hash = createHash('sha256').update(blob).digest('base64').replaceAll('=', '')
  return { ...(bits === undefined ? {} : { bits }), fingerprint: `SHA256:${hash}` }
}

/** A share whose secret is not needed; undefined for methods that begin otherwise, or with what this program cannot make. */
const shareFor = (row: SshKexRow | undefined): Uint8Array | undefined => {
  if (row === undefined || row.name.startsWith('gss-')) return undefined
  if (row.parts) {
    const shares = row.parts.map((name) => shareOf(name.replaceAll('-', '')))
    return shares.includes(undefined) ? undefined : concat(...(shares as Uint8Array[]))
  }
  if (row.curve !== undefined) return shareOf(row.curve)
  // RFC 4253 §8: any number between 1 and p - 1; each p of RFC 2409 and RFC 3526 begins with 64 ones.
  return row.field ? concat(Uint8Array.of(0x7f), randomBytes(row.field / 8 - 1)) : undefined
}

const shareOf = (group: string): Uint8Array | undefined => {
  const value = groupNamed(group)?.value
  return value !== undefined && canComplete(value) ? unusedShare(value) : undefined
}
