import type { TlsOptions } from 'node:tls'
import { assess } from '../../../src/assess/assess.ts'
import { uncovered } from '../../../src/assess/findings/findings.ts'
import type { Assessment } from '../../../src/model/assessment.ts'
import { ENDPOINT } from '../../facts.ts'
import { atRandom, mixesBackEnds } from '../../middleboxes/mixesBackEnds.ts'
import { realServer } from '../../probe/front.ts'
import { PATIENT, probeOnce, tlsOf } from '../../probe/probing.ts'
import type { Report } from '../harness/row.ts'

const SCANS = 20

const CLASSICAL: TlsOptions = { ecdhCurve: 'x25519', minVersion: 'TLSv1.2' }
const HYBRID: TlsOptions = { ecdhCurve: 'X25519MLKEM768:x25519', minVersion: 'TLSv1.2' }
const H2: TlsOptions = { ...HYBRID, ALPNProtocols: ['h2'] }

/** The second server answers one of `of` connections. */
type Case = { what: string; first: TlsOptions; second: TlsOptions; of: number; finding: string }

const CASES: readonly Case[] = [
  { what: 'X25519MLKEM768 at one only', first: CLASSICAL, second: HYBRID, of: 8, finding: 'answers-differ' },
  {
    what: 'X25519MLKEM768 missing at one',
    first: HYBRID,
    second: CLASSICAL,
    of: 8,
    finding: 'answers-differ',
  },
  { what: 'the protocol (ALPN)', first: HYBRID, second: H2, of: 4, finding: 'servers-differ' },
  { what: 'the protocol (ALPN)', first: HYBRID, second: H2, of: 8, finding: 'servers-differ' },
]

type Scanned = { assessment: Assessment; connections: number }

const scanned = async ({ first, second, of }: Case, seed: number): Promise<Scanned> => {
  const servers = [await realServer(first), await realServer(second)]
  try {
    const address = await probeOnce(mixesBackEnds(servers, atRandom(seed, [of - 1, 1])), PATIENT)
    const assessment = assess({ endpoint: ENDPOINT, addresses: [address] }, new Date())
    return { assessment, connections: tlsOf(address).connections }
  } finally {
    await Promise.all(servers.map((one) => one.close()))
  }
}

/** How often a full probe finds that two servers behind one address differ, each time with other random numbers. */
export const run = async (report: Report): Promise<void> => {
  for (const one of CASES) {
    const all: Scanned[] = []
    for (let seed = 1; seed <= SCANS; seed++) all.push(await scanned(one, seed))
    const connections = all.map((scan) => scan.connections)
    const count = (is: (assessment: Assessment) => boolean): string =>
      `${all.filter(({ assessment }) => is(assessment)).length} of ${SCANS}`
    report({
      'servers differ in': one.what,
      share: `1 of ${one.of}`,
      finding: one.finding,
      found: count(({ findings }) => uncovered(findings).some(({ id }) => id === one.finding)),
      'category classical': count(({ keyExchange }) => keyExchange.category === 'classical'),
      'connections, mean': Math.round(connections.reduce((sum, some) => sum + some, 0) / SCANS),
      'connections, most': Math.max(...connections),
    })
  }
}
