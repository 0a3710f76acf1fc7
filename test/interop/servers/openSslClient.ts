import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LabEndpoint } from '../../../src/lab/fleet.ts'

/** The root of its file system. */
export const PEER = fileURLToPath(new URL('../../../.peers/trixie', import.meta.url))

/** Why OpenSSL cannot be asked here; undefined where it can. */
export const whyNoOpenSsl = (): string | undefined => {
  if (!existsSync(`${PEER}/usr/bin/openssl`)) return '.peers/trixie is absent (test/peers/setup.sh brings it)'
  return process.getuid?.() === 0 ? undefined : 'chroot needs root'
}

export type Connection = {
  version: string | undefined
  cipher: string | undefined
  group: string | undefined
  scheme: string | undefined
  alert: string | undefined
  key: X509Certificate['publicKey'] | undefined
}

/** `openssl s_client` 3.5, another program than the Node.js that serves, on another build of the library. */
export const sClient = async (endpoint: Pick<LabEndpoint, 'url'>, ...args: string[]): Promise<Connection> => {
  const { host } = new URL(endpoint.url)
  const output = await openSsl('s_client', '-connect', host, ...args)
  const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/.exec(
    output,
  )?.[0]
  const suite = /^New, .*, Cipher is (\S+)/m.exec(output)?.[1]
  const made = suite !== undefined && suite !== '(NONE)'
  return {
    version: made ? /^Protocol: (\S+)/m.exec(output)?.[1] : undefined,
    cipher: made ? suite : undefined,
    group: made ? groupOf(output) : undefined,
    scheme: /^Peer signature type: (\S+)/m.exec(output)?.[1],
    alert: /alert ([a-z ]+)/.exec(output)?.[1],
    key: certificate === undefined ? undefined : new X509Certificate(certificate).publicKey,
  }
}

/** What the client can offer below TLS 1.3, by OpenSSL's names. */
export const cipherNames = async (): Promise<string[]> =>
  (await openSsl('ciphers', 'ALL:!aPSK:!aSRP:!kPSK:@SECLEVEL=0'))
    .trim()
    .split(':')
    .filter((name) => !name.startsWith('TLS_'))

const openSsl = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile('chroot', [PEER, 'openssl', ...args], { timeout: 10_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end('Q\n')
  })

const GROUP_NAMES: Record<string, string> = {
  X25519: 'x25519',
  X448: 'x448',
  prime256v1: 'secp256r1',
}

/** One line for what is a KEM, another for what OpenSSL knew before there were any. */
const groupOf = (output: string): string | undefined => {
  const negotiated = /^Negotiated TLS1\.3 group: (\S+)/m.exec(output)?.[1]
  if (negotiated !== undefined) return negotiated
  const [, kind, size] = /^Peer Temp Key: (?:ECDH, )?(\w+), (\d+) bits/m.exec(output) ?? []
  if (kind === undefined) return undefined
  return kind === 'DH' ? `ffdhe${size}` : (GROUP_NAMES[kind] ?? kind)
}
