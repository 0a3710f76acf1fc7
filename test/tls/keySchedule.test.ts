import { expect } from 'chai'
import {
  applicationSecrets,
  earlySecret,
  finishedVerifyData,
  handshakeSecrets,
  hkdfExpandLabel,
  messageHash,
  pskBinder,
  resumptionPsk,
  trafficKeys,
  transcriptHash,
} from '../../src/tls/keySchedule.ts'
import { decode } from '../../src/tls/reader.ts'
import { bytes, hex, TRACES, Trace } from './rfc8448.ts'

describe('The key schedule of TLS 1.3', () => {
  for (const trace of TRACES) {
    describe(`RFC 8448, ${trace.name}`, () => {
      const pskOf = (): Uint8Array | undefined =>
        trace.name === 'resumed-0-rtt' ? trace.value('extract secret "early"', 'IKM') : undefined
      const early = () => earlySecret('sha256', pskOf())
      const handshake = () =>
        handshakeSecrets('sha256', early(), trace.sharedSecret, trace.hashTo('ServerHello', 'server'))
      const application = () =>
        applicationSecrets('sha256', handshake().handshake, trace.hashTo('Finished', 'server'))

      it('expands every label as the RFC does', () => {
        const expansions = trace.steps.flatMap(({ values }) =>
          ['', 'key ', 'iv '].flatMap((kind) => {
            const [prk, info, expanded] = [values['PRK'], values[`${kind}info`], values[`${kind}expanded`]]
            return prk && info && expanded ? [{ prk, info, expanded }] : []
          }),
        )
        expect(expansions.length).to.be.greaterThan(18)
        for (const { prk, info, expanded } of expansions) {
          const { length, label, context } = readHkdfLabel(bytes(info))
          expect(hex(hkdfExpandLabel('sha256', bytes(prk), label, context, length)), label).to.equal(expanded)
        }
      })

      it('comes to the Early Secret', () => {
        expect(hex(early())).to.equal(hex(trace.value('extract secret "early"', 'secret')))
      })

      it('comes to the Handshake Secret and its traffic secrets from the ephemeral keys and the hellos', () => {
        const { handshake: secret, client, server } = handshake()
        expect(hex(secret)).to.equal(hex(trace.value('extract secret "handshake"', 'secret')))
        expect(hex(client)).to.equal(hex(trace.value('derive secret "tls13 c hs traffic"', 'expanded')))
        expect(hex(server)).to.equal(hex(trace.value('derive secret "tls13 s hs traffic"', 'expanded')))
      })

      it('comes to the Main Secret and the application traffic secrets', () => {
        const { main, client, server } = application()
        expect(hex(main)).to.equal(hex(trace.value('extract secret "master"', 'secret')))
        expect(hex(client)).to.equal(hex(trace.value('derive secret "tls13 c ap traffic"', 'expanded')))
        expect(hex(server)).to.equal(hex(trace.value('derive secret "tls13 s ap traffic"', 'expanded')))
      })

      it('makes the traffic keys', () => {
        const steps = trace.steps.filter(({ values }) => values['key expanded'] !== undefined)
        expect(steps.length).to.be.greaterThan(3)
        for (const { does, values } of steps) {
          const { key, iv } = trafficKeys('sha256', bytes(values['PRK'] as string), 16)
          expect(hex(key), does).to.equal(values['key expanded'])
          expect(hex(iv), does).to.equal(values['iv expanded'])
        }
      })

      it('makes verify_data of both Finished messages', () => {
        const secrets = handshake()
        for (const side of ['server', 'client'] as const) {
          const verifyData = finishedVerifyData('sha256', secrets[side], trace.hashTo('Finished', side, true))
          expect(hex(verifyData), side).to.equal(hex(trace.message('Finished', side).subarray(4)))
        }
      })
    })
  }

  it('makes of a NewSessionTicket the pre-shared key that the resumed handshake starts from', () => {
    const [first, resumed] = [new Trace('simple-1-rtt'), new Trace('resumed-0-rtt')]
    const main = first.value('extract secret "master"', 'secret')
    const psk = resumptionPsk('sha256', main, first.hashTo('Finished', 'client'), Uint8Array.of(0, 0))
    expect(hex(psk)).to.equal(hex(resumed.value('extract secret "early"', 'IKM')))
  })

  it('makes the binder that stands at the end of the ClientHello', () => {
    const trace = new Trace('resumed-0-rtt')
    const hello = trace.message('ClientHello')
    const truncated = hello.subarray(0, hello.length - 35)
    const early = earlySecret('sha256', trace.value('extract secret "early"', 'IKM'))
    const binder = pskBinder('sha256', early, transcriptHash('sha256', [truncated]))
    expect(hex(binder)).to.equal(hex(hello.subarray(-32)))
    expect(hex(binder)).to.equal(hex(trace.value('calculate PSK binder', 'finished')))
  })

  it('takes zeros for the shared secret where only a pre-shared key is used (psk_ke)', () => {
    const early = earlySecret('sha256', bytes('01'.repeat(32)))
    const hash = transcriptHash('sha256', [])
    expect(handshakeSecrets('sha256', early, undefined, hash)).to.deep.equal(
      handshakeSecrets('sha256', early, new Uint8Array(32), hash),
    )
  })

  it('replaces the first ClientHello by a message_hash with the length of the hash', () => {
    expect(hex(messageHash('sha256', Uint8Array.of(1))).slice(0, 8)).to.equal('fe000020')
    expect(hex(messageHash('sha384', Uint8Array.of(1))).slice(0, 8)).to.equal('fe000030')
    expect(messageHash('sha384', Uint8Array.of(1)).length).to.equal(52)
  })
})

/** RFC 9846 §7.1: HkdfLabel. */
const readHkdfLabel = (info: Uint8Array): { length: number; label: string; context: Uint8Array } =>
  decode('HkdfLabel', info, (r) => ({
    length: r.u16(),
    label: Buffer.from(r.vector8()).toString('latin1').replace('tls13 ', ''),
    context: r.vector8(),
  }))
