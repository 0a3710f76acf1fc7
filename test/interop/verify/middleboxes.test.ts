import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { VerifiedEndpoint } from '../../../src/model/verification.ts'
import { cutsLargeHellos } from '../../middleboxes/cutsLargeHellos.ts'
import { cutsSecondHellos } from '../../middleboxes/cutsSecondHellos.ts'
import { limitsConnections, notEvery, onlyFirst, perSecond } from '../../middleboxes/limitsConnections.ts'
import { atRandom, mixesBackEnds } from '../../middleboxes/mixesBackEnds.ts'
import { offersGroup, refusesHellos } from '../../middleboxes/refusesHellos.ts'
import type { Behind } from '../../middleboxes/relay.ts'
import { stripsGroups } from '../../middleboxes/stripsGroups.ts'
import { terminatesTls } from '../../middleboxes/terminatesTls.ts'
import { skipIf } from '../../skip.ts'
import { checkOf, idsWith, verifyUrl } from '../../verify/verifying.ts'
import { type Folder, makeFolder, type Running, whyNot, withServer } from '../servers/tlsServers.ts'

const X25519MLKEM768 = 0x11ec
const INTERNAL_ERROR = { alert: 80 }

/** Milliseconds for a connection and for each answer; and where nothing comes on purpose. */
const TIMEOUT_MS = 5000
const IMPATIENT_MS = 1000

const HYBRID = 'X25519MLKEM768/X25519:secp256r1'
const PATH = /^Find the device on the path/

type Box = { port: number; close(): Promise<void> }
type Diagnosis = {
  box(nginx: Behind): Promise<Box>
  timeoutMs?: number
  verdict?: VerifiedEndpoint['verdict']
  /** What fails for this reason: its evidence and its remedy. */
  failed: Record<string, [RegExp, RegExp]>
  /** What cannot be seen, and therefore is open. */
  open?: string[]
}

const HIDDEN = ['hybrid-only-client', 'independent-stack', 'hello-retry', 'mcp-session']
const LONG_CUT: Diagnosis['failed'] = {
  'default-client': [
    /: a ClientHello of 2 KB, as long as one with a hybrid key share, is not answered: /,
    PATH,
  ],
  'hello-tolerance': [/^a hello of 2 KB: (cut off|refused|timed out)/, PATH],
  'client-runtimes': [/cut off here$/, PATH],
}

const DIAGNOSES: Record<string, Diagnosis> = {
  'removes the hybrid group': {
    box: (nginx) => stripsGroups(nginx, (group) => group !== X25519MLKEM768),
    failed: {
      'no-downgrade': [/^a ClientHello that offers X25519MLKEM768 is changed on the path: /, PATH],
      'default-client': [/BAD_RECORD_MAC.*is changed on the path/, PATH],
    },
    open: [...HIDDEN, 'addresses'],
  },
  'removes everything but secp256r1': {
    box: (nginx) => stripsGroups(nginx, (group) => group === 0x17),
    failed: { 'no-downgrade': [/is changed on the path: .*, with secp256r1, /, PATH] },
    open: [...HIDDEN, 'addresses'],
  },
  'resets long hellos': {
    box: (nginx) => cutsLargeHellos(nginx, { over: 1400, of: 'message', by: 'reset' }),
    failed: LONG_CUT,
    open: HIDDEN,
  },
  'closes at long segments': {
    box: (nginx) => cutsLargeHellos(nginx, { over: 1400, of: 'segment', by: 'close' }),
    failed: LONG_CUT,
    open: HIDDEN,
  },
  'answers long hellos with an alert': {
    box: (nginx) => cutsLargeHellos(nginx, { over: 1400, of: 'message', by: INTERNAL_ERROR }),
    failed: LONG_CUT,
    open: HIDDEN,
  },
  'resets hellos in two segments': {
    box: (nginx) => cutsLargeHellos(nginx, { over: 1, of: 'segments', by: 'reset' }),
    failed: { 'hello-tolerance': [/^a hello of 2 KB in two TCP segments: cut off/, /tldr\.fail/] },
  },
  'refuses offers of the hybrid group': {
    box: (nginx) => refusesHellos(nginx, offersGroup(X25519MLKEM768), INTERNAL_ERROR),
    failed: { 'default-client': [/is not accepted: refused \(internal_error\); one that offers /, PATH] },
    open: [...HIDDEN, 'addresses'],
  },
  'does not answer offers of the hybrid group': {
    box: (nginx) => refusesHellos(nginx, offersGroup(X25519MLKEM768), 'silence'),
    timeoutMs: IMPATIENT_MS,
    failed: { 'default-client': [/^no answer in time: .* is not accepted: timed out \(no answer\)/, PATH] },
    open: [...HIDDEN, 'addresses', 'repeated-dials'],
  },
  'resets second hellos': {
    box: (nginx) => cutsSecondHellos(nginx, 'reset'),
    failed: {
      'hello-retry': [
        /^after a HelloRetryRequest the second ClientHello is not answered: cut off/,
        /second ClientHellos/,
      ],
    },
  },
  'does not answer second hellos': {
    box: (nginx) => cutsSecondHellos(nginx, 'silence'),
    timeoutMs: IMPATIENT_MS,
    failed: { 'hello-retry': [/the second ClientHello is not answered: timed out/, /second ClientHellos/] },
  },
}

