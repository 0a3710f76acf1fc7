import { expect } from 'chai'
import type { VerifiedEndpoint } from '../../src/model/verification.ts'
import { cutsLargeHellos } from '../middleboxes/cutsLargeHellos.ts'
import { cutsSecondHellos } from '../middleboxes/cutsSecondHellos.ts'
import { limitsConnections, notEvery } from '../middleboxes/limitsConnections.ts'
import { mixesBackEnds } from '../middleboxes/mixesBackEnds.ts'
import { offersGroup, offersTls13, refusesHellos } from '../middleboxes/refusesHellos.ts'
import { stripsGroups } from '../middleboxes/stripsGroups.ts'
import { CLASSICAL, checkOf, idsWith, type TlsServer, tlsServer, verifyUrl } from './verifying.ts'

const X25519MLKEM768 = 0x11ec

/** Bytes: no classical hello is as long, and each with a hybrid key share is longer. */
const SEGMENT = 1200

const REMEDY = {
  tampered:
    'Find the device on the path that removes groups from ClientHellos (a firewall, proxy or load balancer), update it or exempt this host, and verify again: which groups the server accepts cannot be seen behind it.',
  largeHello:
    'Find the device on the path, or the server, that cuts off long ClientHellos, and update it (https://tldr.fail).',
  offerRefused:
    'Find the device on the path, or the server, that fails on ClientHellos with a group that it does not know, and update it.',
  secondHello:
    'Update the server’s TLS library, or find the device on the path that cuts off second ClientHellos: clients that send a classical key share cannot connect.',
  mixed: 'Upgrade every server behind this address: some choose a different group.',
}

