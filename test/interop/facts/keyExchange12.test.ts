import { expect } from 'chai'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { type Folder, makeFolder, openssl, whyNot, withServer } from '../servers/tlsServers.ts'

/** By OpenSSL's names of them. */
const CURVES = {
  X25519: 'x25519',
  X448: 'x448',
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  brainpoolP256r1: 'brainpoolP256r1',
  brainpoolP384r1: 'brainpoolP384r1',
}

/** What s_client calls them. */
const TEMP_KEY: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

/** It shows the key of the server also where it does not go on with it. */
const saidBy = (command: () => Buffer): string => {
  try {
    return command().toString()
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout)
  }
}

describe('the key exchange of TLS 1.2 of real servers', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    folder = makeFolder()
    const rsa = `${folder.inside}/rsa`
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'],
      ...['-keyout', `${rsa}.key`, '-out', `${rsa}.pem`],
    )
  })
  after(() => folder?.remove())

  const probed = async (port: number): Promise<TlsFacts> =>
    tlsOf(await probeAddress(dialTo(port), probeOptions(PATIENT)))

  /** The curves that s_client gets, which may have to offer that of the key too. */
  const curvesOfOpenSsl = (port: number): string[] => {
    const offers = Object.keys(CURVES).flatMap((curve) => [curve, `${curve}:P-256`])
    const got = offers.map((groups) => {
      const options = ['-tls1_2', '-cipher', 'ECDHE', '-groups', groups]
      const said = saidBy(() => openssl('s_client', '-connect', `127.0.0.1:${port}`, ...options))
      const [, name = ''] = /Temp Key: (?:ECDH, )?(\w+)/.exec(said) ?? []
      return TEMP_KEY[name] ?? name
    })
    return [...new Set(got.filter((name) => name !== ''))]
  }

  const SERVERS: Record<string, (port: number) => string[]> = {
    'openssl s_server': (port) => [
      'openssl',
      's_server',
      '-www',
      '-quiet',
      '-accept',
      String(port),
      ...own(),
    ],
    'openssl s_server that decides': (port) => [
      ...['openssl', 's_server', '-www', '-quiet', '-accept', String(port), ...own()],
      ...['-serverpref', '-groups', 'P-384:P-256:X25519:brainpoolP256r1'],
    ],
    'gnutls-serv': (port) => [
      ...['gnutls-serv', '--http', '-q', '-p', String(port)],
      ...[`--x509certfile=${folder.classical}.pem`, `--x509keyfile=${folder.classical}.key`],
    ],
    botan: (port) => [
      ...['botan', 'tls_server', `${folder.classical}.pem`, `${folder.classical}.key`, `--port=${port}`],
    ],
  }

  const own = (): string[] => ['-cert', `${folder.classical}.pem`, '-key', `${folder.classical}.key`]

  for (const [name, command] of Object.entries(SERVERS))
    it(`${name}: the curves that openssl s_client gets`, async function () {
      skipIf(this, whyNot(`/usr/bin/${name.split(' ')[0]}`))
      const [found, expected] = await withServer(
        (port) => ({ command: command(port) }),
        async (port) => [await probed(port), curvesOfOpenSsl(port)],
      )
      const known = Object.values(CURVES)
      const curves = found.keyExchange12Details.flatMap(({ group = '' }) =>
        known.includes(group) ? group : [],
      )
      expect(curves).to.have.members(expected.map((curve) => CURVES[curve as keyof typeof CURVES]))
      const states = Map.groupBy(found.curves12 ?? [], ({ state }) => state)
      expect([...states.keys()]).to.deep.equal(['accepted', 'refused'])
      expect(states.get('refused')?.map(({ name: curve }) => curve)).to.include('secp160k1')
    })

  it('names the prime of DHE', async () => {
    const dhparam = `${folder.inside}/dhparam.pem`
    openssl('dhparam', '-out', dhparam, '1024')
    const primesOf = (...options: string[]) =>
      withServer(
        (port) => ({
          command: [
            ...['openssl', 's_server', '-www', '-quiet', '-accept', String(port), '-tls1_2'],
            ...['-cert', `${folder.inside}/rsa.pem`, '-key', `${folder.inside}/rsa.key`, ...options],
          ],
        }),
        async (port) =>
          (await probed(port)).keyExchange12Details.flatMap(({ bits, prime }) =>
            prime ? [[bits, prime]] : [],
          ),
      )
    const cipher = ['-cipher', 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0']
    expect(await primesOf(...cipher)).to.deep.equal([[2048, 'MODP 14 (RFC 3526)']])
    expect(await primesOf(...cipher, '-dhparam', dhparam)).to.deep.equal([[1024, 'custom']])
  })

  it('names the group of RFC 7919', async function () {
    skipIf(this, whyNot('/usr/bin/gnutls-serv'))
    const tls = await withServer(
      (port) => ({
        command: [
          ...[
            'gnutls-serv',
            '--http',
            '-q',
            '-p',
            String(port),
            '--priority',
            'NORMAL:-KX-ALL:+DHE-RSA:-VERS-TLS1.3',
          ],
          ...[`--x509certfile=${folder.inside}/rsa.pem`, `--x509keyfile=${folder.inside}/rsa.key`],
        ],
      }),
      probed,
    )
    expect(tls.keyExchange12Details).to.deep.include({ family: 'DHE', bits: 2048, prime: 'ffdhe2048' })
  })
})