describe('verify behind middleboxes, in front of nginx', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/nginx'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const nginx =
    (groups: string, protocols = 'TLSv1.2 TLSv1.3') =>
    (port: number): Running => ({
      command: [
        'nginx',
        '-c',
        folder.write(
          `nginx-${port}.conf`,
          `daemon off; pid ${folder.inside}/pid-${port}; error_log ${folder.inside}/error.log;
events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; ssl_protocols ${protocols}; ssl_ecdh_curve ${groups};
ssl_certificate ${folder.classical}.pem; ssl_certificate_key ${folder.classical}.key; location / { return 404; } } }
`,
        ),
      ],
    })

  const verifyBehind = async (
    making: Promise<Box>,
    options: Parameters<typeof verifyUrl>[1] = {},
  ): Promise<VerifiedEndpoint> => {
    const box = await making
    try {
      const ca = [readFileSync(`${folder.outside}/p256.pem`, 'utf8')]
      const lookup = async () => [{ address: '127.0.0.1' }]
      return await verifyUrl(`https://localhost:${box.port}/mcp`, {
        lookup,
        ca,
        timeoutMs: TIMEOUT_MS,
        ...options,
      })
    } finally {
      await box.close()
    }
  }

  for (const [name, { box, timeoutMs = TIMEOUT_MS, failed, open = [] }] of Object.entries(DIAGNOSES))
    it(`names one that ${name}`, async () => {
      const result = await withServer(nginx(HYBRID), (port) => verifyBehind(box({ port }), { timeoutMs }))
      expect(result.verdict).to.equal('fail')
      for (const [id, [evidence, remedy]] of Object.entries(failed)) {
        const check = checkOf(result, id)
        expect(check.result, id).to.equal('fail')
        expect(check.evidence, id).to.match(evidence)
        expect(check.remedy, id).to.match(remedy)
      }
      for (const id of open)
        expect(checkOf(result, id), id).to.include({ result: 'skipped', inconclusive: true })
      const text = JSON.stringify(result.checks)
      expect(text).not.to.include('check the HTTP server behind it')
      expect(text).not.to.include('Put X25519MLKEM768 first')
    })

  it('waits for few long hellos where none is answered', async () => {
    let long = 0
    const result = await withServer(nginx(HYBRID), (port) =>
      verifyBehind(
        refusesHellos({ port }, ({ bytes }) => bytes > 1400 && ++long > 0, 'silence'),
        { timeoutMs: IMPATIENT_MS },
      ),
    )
    for (const [id, [evidence, remedy]] of Object.entries(LONG_CUT)) {
      expect(checkOf(result, id).evidence, id).to.match(evidence)
      expect(checkOf(result, id).remedy, id).to.match(remedy)
    }
    expect(long).to.be.at.most(11)
  })

  for (const by of ['reset', 'close', INTERNAL_ERROR] as const) {
    const ends = typeof by === 'string' ? by : 'internal_error'
    for (const most of [40, 60])
      it(`does not take the limit of a host for a device that refuses hellos: ${most} connections, then ${ends}`, async () => {
        const result = await withServer(nginx(HYBRID), (port) =>
          verifyBehind(limitsConnections({ port }, onlyFirst(most), by)),
        )
        for (const { id, remedy } of result.checks) expect(remedy ?? '', id).not.to.match(PATH)
      })

    it(`names a host that answers no more connections: ${ends}`, async () => {
      const result = await withServer(nginx(HYBRID), (port) =>
        verifyBehind(limitsConnections({ port }, onlyFirst(15), by)),
      )
      expect(result.verdict).to.equal('incomplete')
      expect(checkOf(result, 'default-client').evidence).to.match(
        /^the host limits connections, or has stopped: a ClientHello that the scan saw accepted is not accepted any more: (cut off|refused|not tested) /,
      )
      for (const id of ['hybrid-only-client', 'repeated-dials', 'hello-retry', 'mcp-session'])
        expect(checkOf(result, id).evidence, id).to.equal('unknown: the host answers no more connections')
    })

    it(`names a limit of ten connections a second, the others get ${ends}, and finds what it hides`, async () => {
      const started = performance.now()
      const result = await withServer(nginx(HYBRID), (port) =>
        verifyBehind(limitsConnections({ port }, perSecond(10), by)),
      )
      expect(performance.now() - started).to.be.below(60_000)
      expect(checkOf(result, 'connection').evidence).to.match(
        / speaks TLS; the host cut connections off after \d+ answers?,/,
      )
      for (const id of ['default-client', 'hybrid-only-client', 'no-downgrade'])
        expect(checkOf(result, id).result, id).to.equal('pass')
      for (const { id, remedy } of result.checks) expect(remedy ?? '', id).not.to.match(PATH)
    })
  }

  it('passes what loses one connection in five', async () => {
    const result = await withServer(nginx(HYBRID), (port) =>
      verifyBehind(limitsConnections({ port }, notEvery(5), 'reset')),
    )
    expect(idsWith(result, 'fail')).to.deep.equal(['mcp-session'])
    expect(checkOf(result, 'mcp-session').evidence).to.match(/^over X25519MLKEM768: /)
    expect(result.checks.filter(({ inconclusive }) => inconclusive)).to.deep.equal([])
  })

  it('fails back ends that differ, and says that TLS 1.2 needs TLS 1.3', async () => {
    await withServer(nginx(HYBRID), (hybrid) =>
      withServer(nginx('X25519'), async (classical) => {
        const pick = atRandom(3, [2, 1])
        const box = mixesBackEnds([{ port: hybrid }, { port: classical }], pick)
        const result = await verifyBehind(box, { dials: 16 })
        expect(result.verdict).to.equal('fail')
        const { evidence, remedy } = checkOf(result, 'repeated-dials')
        expect(evidence).to.match(
          /^\d+ of 16 connections post-quantum \(X25519MLKEM768 \d+ times, x25519 \d+ times\)$/,
        )
        expect(remedy).to.equal('Upgrade every server behind this address: some choose a different group.')
      }),
    )
    const result = await withServer(nginx('X25519', 'TLSv1.2'), (port) =>
      verifyBehind(stripsGroups({ port }, () => true)),
    )
    const { evidence, remedy } = checkOf(result, 'addresses')
    expect(evidence).to.match(/TLS 1\.3 is refused; the highest version is TLS 1\.2$/)
    expect(remedy).to.match(/^Enable TLS 1\.3: no earlier version has post-quantum key exchange\. /)
  })

  it('fails what terminates TLS with a certificate that is not trusted, and with a classical group', async () => {
    const result = await withServer(nginx(HYBRID), (port) => {
      const [cert, key] = ['pem', 'key'].map((end) => readFileSync(`${folder.outside}/p256.${end}`, 'utf8'))
      return verifyBehind(
        terminatesTls({ port }, { ...(cert && { cert }), ...(key && { key }), ecdhCurve: 'X25519' }),
        { ca: [] },
      )
    })
    expect(idsWith(result, 'fail')).to.include.members(['default-client', 'addresses', 'certificates'])
  })
})