describe('verify names the cause', () => {
  let hybrid: TlsServer
  let classical: TlsServer
  let old: TlsServer
  before(async () => {
    hybrid = await tlsServer({ ecdhCurve: 'X25519MLKEM768/X25519' })
    classical = await tlsServer(CLASSICAL)
    old = await tlsServer({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519:P-256' })
  })
  after(() => Promise.all([hybrid, classical, old].map((server) => server.close())))

  const verified = async (
    box: Promise<{ port: number; close(): Promise<void> }>,
    options: Parameters<typeof verifyUrl>[1] = {},
  ): Promise<VerifiedEndpoint> => {
    const { port, close } = await box
    try {
      const lookup = async () => [{ address: '127.0.0.1' }]
      return await verifyUrl(`https://localhost:${port}/mcp`, { lookup, ...options })
    } finally {
      await close()
    }
  }

  const expectFailed = (
    result: VerifiedEndpoint,
    id: string,
    evidence: string | RegExp,
    remedy: string,
  ): void => {
    const check = checkOf(result, id)
    expect(check.result, id).to.equal('fail')
    if (typeof evidence === 'string') expect(check.evidence, id).to.equal(evidence)
    else expect(check.evidence, id).to.match(evidence)
    expect(check.remedy, id).to.equal(remedy)
  }

  it('groups that are removed from hellos are tampering, and say nothing of the server', async () => {
    const result = await verified(stripsGroups(hybrid, (group) => group !== X25519MLKEM768))
    expect(result.verdict).to.equal('fail')
    const changed =
      'a ClientHello that offers X25519MLKEM768 is changed on the path: the server answers another one, with x25519, and the handshake fails; it completes if only x25519 is offered'
    expectFailed(result, 'no-downgrade', changed, REMEDY.tampered)
    expectFailed(
      result,
      'default-client',
      `the handshake failed (ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC): ${changed}`,
      REMEDY.tampered,
    )
    for (const id of ['repeated-dials', 'client-runtimes'])
      expect(checkOf(result, id).remedy, id).to.equal(REMEDY.tampered)
    const unknown = 'unknown: ClientHellos with X25519MLKEM768 are changed on the path'
    expect(checkOf(result, 'addresses')).to.include({
      evidence: `0 of 1 address: ${unknown}`,
      inconclusive: true,
    })
    for (const id of ['hybrid-only-client', 'independent-stack', 'preference', 'hello-retry', 'mcp-session'])
      expect(checkOf(result, id), id).to.include({ evidence: unknown, inconclusive: true })
  })

  it('a server without post-quantum groups is not tampering', async () => {
    const result = await verified(stripsGroups(classical, () => true))
    expect(checkOf(result, 'addresses').evidence).to.equal('0 of 1 address: accepts no post-quantum group')
    expect(checkOf(result, 'no-downgrade')).to.include({
      result: 'skipped',
      evidence: 'it accepts no post-quantum group',
    })
  })

  it('long hellos that are cut off', async () => {
    for (const part of ['message', 'segment'] as const) {
      const result = await verified(cutsLargeHellos(hybrid, { over: SEGMENT, of: part, by: 'reset' }))
      expect(result.verdict).to.equal('fail')
      const cut =
        'a ClientHello of 2 KB, as long as one with a hybrid key share, is not answered: cut off (the connection was reset)'
      const dialled = `the connection ended before the answer: ${cut}`
      expectFailed(result, 'default-client', dialled, REMEDY.largeHello)
      expectFailed(result, 'hello-tolerance', /^a hello of 2 KB: cut off/, REMEDY.largeHello)
      expect(checkOf(result, 'client-runtimes').remedy).to.equal(REMEDY.largeHello)
      for (const id of ['repeated-dials', 'mcp-session'])
        expect(checkOf(result, id), id).to.include({
          evidence: 'unknown: long ClientHellos are not answered',
          inconclusive: true,
        })
      expect(checkOf(result, 'addresses').result).to.equal('pass')
    }
  })

  it('a group that may not be offered', async () => {
    const internalError = { alert: 80 }
    const result = await verified(refusesHellos(hybrid, offersGroup(X25519MLKEM768), internalError))
    expect(result.verdict).to.equal('fail')
    const refused =
      'a ClientHello that offers X25519MLKEM768 and x25519 is not accepted: refused (internal_error); one that offers x25519 only is'
    const dialled = `the handshake ended in the alert internal_error: ${refused}`
    expectFailed(result, 'default-client', dialled, REMEDY.offerRefused)
    expect(checkOf(result, 'addresses')).to.include({
      evidence: '0 of 1 address: unknown: ClientHellos that offer X25519MLKEM768 are not accepted',
      inconclusive: true,
    })
  })

  it('a server that accepts only clients with a pre-shared key, of which nothing is known', async () => {
    const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const
    const result = await verified(tlsServer({ ...versions, ciphers: 'PSK', pskCallback: () => null }))
    expect(result.verdict).to.equal('incomplete')
    expect(idsWith(result, 'fail')).to.deep.equal([])
    expect(checkOf(result, 'default-client').evidence).to.equal(
      'the server accepts only clients with a pre-shared key',
    )
    expect(checkOf(result, 'addresses')).to.include({
      evidence: '0 of 1 address: unknown: the server accepts only clients with a pre-shared key',
      inconclusive: true,
    })
    for (const id of ['repeated-dials', 'classical-clients', 'client-runtimes', 'mcp-session'])
      expect(checkOf(result, id), id).to.include({
        evidence: 'unknown: the server accepts only clients with a pre-shared key',
        inconclusive: true,
      })
  })

  it('TLS 1.3 that may not be offered', async () => {
    const both = await tlsServer({ minVersion: 'TLSv1.2', ecdhCurve: 'X25519MLKEM768:X25519:P-256' })
    const result = await verified(refusesHellos(both, offersTls13, 'reset'))
    await both.close()
    expect(result.verdict).to.equal('fail')
    const remedy =
      'Find the device on the path, or the server, that fails on ClientHellos with TLS 1.3, and update it: no earlier version has post-quantum key exchange.'
    expectFailed(
      result,
      'default-client',
      'the connection ended before the answer: ClientHellos that offer TLS 1.3 are not accepted: cut off (the connection was reset); those without it are',
      remedy,
    )
    expect(checkOf(result, 'addresses')).to.include({
      evidence: '0 of 1 address: unknown: ClientHellos that offer TLS 1.3 are not accepted',
      inconclusive: true,
    })
  })

  it('TLS 1.2 only needs TLS 1.3', async () => {
    const result = await verified(stripsGroups(old, () => true))
    const remedy =
      'Enable TLS 1.3: no earlier version has post-quantum key exchange. Put X25519MLKEM768 first in the server’s group list (OpenSSL 3.5, Go 1.24 or later).'
    expectFailed(result, 'default-client', 'TLS 1.2 with x25519: not a post-quantum group', remedy)
    expectFailed(
      result,
      'addresses',
      '0 of 1 address: accepts no post-quantum group: TLS 1.3 is refused; the highest version is TLS 1.2',
      remedy,
    )
  })

  for (const by of ['reset', 'close'] as const)
    it(`a second hello that is cut off (${by})`, async () => {
      const result = await verified(cutsSecondHellos(hybrid, by))
      expect(idsWith(result, 'fail')).to.deep.equal(['hello-retry', 'mcp-session'])
      const how = by === 'reset' ? 'reset' : 'closed'
      expectFailed(
        result,
        'hello-retry',
        `after a HelloRetryRequest the second ClientHello is not answered: cut off (the connection was ${how} in the middle of the answer); a handshake that needs no second one completes`,
        REMEDY.secondHello,
      )
    })

  it('dials again where one connection in five is reset', async () => {
    for (let lost = 0; lost < 5; lost++) {
      const result = await verified(
        limitsConnections(hybrid, ({ nth }) => notEvery(5)({ nth: nth + lost, open: 0 }), 'reset'),
      )
      expect(idsWith(result, 'fail'), `${lost}`).to.deep.equal(['mcp-session'])
      expect(checkOf(result, 'default-client').result).to.equal('pass')
      expect(result.checks.filter(({ inconclusive }) => inconclusive)).to.deep.equal([])
    }
  })

  it('servers behind one address that differ', async () => {
    const result = await verified(mixesBackEnds([hybrid, hybrid, classical]), { dials: 8 })
    expect(result.verdict).to.equal('fail')
    expectFailed(
      result,
      'repeated-dials',
      /^[56] of 8 connections post-quantum \(X25519MLKEM768/,
      REMEDY.mixed,
    )
    expect(checkOf(result, 'preference')).to.include({ inconclusive: true })
    expect(checkOf(result, 'preference').evidence).to.match(/^answers differ between connections: /)
  })
})
