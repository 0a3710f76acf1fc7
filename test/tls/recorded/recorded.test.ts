import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { alertName } from '../../../src/registry/tls/messages/alerts.ts'
import { schemeName } from '../../../src/registry/tls/signatureSchemes.ts'
import { TLS12, TLS13, versionName } from '../../../src/registry/tls/versions.ts'
import {
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateRequest,
  decodeCertificateVerify,
  decodeEncryptedExtensions,
  decodeNewSessionTicket,
} from '../../../src/tls/authentication.ts'
import { decodeClientHello, encodeClientHello } from '../../../src/tls/clientHello.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { ALERT_LEVEL, encodeRecords } from '../../../src/tls/record.ts'
import { type ServerHello, selectedGroup, selectedVersion } from '../../../src/tls/serverHello.ts'
import type { ServerKeyExchange } from '../../../src/tls/serverKeyExchange.ts'
import { SCENARIOS } from '../../vectors/scenarios.ts'
import { hex } from '../rfc8448.ts'
import { type Recording, Replay, recordings, type SeenMessage, type Side } from './recording.ts'
import {
  groupOf,
  keyExchangeOf,
  messageName,
  messagesOf,
  primeBits,
  publicKeyOf,
  signatureOf,
  suiteOf,
  verifies,
} from './shown.ts'

describe('Handshakes recorded from real servers', () => {
  it('are there for every scenario, as the scenario stands now', () => {
    const found = new Map(recordings().map(({ scenario, origin, shows }) => [scenario, { origin, shows }]))
    expect([...found.keys()].sort()).to.deep.equal(SCENARIOS.map(({ name }) => name).sort())
    for (const { name, server, shows } of SCENARIOS) {
      expect(found.get(name)?.origin.command).to.equal(server)
      expect(found.get(name)?.shows).to.deep.equal(shows)
    }
  })

  for (const recording of recordings()) {
    const { scenario, origin, shows } = recording
    describe(`${scenario} (${origin.server})`, () => {
      let replay: Replay
      let sent: SeenMessage[]
      let keyExchange: ServerKeyExchange | undefined
      let version: number | undefined

      before(() => {
        replay = new Replay(recording)
        sent = messagesOf(replay, 'server')
        keyExchange = keyExchangeOf(replay)
        version = replay.hello && selectedVersion(replay.hello)
      })

      it('is understood to its last byte', () => {
        expect(replay.pending).to.equal(0)
        expect(replay.messages[0]?.type).to.equal(HANDSHAKE_TYPE.client_hello)
      })

      it('shows what the server was set up to do', () => {
        expect(version === undefined ? undefined : versionName(version)).to.equal(shows.version)
        if (shows.messages) expect(firstFlight(sent)).to.deep.equal(shows.messages)
        if (shows.cipherSuite) expect(suiteOf(replay)?.name).to.equal(shows.cipherSuite)
        if (shows.group) expect(groupName(groupOf(replay, keyExchange) ?? 0)).to.equal(shows.group)
        if (shows.primeBits) expect(primeBits(keyExchange)).to.equal(shows.primeBits)
        const alerts = replay.alerts.filter(({ from, description }) => from === 'server' && description !== 0)
        expect(alerts.map(({ description }) => alertName(description))).to.deep.equal(shows.alerts ?? [])
        expect(replay.retry !== undefined).to.equal(shows.retried ?? false)
        if (shows.retried) expect(selectedGroup(replay.retry as ServerHello)).to.equal(groupOf(replay))
      })

      it('decodes in every message', () => {
        for (const message of replay.messages) decodeMessage(message, version ?? TLS12, keyExchange)
      })

      it('comes out the same when it is encoded again', () => {
        for (const { type, body, bytes } of replay.messages) {
          expect(hex(encodeHandshake(type, body))).to.equal(hex(bytes))
          if (type === HANDSHAKE_TYPE.client_hello) {
            expect(hex(encodeClientHello(decodeClientHello(body)))).to.equal(hex(bytes))
          }
        }
        for (const side of ['client', 'server'] as const) {
          expect(encodeAgain(replay, side, scenario.endsWith('-padded'))).to.equal(wire(recording, side))
        }
      })

      if (shows.version === 'TLS 1.3') {
        it('has two Finished that verify', () => expect(replay.finished).to.equal(2))
      }

      if (shows.version && !/anonymous|static-rsa/.test(scenario)) {
        it('has a signature that the key in the certificate made', () => {
          const signed = signatureOf(replay, keyExchange)
          if (shows.scheme) expect(schemeName(signed.algorithm ?? 0)).to.equal(shows.scheme)
          expect(verifies(signed, publicKeyOf(replay))).to.equal(true)
          const forged = { ...signed, content: Uint8Array.of(...signed.content, 0) }
          expect(verifies(forged, publicKeyOf(replay))).to.equal(false)
        })
      }

      if (shows.shape === 'several messages in one record') {
        it(`has ${shows.shape}`, () => expect(Math.max(...sent.map(({ shares }) => shares))).to.be.above(1))
      }
      if (shows.shape === 'one message over several records') {
        it(`has ${shows.shape}`, () => expect(Math.max(...sent.map(({ spans }) => spans))).to.be.above(1))
      }
    })
  }

  it('has a warning before the answer, and the answer after it', () => {
    const replay = new Replay(named('openssl-tls12-warning-first'))
    expect(replay.alerts[0]).to.deep.equal({ level: ALERT_LEVEL.warning, description: 112, from: 'server' })
    expect(replay.hello).to.not.equal(undefined)
  })

  it('has a client that certified itself', () => {
    const sent = messagesOf(new Replay(named('openssl-tls12-client-certificate')), 'client')
    expect(sent.map(({ type }) => messageName(type))).to.deep.equal([
      'client_hello',
      'certificate',
      'client_key_exchange',
      'certificate_verify',
    ])
    const certificate = sent.find(({ type }) => type === HANDSHAKE_TYPE.certificate) as SeenMessage
    const [own] = decodeCertificate12(certificate.body)
    expect(new X509Certificate(own as Uint8Array).subject).to.equal('CN=localhost')
  })
})

