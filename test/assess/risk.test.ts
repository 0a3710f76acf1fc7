import { expect } from 'chai'
import { findingsOf } from '../../src/assess/findings/findings.ts'
import { assessRisk, type RiskInput } from '../../src/assess/risk.ts'
import type { AuthenticationCategory, KeyExchangeCategory, Tier } from '../../src/model/assessment.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import { ENDPOINT } from '../facts.ts'
import { tlsFacts } from '../plan/endpoints.ts'

/** Every dimension of a risk, from best to worst; what is unknown stands where docs/risk.md puts it. */
const SPACE = {
  tier: ['low', 'unknown', 'moderate', 'high', 'critical'],
  shelfLife: [0, 1, 5, 10, 25, 50],
  posture: [
    'hybrid only',
    'hybrid',
    'hybrid, prefers classical',
    'classical',
    'obsolete',
    'static RSA',
    'plaintext',
  ],
  certificate: ['pqc', 'classical', 'RSA 2048', 'RSA 1024'],
  address: ['10.0.0.1', '192.0.9.1'],
  credentials: [false, true],
  access: ['read', 'unknown', 'write'],
  unbounded: [false, true],
} as const

type Point = { [Key in keyof typeof SPACE]: (typeof SPACE)[Key][number] }

const DIMENSIONS = Object.keys(SPACE) as (keyof typeof SPACE)[]

function* points(dimensions = DIMENSIONS): Generator<Partial<Point>> {
  const [first, ...rest] = dimensions
  if (first === undefined) return yield {}
  for (const value of SPACE[first]) for (const other of points(rest)) yield { [first]: value, ...other }
}

const CATEGORY: Record<Point['posture'], KeyExchangeCategory> = {
  'hybrid only': 'hybrid',
  hybrid: 'hybrid',
  'hybrid, prefers classical': 'hybrid',
  classical: 'classical',
  obsolete: 'classical',
  'static RSA': 'classical',
  plaintext: 'plaintext',
}

const inputOf = (point: Point): RiskInput => {
  const { posture, certificate, tier, shelfLife, address, credentials, access, unbounded } = point
  const category = CATEGORY[posture]
  const bits = /\d+/.exec(certificate)?.[0]
  const tls = tlsFacts({
    category,
    groups:
      { 'hybrid only': 'X25519MLKEM768', hybrid: 'X25519MLKEM768 x25519' }[posture as string] ?? 'x25519',
    ...(bits ? { certificate: { algorithm: 'RSA', bits: Number(bits) } } : {}),
  })
  if (posture === 'hybrid, prefers classical')
    tls.groups.push({ name: 'X25519MLKEM768', value: '', kind: 'hybrid', state: 'accepted', rank: 2 })
  if (posture === 'obsolete') tls.versions['TLS 1.0'] = { state: 'accepted' }
  if (posture === 'static RSA') tls.keyExchange12 = ['RSA']
  const authentication: AuthenticationCategory =
    posture === 'plaintext' ? 'none' : certificate === 'pqc' ? 'pqc' : 'classical'
  const addresses: AddressFacts[] = [
    {
      address,
      port: 443,
      state: 'open',
      service: posture === 'plaintext' ? 'http' : 'tls',
      ...(posture === 'plaintext' ? {} : { tls }),
    },
  ]
  return {
    ...findingsOf({ endpoint: ENDPOINT, addresses }, tier, new Date('2026-11-22')),
    keyExchange: {
      category,
      clientsGet: 'unknown',
      classicalAccepted: posture !== 'hybrid only',
      reasons: [],
    },
    authentication: { category: authentication, reasons: [] },
    sensitivity: {
      tier: tier as Tier,
      classes: unbounded ? [{ class: 'unbounded', confidence: 1, evidence: [] }] : [],
      shelfLifeYears: [shelfLife, shelfLife],
      access,
    },
    addresses,
    credentialsInTransit: credentials,
  }
}

const scoreOf = (point: Point): number => assessRisk(inputOf(point)).score

