import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Lookup } from '../../src/net/resolve.ts'

/**
 * By name: its addresses; another name, for a CNAME; several lists, each for one look-up, of which the last remains;
 * undefined: never answered. Names that are not in the zone do not exist.
 */
export type Zone = Map<string, string[] | string[][] | string | undefined>

export type DnsServer = {
  /** The names of the questions, in their order. */
  asked: string[]
  lookup: Lookup
  /** Empties the zone, and counts look-ups anew. */
  forget(): void
  close(): Promise<void>
}

const [A, CNAME, AAAA] = [1, 5, 28]

/** RFC 1035 over UDP on loopback, and a look-up through it by the resolver of Node.js. */
export const dnsServer = async (zone: Zone): Promise<DnsServer> => {
  const asked: string[] = []
  /** Questions for A of each name: one look-up asks for A and AAAA. */
  const lookups = new Map<string, number>()
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, end } = question(query)
    asked.push(name)
    if (type === A) lookups.set(name, (lookups.get(name) ?? 0) + 1)
    if (zone.has(name) && zone.get(name) === undefined) return
    const records = recordsOf(zone, name, lookups)
    const answers = records.filter((one) => one.type === type || one.type === CNAME)
    const head = Buffer.alloc(12)
    query.copy(head, 0, 0, 2)
    // A response, authoritative; NXDOMAIN where there is no such name.
    head.writeUInt16BE(0x8580 | (records.length === 0 ? 3 : 0), 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(answers.length, 6)
    const body = answers.map(({ owner, type: kind, data }) => {
      const fixed = Buffer.alloc(10)
      fixed.writeUInt16BE(kind, 0)
      fixed.writeUInt16BE(1, 2)
      fixed.writeUInt16BE(data.length, 8)
      return Buffer.concat([owner, fixed, data])
    })
    socket.send(Buffer.concat([head, query.subarray(12, end), ...body]), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  const resolver = new Resolver({ timeout: 1_000, tries: 1 })
  let forgotten = Promise.withResolvers<void>()
  resolver.setServers([`127.0.0.1:${port}`])
  return {
    asked,
    lookup: async (host) => {
      const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
      const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
      const [failure] = found.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      // As a resolver with many servers and tries.
      if (failure?.code === 'ETIMEOUT') await forgotten.promise
      if (addresses.length === 0) throw failure
      return addresses.map((address) => ({ address }))
    },
    forget: () => {
      zone.clear()
      lookups.clear()
      asked.length = 0
      forgotten.resolve()
      forgotten = Promise.withResolvers()
    },
    close: async () => {
      resolver.cancel()
      forgotten.resolve()
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}

type Rec = { owner: Buffer; type: number; data: Buffer }

const recordsOf = (zone: Zone, name: string, lookups: Map<string, number>): Rec[] => {
  const entry = zone.get(name)
  if (typeof entry === 'string')
    return [
      { owner: nameBytes(name), type: CNAME, data: nameBytes(entry) },
      ...recordsOf(zone, entry, lookups),
    ]
  const lists = (entry ?? []) as (string | string[])[]
  const turn = Math.max(0, (lookups.get(name) ?? 1) - 1)
  const addresses = Array.isArray(lists[0])
    ? (lists[Math.min(turn, lists.length - 1)] as string[])
    : (lists as string[])
  return addresses.map((address) => ({
    owner: nameBytes(name),
    ...(isIPv6(address) ? { type: AAAA, data: ipv6Bytes(address) } : { type: A, data: ipv4Bytes(address) }),
  }))
}

const question = (query: Buffer): { name: string; type: number; end: number } => {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])),
    Buffer.of(0),
  ])

const ipv4Bytes = (address: string): Buffer => Buffer.from(address.split('.').map(Number))

const ipv6Bytes = (address: string): Buffer => {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [left = '', right] = canonical.split('::')
  const words = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16))
  const [head, tail] = [words(left), words(right ?? '')]
  const all = right === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill(0), ...tail]
  const bytes = Buffer.alloc(16)
  for (const [i, word] of all.entries()) bytes.writeUInt16BE(word, 2 * i)
  return bytes
}