/** All that a TLS 1.3 server sent; of an older one what came before the client had to answer. */
const firstFlight = (sent: readonly SeenMessage[]): (string | undefined)[] => {
  const done = sent.findIndex(({ type }) => type === HANDSHAKE_TYPE.server_hello_done)
  return sent.slice(0, done < 0 ? undefined : done + 1).map(({ type }) => messageName(type))
}

const named = (scenario: string): Recording => {
  const found = recordings().find((recording) => recording.scenario === scenario)
  if (!found) throw new Error(`no recording ${scenario}`)
  return found
}

const wire = ({ flow }: Recording, side: Side): string =>
  flow
    .filter(({ from }) => from === side)
    .map(({ bytes }) => bytes)
    .join('')

/** Padding (RFC 9846 §5.4) is the sender's choice: this codec adds none, so a padded record stands for itself. */
const encodeAgain = (replay: Replay, side: Side, padded: boolean): string =>
  replay.records
    .filter(({ from }) => from === side)
    .map(({ type, version, fragment, inner }) =>
      hex(inner && !padded ? inner.again : encodeRecords(type, version, fragment, 0x5000)),
    )
    .join('')

/** Throws where a decoder does not take the message. */
const decodeMessage = (
  { type, body }: SeenMessage,
  version: number,
  keyExchange: ServerKeyExchange | undefined,
): void => {
  const modern = version === TLS13
  switch (type) {
    case HANDSHAKE_TYPE.encrypted_extensions:
      decodeEncryptedExtensions(body)
      break
    case HANDSHAKE_TYPE.certificate_request:
      if (modern) expect(decodeCertificateRequest(body).signatureSchemes).to.not.have.length(0)
      break
    case HANDSHAKE_TYPE.certificate:
      if (modern) decodeCertificate(body)
      else decodeCertificate12(body)
      break
    case HANDSHAKE_TYPE.certificate_verify:
      decodeCertificateVerify(body)
      break
    case HANDSHAKE_TYPE.server_key_exchange:
      expect(keyExchange).to.not.equal(undefined)
      break
    case HANDSHAKE_TYPE.new_session_ticket:
      if (modern) expect(decodeNewSessionTicket(body).lifetime).to.be.within(1, 604_800)
      break
    case HANDSHAKE_TYPE.server_hello_done:
      expect(body).to.have.length(0)
      break
  }
}
