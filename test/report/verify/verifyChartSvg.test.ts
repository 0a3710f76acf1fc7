import { expect } from 'chai'
import type { Timings, VerifiedEndpoint } from '../../../src/model/verification.ts'
import { verifyChartSvg, verifyChartsSvg } from '../../../src/report/verify/chartSvg.ts'

const q = (p50: number) => ({ p50, p95: p50 * 2, p99: p50 * 2.5, min: p50 / 2, max: p50 * 3 })

const TIMINGS: Timings = {
  samples: 20,
  groups: { classical: 'x25519', hybrid: 'X25519MLKEM768' },
  connect: q(0.2),
  firstAnswer: { classical: q(0.6), hybrid: q(0.7) },
  handshake: {
    classical: q(1),
    hybrid: q(1.2),
    overheadMs: 0.2,
    interval: [0.1, 0.3],
    insideNoise: false,
  },
  bytes: { classical: { sent: 297, received: 932 }, hybrid: { sent: 1473, received: 2008 } },
  segmentsAtMss1460: { classical: { sent: 2, received: 1 }, hybrid: { sent: 2, received: 2 } },
  notes: [],
}

const numbersOf = (svg: string, pattern: RegExp): number[] =>
  [...svg.matchAll(pattern)].map(([, number]) => Number(number))

describe('verifyChartSvg', () => {
  it('is one element that says in words what it shows', () => {
    const svg = verifyChartSvg(TIMINGS)
    expect(svg).to.match(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>$/)
    expect(svg).to.include('x25519: median 1.00, p95 2.00, p99 2.50; X25519MLKEM768: median 1.20')
    expect(svg).to.include('Post-quantum costs +0.20 ms')
    expect(svg.match(/<(\w+)[^>]*[^/]>/g)?.length).to.equal(svg.match(/<\/\w+>/g)?.length)
  })

  it('has one scale: twice the time, twice as far', () => {
    const [classical = 0, hybrid = 0] = numbersOf(verifyChartSvg(TIMINGS), /<rect x="([\d.]+)"/g)
    const zero = 170
    expect((hybrid - zero) / (classical - zero)).to.be.closeTo(1.2, 0.01)
  })

  it('stays inside of its width, whatever was measured', () => {
    for (const factor of [1e-4, 0.03, 1, 77, 12_345]) {
      const timings = { ...TIMINGS, handshake: { classical: q(factor), hybrid: q(factor * 3) } }
      const svg = verifyChartSvg(timings, { width: 640 })
      for (const x of numbersOf(svg, /(?:x|x1|x2|cx)="([\d.-]+)"/g)) expect(x).to.be.within(0, 640)
      expect(svg).not.to.match(/NaN|Infinity/)
    }
  })

  it('has one row where there is no classical side', () => {
    const { classical: _, ...handshake } = TIMINGS.handshake
    const svg = verifyChartSvg({ ...TIMINGS, handshake, groups: { hybrid: 'MLKEM1024' } })
    expect(svg.match(/<circle /g)).to.have.lengthOf(1)
    expect(svg).not.to.include('x25519')
  })

  it('takes the colours of the page that it stands in, and no markup', () => {
    const svg = verifyChartSvg(
      { ...TIMINGS, groups: { classical: '<script>', hybrid: '"&' } },
      { ink: 'currentColor', background: 'none' },
    )
    expect(svg).to.include('color="currentColor"').and.include('fill="none"')
    expect(svg).not.to.include('<script>')
  })

  it('puts the charts of several endpoints below one another, each under its URL', () => {
    const endpoint = (name: string, timings?: Timings): VerifiedEndpoint => ({
      url: `https://${name}/mcp?a=1&b=2`,
      requirement: 'hybrid',
      verdict: 'pass',
      checks: [],
      ...(timings ? { timings } : {}),
    })
    const svg = verifyChartsSvg([endpoint('a', TIMINGS), endpoint('b'), endpoint('c', TIMINGS)])
    expect(svg)
      .to.include('https://a/mcp?a=1&amp;b=2')
      .and.include('https://c/')
      .and.not.include('https://b/')
    expect(numbersOf(svg, /<svg y="(\d+)"/g)).to.deep.equal([28, 228])
    expect(svg).to.include('viewBox="0 0 720 400"')
    expect(svg.match(/<svg /g)?.length).to.equal(svg.match(/<\/svg>/g)?.length)
    expect(verifyChartsSvg([endpoint('b')])).to.include('No handshakes were timed.')
  })
})
