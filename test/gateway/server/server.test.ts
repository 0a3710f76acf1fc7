import { once } from 'node:events'
import { expect } from 'chai'
import { kindOfGroup } from '../../../src/gateway/groups.ts'
import { dial, hangUp, type Serving, serve } from './serving.ts'

const HYBRID = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024']

const groupOf = async (server: Serving, ecdhCurve: string, options: object = {}): Promise<string> => {
  const socket = await dial(server, { ecdhCurve, ...options })
  const { name } = socket.getEphemeralKeyInfo() as { name: string }
  await hangUp(socket)
  return name
}

const alertOf = (server: Serving, options: object): Promise<string> =>
  dial(server, options).then(
    () => 'accepted',
    (error: NodeJS.ErrnoException) => String(error.code),
  )

describe('gateway server: groups', () => {
  let server: Serving
  afterEach(() => server.close())

  for (const group of HYBRID) {
    it(`makes a connection with ${group}, and knows it`, async () => {
      server = await serve()
      expect(await groupOf(server, group)).to.equal(group)
      expect(await server.event('connection-made')).to.include({
        group,
        protocol: 'TLSv1.3',
        isResumed: false,
      })
      expect(kindOfGroup(group)).to.equal('hybrid')
    })
  }

  it('prefers X25519MLKEM768, but takes the hybrid group whose key share has come', async () => {
    server = await serve()
    expect(await groupOf(server, 'X25519MLKEM768:SecP384r1MLKEM1024')).to.equal('X25519MLKEM768')
    expect(await groupOf(server, 'SecP384r1MLKEM1024:X25519MLKEM768')).to.equal('SecP384r1MLKEM1024')
    expect(await groupOf(server, 'x25519:SecP256r1MLKEM768:X25519MLKEM768')).to.equal('X25519MLKEM768')
  })

  it('refuses a client without a hybrid group with handshake_failure, and says what it offered', async () => {
    server = await serve()
    expect(await alertOf(server, { ecdhCurve: 'x25519:prime256v1' })).to.match(/ALERT_HANDSHAKE_FAILURE$/)
    const refused = await server.event('connection-refused')
    expect(refused).to.include({ reason: 'no-hybrid-group' })
    expect(refused.offered).to.deep.equal(['x25519', 'secp256r1'])
    expect(refused.remote).to.match(/^127\.0\.0\.1:\d+$/)
    expect(server.events).to.have.lengthOf(1)
  })

  it('does not call a client classical that has hybrid groups of another kind', async () => {
    server = await serve()
    expect(await alertOf(server, { ecdhCurve: 'MLKEM1024' })).to.match(/ALERT_HANDSHAKE_FAILURE$/)
    const refused = await server.event('connection-refused')
    expect(refused).to.include({ reason: 'no-common-group' })
    expect(refused.offered).to.deep.equal(['MLKEM1024'])
  })

  it('takes x25519 where classical is allowed, and only where there is nothing better', async () => {
    server = await serve({ policy: 'allow-classical' })
    expect(await groupOf(server, 'x25519')).to.equal('X25519')
    expect(await server.event('connection-made')).to.include({ group: 'x25519' })
    for (const both of ['x25519:X25519MLKEM768', 'X25519MLKEM768:x25519']) {
      expect(await groupOf(server, both)).to.equal('X25519MLKEM768')
    }
    expect(await alertOf(server, { ecdhCurve: 'prime256v1' })).to.match(/ALERT_HANDSHAKE_FAILURE$/)
    expect(await server.event('connection-refused')).to.include({ reason: 'no-common-group' })
  })

  it('refuses TLS 1.2 with protocol_version', async () => {
    server = await serve({ policy: 'allow-classical' })
    expect(await alertOf(server, { maxVersion: 'TLSv1.2' })).to.match(/ALERT_PROTOCOL_VERSION$/)
    expect(await server.event('connection-refused')).to.include({ reason: 'no-tls-1.3' })
  })

  it('keeps the key exchange fresh when a session is resumed, with another group too', async () => {
    server = await serve()
    const first = await dial(server, { ecdhCurve: 'X25519MLKEM768' })
    const [session] = (await once(first, 'session')) as [Buffer]
    await hangUp(first)
    for (const group of ['X25519MLKEM768', 'SecP384r1MLKEM1024']) {
      const resumed = await dial(server, { ecdhCurve: group, session })
      expect(resumed.isSessionReused()).to.equal(true)
      await hangUp(resumed)
    }
    const made = server.events.filter(({ event }) => event === 'connection-made')
    expect(made.map((event) => 'group' in event && [event.group, event.isResumed])).to.deep.equal([
      ['X25519MLKEM768', false],
      ['X25519MLKEM768', true],
      ['SecP384r1MLKEM1024', true],
    ])
  })

  it('shows the ML-DSA chain to who can check it, else the ECDSA one', async () => {
    server = await serve()
    for (const [sigalgs, type] of [
      ['mldsa65:ecdsa_secp256r1_sha256', 'ml-dsa-65'],
      ['mldsa65', 'ml-dsa-65'],
      ['ecdsa_secp256r1_sha256', 'ec'],
    ]) {
      const socket = await dial(server, { sigalgs })
      expect(socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType).to.equal(type)
      expect(socket.authorized).to.equal(true)
      await hangUp(socket)
    }
  })

  it('says why a handshake failed after the hello', async () => {
    server = await serve()
    expect(await alertOf(server, { ca: [], rejectUnauthorized: true })).to.match(/UNABLE_TO|SELF_SIGNED/)
    expect(await alertOf(server, { sigalgs: 'rsa_pss_rsae_sha256' })).to.match(/HANDSHAKE_FAILURE$/)
    const refused = server.events.filter(({ event }) => event === 'connection-refused')
    expect(refused.at(-1)).to.include({ reason: 'handshake-failed' })
    expect(refused.at(-1))
      .to.have.property('detail')
      .that.matches(/signature|cipher/i)
  })
})