describe('risk', () => {
  it('never falls when one thing gets worse, over the whole space', () => {
    const scores = new Map<string, number>()
    const keyOf = (point: Point): string => DIMENSIONS.map((name) => point[name]).join('|')
    for (const point of points()) scores.set(keyOf(point as Point), scoreOf(point as Point))
    const wrong: string[] = []
    for (const point of points() as Generator<Point>)
      for (const name of DIMENSIONS) {
        const values: readonly unknown[] = SPACE[name]
        const worse = values[values.indexOf(point[name]) + 1]
        // Without TLS there is no certificate that could be worse.
        if (
          worse === undefined ||
          (name === 'posture' && worse === 'plaintext' && point.certificate === 'RSA 1024')
        )
          continue
        const next = { ...point, [name]: worse } as Point
        if ((scores.get(keyOf(next)) ?? 0) < (scores.get(keyOf(point)) ?? 0))
          wrong.push(`${keyOf(point)} → ${keyOf(next)}`)
      }
    expect(scores.size).to.equal(Object.values(SPACE).reduce((size, values) => size * values.length, 1))
    expect(wrong.slice(0, 5)).to.deep.equal([])
  }).timeout(30_000)

  it('stays between 0 and 100', () => {
    const best = {
      tier: 'low',
      shelfLife: 0,
      posture: 'hybrid only',
      certificate: 'pqc',
      address: '10.0.0.1',
      credentials: false,
      access: 'read',
      unbounded: false,
    } as const
    const worst = {
      tier: 'critical',
      shelfLife: 50,
      posture: 'plaintext',
      certificate: 'RSA 1024',
      address: '192.0.9.1',
      credentials: true,
      access: 'write',
      unbounded: true,
    } as const
    expect(scoreOf(best)).to.be.within(0, 5)
    expect(scoreOf(worst)).to.equal(100)
  })

  it('what is unknown of the data counts between public and moderate, so an answer moves it by half at most', () => {
    const point = {
      shelfLife: 1,
      posture: 'classical',
      certificate: 'classical',
      address: '10.0.0.1',
      credentials: false,
      access: 'read',
      unbounded: false,
    } as const
    const [low, unknown, moderate, , critical] = SPACE.tier.map((tier) => scoreOf({ ...point, tier }))
    expect(unknown).to.be.within(low as number, moderate as number)
    expect((critical as number) - (unknown as number)).to.be.at.most(50)
  })

  it('what is unknown of the rest moves the score by little', () => {
    const input = inputOf({
      tier: 'high',
      shelfLife: 10,
      posture: 'classical',
      certificate: 'classical',
      address: '10.0.0.1',
      credentials: false,
      access: 'unknown',
      unbounded: false,
    })
    const base = assessRisk(input).score
    for (const access of ['read', 'write'] as const) {
      const { score } = assessRisk({ ...input, sensitivity: { ...input.sensitivity, access } })
      expect(Math.abs(score - base), access).to.be.at.most(5)
    }
    const authentication = { ...input.authentication, category: 'unknown' as const }
    expect(Math.abs(assessRisk({ ...input, authentication }).score - base)).to.be.at.most(5)
    const keyExchange = { ...input.keyExchange, category: 'unknown' as const, classicalAccepted: null }
    expect(Math.abs(assessRisk({ ...input, keyExchange }).score - base)).to.be.at.most(10)
  })

  it('says what it is made of, heaviest first', () => {
    const { drivers } = assessRisk(
      inputOf({
        tier: 'critical',
        shelfLife: 50,
        posture: 'static RSA',
        certificate: 'RSA 1024',
        address: '192.0.9.1',
        credentials: true,
        access: 'write',
        unbounded: false,
      }),
    )
    expect(drivers[1]).to.match(/^static RSA/)
    expect(drivers).to.include.members([
      'an RSA key that is too short even without a quantum computer',
      'it has a public address',
      'its tools can modify data',
    ])
  })
})
