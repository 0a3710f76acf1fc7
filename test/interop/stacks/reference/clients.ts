import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:tls'
import { NAMED_GROUPS } from '../../../../src/registry/tls/groups/namedGroups.ts'
import { PEER } from '../../servers/openSslClient.ts'
import { type Facts, NO } from './facts.ts'

/** What two real clients get, with their own settings: this Node.js 24, and curl 8.14 of Debian 13, each with the ALPN of HTTP that it sends. */
export const askClients = async (port: number): Promise<Facts> =>
  new Map([
    ['client Node.js 24', await nodeGets(port)],
    ['client curl 8.14', await curlGets(port)],
  ])

/** Version and group, as both sides of the comparison write them. */
export const clientResult = (version: string | undefined, group: string | undefined): string => {
  const row = NAMED_GROUPS.find(({ name, openSsl }) => isSame(group, name) || isSame(group, openSsl?.name))
  return `${version?.replace('TLSv', 'TLS ')} ${row?.name ?? group ?? ''}`.trim()
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase()

const nodeGets = async (port: number): Promise<string> => {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  })
  try {
    await once(socket, 'secureConnect')
    const { name, type, size } = (socket.getEphemeralKeyInfo() ?? {}) as Record<string, unknown>
    // Finite fields of TLS 1.3 have their size only.
    const group = type === 'DH' && socket.getProtocol() === 'TLSv1.3' ? `ffdhe${size}` : name
    return clientResult(socket.getProtocol() ?? undefined, group as string | undefined)
  } catch {
    return NO
  } finally {
    socket.destroy()
  }
}

const curlGets = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const url = `https://localhost:${port}/`
    const resolved = ['--resolve', `localhost:${port}:127.0.0.1`]
    const command = [PEER, 'curl', '-skv', '--max-time', '10', ...resolved, url]
    execFile('chroot', command, { timeout: 20_000 }, (_, stdout, stderr) => {
      const line = /SSL connection using (\S+) \/ \S+ \/ (\S+)/.exec(stdout + stderr)
      resolve(line ? clientResult(line[1], line[2] === '[blank]' ? undefined : line[2]) : NO)
    })
  })
