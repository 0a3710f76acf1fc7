import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Inventory, InventoryEndpoint } from '../../../src/model/inventory.ts'
import type { Verification } from '../../../src/model/verification.ts'
import rows from '../../../src/report/html/sections/sections.json' with { type: 'json' }
import type { ReportInput } from '../../../src/report/inventory/reportInput.ts'
import {
  clients,
  deadAddress,
  groups,
  httpAddress,
  NOW,
  summarize,
  tlsAddress,
  tlsFacts,
} from '../../facts.ts'
import { plan } from '../../plan/planning.ts'
import { hostileInventory, TEN_MEGABYTES } from '../hostileInventory.ts'
import { endpoint, FLEET, INVENTORY } from '../inventory.ts'
import { htmlPage, written } from './htmlPage.ts'

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found)

const inventoryOf = (endpoints: InventoryEndpoint[], changes: Partial<Inventory> = {}): Inventory => ({
  ...INVENTORY,
  endpoints,
  summary: summarize(endpoints, { silentAddresses: 0, interrupted: false }),
  ...changes,
})

const VERIFICATION: Verification = {
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version: '0.0.0' },
  startedAt: NOW.toISOString(),
  finishedAt: NOW.toISOString(),
  endpoints: [
    {
      url: 'https://crm.example/mcp',
      requirement: 'hybrid',
      verdict: 'fail',
      checks: [
        { id: 'groups', title: 'Groups', result: 'fail', evidence: 'only x25519', remedy: 'add the hybrid' },
        { id: 'addresses', title: 'Addresses', result: 'pass', evidence: 'one' },
      ],
      timings: {
        samples: 20,
        groups: { classical: 'x25519', hybrid: 'X25519MLKEM768' },
        connect: { p50: 0.1, p95: 0.2, p99: 0.2, min: 0.1, max: 0.3 },
        firstAnswer: { hybrid: { p50: 1, p95: 2, p99: 2, min: 1, max: 3 } },
        handshake: {
          classical: { p50: 1.25, p95: 2, p99: 2, min: 1, max: 3 },
          hybrid: { p50: 1.5, p95: 2.5, p99: 3, min: 1, max: 3.5 },
          overheadMs: 0.25,
          interval: [0.2, 0.3],
          insideNoise: false,
        },
        bytes: { classical: { sent: 300, received: 900 }, hybrid: { sent: 1500, received: 2000 } },
        segmentsAtMss1460: { classical: { sent: 2, received: 1 }, hybrid: { sent: 2, received: 2 } },
        notes: [],
      },
    },
  ],
}

/** Endpoints that were asked with clients' hellos, and timed. */
const TRIED = FLEET.map((one) => ({
  ...one,
  addresses: one.addresses.map((address) => ({
    ...address,
    ...(address.tls
      ? {
          tls: {
            ...address.tls,
            timings: { handshakeMs: 12.5 },
            clients: [
              {
                client: 'Node.js 20',
                state: 'accepted' as const,
                group: 'x25519',
                kind: 'classical' as const,
              },
              { client: 'Node.js 24', state: 'refused' as const, alert: 'handshake_failure' },
            ],
          },
        }
      : {}),
  })),
}))

