import { execFile } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { PEER } from '../../servers/openSslClient.ts'
import { type Configuration, PSK } from '../configuration.ts'
import type { Material } from '../material.ts'
import { Turns } from './facts.ts'

/** What one connection of `openssl s_client` says; `suite` is undefined where there was none. */
export type Connection = {
  version: string
  suite: string | undefined
  group: string | undefined
  scheme: string | undefined
  alpn: string | undefined
  /** SHA-256 of each certificate, in the order of the server. */
  chain: string[]
  /** Of the key of the first one, by OpenSSL's name. */
  curve: string | undefined
  reused: boolean
  certificateRequested: boolean
  /** Seconds; undefined: no ticket. */
  ticketLifetime: string | undefined
}

export type Client = {
  /** One connection that ends after the handshake. */
  ask(...args: string[]): Promise<Connection>
  /** One connection that ends when the server has answered or closed, so that tickets and alerts have come. */
  stay(...args: string[]): Promise<Connection>
}

/** `s_client` for a server on `port`, with everything that its configuration asks of a client. */
export const clientOf = ({ known = {} }: Configuration, { keys }: Material, port: number): Client => {
  const { clientKey, psk, farewell = 'GET / HTTP/1.0\r\n\r\n' } = known
  const always = [
    ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', '-showcerts'],
    ...(clientKey ? ['-cert', `${keys[clientKey]}.pem`, '-key', `${keys[clientKey]}.key`] : []),
    ...(psk === 'alone' ? ['-psk', PSK] : []),
  ]
  return {
    ask: async (...args) => connectionIn(await run([...always, ...args], 'Q\n')),
    stay: async (...args) =>
      connectionIn(await run([...always, '-nocommands', ...args], farewell, /HTTP\/1/)),
  }
}

/** The standard's names of OpenSSL's cipher suites below TLS 1.3. */
export const suiteNames = async (): Promise<Map<string, string>> => {
  suites ??= run(['ciphers', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], '')
  return new Map(
    (await suites)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([standard, , openSsl]) => standard?.startsWith('TLS_') && !openSsl?.startsWith('TLS_'))
      .map(([standard = '', , openSsl = '']) => [openSsl, standard]),
  )
}

let suites: Promise<string> | undefined

/** The groups and signature schemes that it can offer, in lower case. */
export const knownNames = async (): Promise<ReadonlySet<string>> => {
  names ??= Promise.all(
    [['-all-tls-groups'], ['-tls-groups', '-tls1_2'], ['-tls-signature-algorithms']].map((list) =>
      run(['list', ...list], ''),
    ),
  ).then(
    (lists) =>
      new Set(
        lists.flatMap((list) =>
          list
            .toLowerCase()
            .trim()
            .split(/[:\s]+/),
        ),
      ),
  )
  return names
}

let names: Promise<ReadonlySet<string>> | undefined

/** The most processes at the same time: they mostly wait for the server. */
const turns = new Turns(8)

const run = (...question: Parameters<typeof start>): Promise<string> => turns.take(() => start(...question))

/** `answer`: what has to come before the input ends. */
const start = (args: string[], input: string, answer?: RegExp): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile(
      'chroot',
      [PEER, 'openssl', ...args],
      { timeout: 60_000, maxBuffer: 1 << 24 },
      (_, stdout, stderr) => resolve(stdout + stderr),
    )
    child.stdin?.on('error', () => {})
    if (answer === undefined) child.stdin?.end(input)
    else {
      let output = ''
      child.stdin?.write(input)
      child.stdout?.on('data', (text: string) => {
        output += text
        if (answer.test(output)) child.stdin?.end()
      })
    }
  })

const connectionIn = (output: string): Connection => {
  const [, kind, cipher] = /^(New|Reused), .*, Cipher is (\S+)/m.exec(output) ?? []
  const suite = cipher === '(NONE)' ? undefined : cipher
  const pems = output.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return {
    version: /^ *Protocol *: (\S+)/m.exec(output)?.[1] ?? '',
    suite,
    group: groupIn(output),
    scheme: /^Peer signature type: (\S+)/m.exec(output)?.[1],
    alpn: /^ALPN protocol: (\S+)/m.exec(output)?.[1],
    chain: pems.map((pem) => fingerprint(pem)),
    curve: pems[0] && curveOf(pems[0]),
    reused: kind === 'Reused',
    ticketLifetime: /TLS session ticket:/.test(output)
      ? (/TLS session ticket lifetime hint: (\d+)/.exec(output)?.[1] ?? '0')
      : undefined,
    certificateRequested: /^(Requested Signature Algorithms|Client Certificate Types)/m.test(output),
  }
}

const curveOf = (pem: string): string | undefined => {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyDetails?.namedCurve
  } catch {
    // Node.js may not know the key.
    return undefined
  }
}

const fingerprint = (pem: string): string =>
  createHash('sha256')
    .update(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'))
    .digest('hex')

/** One line for what is a KEM, another for what OpenSSL knew before there were any. */
const groupIn = (output: string): string | undefined => {
  const negotiated = /^Negotiated TLS1\.3 group: (\S+)/m.exec(output)?.[1]
  if (negotiated !== undefined) return negotiated
  const [, kind, size] = /^Peer Temp Key: (?:ECDH, )?(\w+), (\d+) bits/m.exec(output) ?? []
  if (kind === undefined) return undefined
  return kind === 'DH' ? `DH ${size}` : (GROUP_NAMES[kind] ?? kind)
}

const GROUP_NAMES: Record<string, string> = {
  X25519: 'x25519',
  X448: 'x448',
  prime256v1: 'secp256r1',
  prime192v1: 'secp192r1',
}