describe('the HTML report', () => {
  const inventory = inventoryOf(TRIED)
  let page: string
  before(async () => {
    page = await htmlPage(inventory, { plan: plan(TRIED), verification: VERIFICATION })
  })

  it('draws durations of any size that a document may say', async () => {
    for (const handshakeMs of [0, 1e-300, 1e-20, 1e308, -1]) {
      const timed = endpoint([tlsAddress(tlsFacts({ timings: { handshakeMs } }))])
      const drawn = await htmlPage(inventoryOf([timed]))
      expect(drawn, String(handshakeMs)).to.include('chart-timings')
    }
  })

  describe('runs under its own content security policy', () => {
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

    it('which allows its one style sheet and its one script, by their hashes', () => {
      const [policy = ''] = all(page, /http-equiv="Content-Security-Policy" content="([^"]*)"/g)
      const [style, ...otherStyles] = all(page, /<style>([\s\S]*?)<\/style>/g)
      const [script, ...otherScripts] = all(page, /<script>([\s\S]*?)<\/script>/g)
      expect([otherStyles, otherScripts]).to.deep.equal([[], []])
      expect(policy.replaceAll('&#39;', "'").split('; ')).to.include.members([
        "default-src 'none'",
        `style-src ${hash(style ?? '')}`,
        `script-src ${hash(script ?? '')}`,
      ])
    })

    it('and nothing in it needs more', () => {
      const tags = all(page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''), /(<[a-z][^>]*>)/gi)
      for (const tag of tags) {
        expect(tag).to.not.match(/\s(style|on\w+)\s*=/i)
        expect(tag).to.not.match(/\s(src|srcset|action|formaction|xlink:href)\s*=/i)
        expect(tag).to.not.match(/\shref="(?!#|data:)/)
        expect(tag).to.not.match(/^<(iframe|object|embed|base|img|link(?! rel="icon"))/)
      }
    })
  })

  describe('is accessible', () => {
    it('has one first-level heading, and skips no level', () => {
      const levels = all(page, /<h([1-6])[ >]/g).map(Number)
      expect(levels.filter((level) => level === 1)).to.have.length(1)
      for (const [i, level] of levels.entries()) expect(level).to.be.at.most((levels[i - 1] ?? 0) + 1)
    })

    it('has each id once, and refers only to ids that exist', () => {
      const ids = all(page, /\sid="([^"]*)"/g)
      expect(ids).to.have.length(new Set(ids).size)
      const referred = [
        ...all(page, /\s(?:aria-labelledby|aria-describedby|for)="([^"]*)"/g),
        ...all(page, /\shref="#([^"]*)"/g),
      ]
      expect(referred).to.have.length.above(20)
      expect(ids).to.include.members(referred)
    })

    it('gives each table heading a scope', () => {
      for (const tag of all(page, /(<th\b[^>]*>)/g)) expect(tag).to.match(/ scope="(col|row)"/)
    })

    it('gives each chart a title, a description and a table', () => {
      const charts = all(page, /<figure class="chart"([\s\S]*?)<\/figure>/g)
      expect(charts).to.have.length(7)
      for (const chart of charts) {
        expect(all(chart, /<svg [^>]*role="img"()/g)).to.have.length(2)
        expect(all(chart, /<title [^>]*>([^<]+)<\/title>/g)).to.have.length(2)
        expect(all(chart, /<desc [^>]*>([^<]+)<\/desc>/g)).to.have.length(2)
        expect(all(chart, /<caption[^>]*>([^<]+)</g)).to.have.length(1)
      }
    })
  })

  it('counts as post-quantum, with classical clients too, what it shows as post-quantum', async () => {
    const both = { groups: groups(['X25519MLKEM768', 'x25519']) }
    const getting = (group: string): InventoryEndpoint =>
      endpoint([tlsAddress(tlsFacts({ ...both, clients: clients(() => group) }))])
    const pages = await Promise.all(
      ['X25519MLKEM768', 'x25519'].map((group) => htmlPage(inventoryOf([getting(group)]))),
    )
    expect(pages.map((page) => page.includes('that also accept classical clients'))).to.deep.equal([
      true,
      false,
    ])
  })

  it('counts what the inventory has', () => {
    const [legend = ''] = all(page, /<figure class="chart" id="chart-key-exchange">([\s\S]*?)<\/figure>/g)
    const counts = all(legend, /<td class="n">(\d+)<\/td>/g).map(Number)
    const { keyExchange } = inventory.summary
    const inOrder = ['plaintext', 'classical', 'legacy-draft', 'unknown', 'hybrid', 'pqc']
    expect(counts).to.deep.equal(inOrder.flatMap((category) => keyExchange[category] ?? []))
    expect(all(page, /<tbody role="rowgroup" id="e(\d+)"/g)).to.have.length(FLEET.length)
  })

  it('has sections for the plan and the verification only if they are given', async () => {
    const without = await htmlPage(inventory)
    const sections = (text: string): string[] => all(text, /<section id="(\w+)"/g)
    expect(sections(page)).to.deep.equal([
      'glance',
      'heat',
      'findings',
      'plan',
      'endpoints',
      'clients',
      'verification',
      'timings',
      'untested',
      'about',
    ])
    expect(sections(without)).to.deep.equal(
      sections(page).filter((id) => id !== 'plan' && id !== 'verification'),
    )
    expect(Object.keys(rows)).to.have.members(sections(page))
  })

  it('shows the name and the handshake times of a verified endpoint', () => {
    const [section = ''] = all(page, /<section id="verification"([\s\S]*?)<\/section>/g)
    expect(section).to.include('<bdi>crm</bdi>')
    expect(section).to.include('Post-quantum key exchange costs +0.25 ms')
    expect(section).to.include('add the hybrid')
  })

  it('is the same for the same input', async () =>
    expect(await htmlPage(inventory, { plan: plan(TRIED), verification: VERIFICATION })).to.equal(page))

  it('is complete without endpoints', async () => {
    const empty = await htmlPage(inventoryOf([]))
    expect(empty).to.include('<h1>No endpoint was found.</h1>')
    expect(all(empty, /<svg [^>]*role="img"()/g)).to.have.length(4)
  })

  describe('says in one sentence', () => {
    const plain = endpoint([httpAddress()])
    const classical = FLEET.find(({ assessment }) => assessment.keyExchange.category === 'classical')
    const dead = endpoint([deadAddress('closed')])
    const hybrid = FLEET.filter(({ assessment }) => assessment.keyExchange.category === 'hybrid')
    const SENTENCES: [InventoryEndpoint[], string][] = [
      [
        [plain, ...hybrid.slice(0, 1)],
        'Traffic of 1 of 2 endpoints can be read by anyone on the network path.',
      ],
      [
        [plain, classical as InventoryEndpoint],
        'Traffic of 2 of 2 endpoints can be recorded today and decrypted later.',
      ],
      [[dead], 'The key exchange of 1 endpoint is unknown.'],
      [
        [dead, ...hybrid.slice(0, 1)],
        '1 of 2 endpoints offers post-quantum key exchange. The others are unknown.',
      ],
      [hybrid.slice(0, 1), 'The endpoint offers post-quantum key exchange.'],
      [hybrid.slice(0, 2), 'All 2 endpoints offer post-quantum key exchange.'],
    ]
    for (const [endpoints, sentence] of SENTENCES) {
      it(sentence, async () =>
        expect(all(await htmlPage(inventoryOf(endpoints)), /<h1>(.*?)<\/h1>/g)).to.deep.equal([sentence]),
      )
    }
  })

  describe('names what was not tested', () => {
    const untested = (endpoints: InventoryEndpoint[], changes: Partial<Inventory> = {}): Promise<string> =>
      htmlPage(inventoryOf(endpoints, changes)).then(
        (text) => all(text, /<section id="untested"([\s\S]*?)<\/section>/g)[0] ?? '',
      )
    const NOT_TESTED = { state: 'not-tested' } as const
    const GAPS: Record<string, InventoryEndpoint> = {
      'Not started': endpoint([], { transport: 'stdio' }),
      'the URL is a template': endpoint([], { unresolved: ['HOST'] }),
      'Not probed: nothing answered': endpoint([deadAddress('timed-out')]),
      'Key exchange unknown': endpoint([deadAddress('closed')]),
      'MCP not tested': endpoint([tlsAddress(tlsFacts())]),
      'Some key-exchange groups: not tested or not answered': endpoint([
        tlsAddress(
          tlsFacts({ groups: [{ name: 'x448', value: '0x1e', kind: 'classical', state: 'not-tested' }] }),
        ),
      ]),
      'Request for a client certificate: not tested or not answered': endpoint([
        tlsAddress(tlsFacts({ clientCertificate: 'not-tested' })),
      ]),
      'Tolerance of large or split ClientHellos: not tested or not answered': endpoint([
        tlsAddress(
          tlsFacts({
            tolerance: { largeHello: NOT_TESTED, splitHello: NOT_TESTED, fragmentedRecord: NOT_TESTED },
          }),
        ),
      ]),
      'ALPN: not tested or not answered': endpoint([tlsAddress(tlsFacts({ alpn: [] }))]),
      'Outcomes for some MCP clients: not tested or not answered': endpoint([
        tlsAddress(tlsFacts({ clients: [] })),
      ]),
    }
    for (const [gap, one] of Object.entries(GAPS)) {
      it(gap, async () => expect(await untested([one])).to.include(gap))
    }

    it('clients that were not answered, and not as clients without a connection', async () => {
      const text = await htmlPage(
        inventoryOf([
          endpoint([
            tlsAddress(
              tlsFacts({
                clients: [
                  { client: 'Node.js 20', state: 'timed-out' },
                  { client: 'Node.js 22', state: 'not-tested' },
                  { client: 'Deno 2', state: 'cut-off' },
                  { client: 'Bun 1', state: 'accepted', group: 'X25519MLKEM768', kind: 'hybrid' },
                ],
              }),
            ),
          ]),
        ]),
      )
      const [section = ''] = all(text, /<section id="clients"([\s\S]*?)<\/section>/g)
      expect(section).to.include('not tested or not answered').and.not.include('no connection')
      expect(section).to.include('the others with none, or it is unknown')
    })

    it('an interruption, and addresses where nothing listens', async () => {
      const summary = summarize([], { silentAddresses: 254, interrupted: true })
      const text = await untested([], { summary })
      expect(text).to.include('254 addresses and ports')
      expect(text).to.include('The scan was interrupted')
    })

    it('endpoints that could not be probed, with the reason', async () =>
      expect(
        await untested([
          endpoint([], {
            url: 'https://gone.example/',
            problem: { code: 'UNRESOLVED', message: 'the name does not resolve (ENOTFOUND)' },
          }),
        ]),
      ).to.match(/https:\/\/gone\.example\/<\/bdi>: the name does not resolve/))
  })

  it('lists the 5,000 with the highest risk of more, says so, and counts all', async function () {
    this.timeout(60_000)
    let read = 0
    const input: ReportInput = {
      ...INVENTORY,
      asOf: NOW,
      endpoints: async function* () {
        read++
        for (let i = 0; i < 5200; i++) yield { ...(FLEET[1] as InventoryEndpoint), id: String(i) }
      },
    }
    const text = await written(input)
    expect(read).to.equal(2)
    expect(all(text, /<tbody role="rowgroup" id="e(\d+)"/g)).to.have.length(5000)
    expect(all(text, /<div class="(evidence)">/g)).to.have.length(1000)
    expect(text).to.include('The 5,000 endpoints with the highest risk of 5,200 are listed here')
    expect(text).to.include('The other 200 are counted in the charts and numbers of this page')
    expect(all(text, /<td class="n">([\d,]+)<\/td>/g)).to.deep.equal(['5,200', '5,200'])
    expect(text.length).to.be.below(20_000_000)
  })

  it('stays small with long names', async () => {
    const huge = hostileInventory([TEN_MEGABYTES])
    expect((await htmlPage(huge)).length).to.be.below(500_000)
  })
})
