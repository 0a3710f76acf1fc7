import { expect } from 'chai'
import { applyOwners, type Owners, readOwners } from '../../src/assess/owners/owners.ts'
import type { Ownership } from '../../src/model/endpoint.ts'
import { McpPqcError } from '../../src/model/error.ts'
import type { OwnerText } from '../../src/model/scanRecord.ts'
import { inventoryEndpoint } from '../plan/endpoints.ts'

const NOW = new Date('2026-11-22')

const text = (...lines: string[]): string => ['rules:', ...lines].join('\n')

/** The rule states all that a rule can. */
const EVERYTHING = text(
  '  - match: { url: "*" }',
  '    owner: team',
  '    environment: test',
  '    vendor: Vendor',
  '    classes: health',
  '    shelfLifeYears: 5',
  '    accept: { until: 2027-01-01 }',
  '    switchOff: 2027-02-01',
  '    exclude: true',
)

const STATED = {
  owner: 'team',
  environment: 'test',
  vendor: 'Vendor',
  classes: ['health'],
  shelfLifeYears: [5, 5],
  accept: { until: '2027-01-01' },
  switchOff: '2027-02-01',
}

const found = (content: string, problem?: string): OwnerText => ({
  path: 'found.yaml',
  text: content,
  origin: 'working-directory',
  ...(problem === undefined ? {} : { problem }),
})
const named = (content: string): OwnerText => ({ path: 'named.yaml', text: content, origin: 'named' })

const ENDPOINT = inventoryEndpoint({ id: 'a' })

const failure = (act: () => unknown): McpPqcError => {
  try {
    act()
  } catch (error) {
    if (error instanceof McpPqcError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('owners', () => {
  it('are nobody without a file', async () => {
    for (const owners of [await readOwners(), await readOwners([]), await readOwners([named('rules: []')])]) {
      expect(owners.of(ENDPOINT)).to.deep.equal({ ownership: undefined, excludedBy: undefined })
      expect(owners.unused).to.deep.equal([])
    }
    expect((await readOwners()).settings).to.deep.equal([])
  })

  it('are all that a named file states', async () => {
    const owners = await readOwners([named(EVERYTHING)])
    expect(owners.of(ENDPOINT)).to.deep.equal({
      ownership: { ...STATED, evidence: ['named.yaml:2'] },
      excludedBy: 'named.yaml:2',
    })
    expect(owners.of(ENDPOINT).ownership).to.equal(owners.of(inventoryEndpoint()).ownership)
    expect(owners.settings).to.deep.equal([{ path: 'named.yaml', origin: 'named' }])
  })

  it('are the owner and the environment alone that a file states which was not named', async () => {
    const more = ['  - match: { url: "*a.example*" }', '    exclude: true']
    const harmless = ['  - match: { name: other }', '    owner: x']
    const owners = await readOwners([found([EVERYTHING, ...more, ...harmless].join('\n'))])
    expect(owners.of(ENDPOINT)).to.deep.equal({
      ownership: { owner: 'team', environment: 'test', evidence: ['found.yaml:2', 'found.yaml:11'] },
      excludedBy: undefined,
    })
    const reason = 'a file that is not named may only state owners and environments; name it with --owners'
    expect(owners.settings).to.deep.equal([
      {
        path: 'found.yaml',
        origin: 'working-directory',
        ignored: [
          `found.yaml:2: ignored: vendor, classes, shelfLifeYears, accept, switchOff, exclude (${reason})`,
          `found.yaml:11: ignored: exclude (${reason})`,
        ],
      },
    ])
    expect(owners.unused).to.deep.equal(['found.yaml:13: this rule matches no endpoint'])
  })

  it('list at most twenty rules that were ignored', async () => {
    const rules = (count: number) => Array<string>(count).fill('  - { match: { url: x }, exclude: true }')
    const ignored = async (count: number) =>
      (await readOwners([found(text(...rules(count)))])).settings[0]?.ignored ?? []
    expect(await ignored(20)).to.have.lengthOf(20)
    const more = await ignored(23)
    expect(more).to.have.lengthOf(21)
    expect(more.at(-1)).to.equal('found.yaml: 3 more rules like these')
    expect(more.at(-2)).to.match(/^found\.yaml:21: ignored: exclude /)
  })

  it('ignore a file that was not named and is wrong, and say so', async () => {
    const owners = await readOwners([found('rules: 1'), found(EVERYTHING, 'it is a FIFO')])
    expect(owners.of(ENDPOINT).ownership).to.equal(undefined)
    expect(owners.settings.map(({ ignored }) => ignored)).to.deep.equal([
      ['found.yaml:1: "rules" must be a list; the file is ignored'],
      ['found.yaml: it is a FIFO; the file is ignored'],
    ])
    const refused = await readOwners([named('rules: 1')]).catch((error: unknown) => error)
    expect(refused).to.include({ code: 'OWNER_FILE_INVALID' })
  })

  it('are those of the first rule that states one', async () => {
    const [first, second] = ['one', 'two'].map((owner) =>
      text('  - match: { url: "*" }', `    owner: ${owner}`),
    )
    const both = await readOwners([named(first as string), found(second as string)])
    expect(both.of(ENDPOINT).ownership).to.deep.equal({
      owner: 'one',
      evidence: ['named.yaml:2', 'found.yaml:2'],
    })
    const { code, message, hint } = failure(() => ambiguous.of(ENDPOINT))
    expect([code, message, hint]).to.deep.equal([
      'OWNER_AMBIGUOUS',
      'https://a.example/mcp has two owners: found.yaml:2 says two, named.yaml:2 says one',
      'Make one of the patterns narrower.',
    ])
    const same = await readOwners([named(first as string), named(first as string)])
    expect(same.of(ENDPOINT).ownership?.owner).to.equal('one')
  })

  let ambiguous: Owners
  before(async () => {
    ambiguous = await readOwners([
      found(text('  - match: { url: "*" }', '    owner: two')),
      named(text('  - match: { url: "*" }', '    owner: one')),
    ])
  })

  it('that a named file states replace what was stated before; others are added to it', async () => {
    const before: Ownership = { owner: 'old', vendor: 'Old', evidence: ['x:1', 'found.yaml:2'] }
    const content = text('  - match: { url: "*" }', '    owner: new', '    environment: test')
    const [byName, byChance] = [await readOwners([named(content)]), await readOwners([found(content)])]
    const stated = (owners: Owners): Ownership => owners.of(ENDPOINT).ownership as Ownership
    expect(byName.added(before, stated(byName))).to.deep.equal(stated(byName))
    expect(byChance.added(undefined, stated(byChance))).to.deep.equal(stated(byChance))
    expect(byChance.added(before, stated(byChance))).to.deep.equal({
      owner: 'old',
      vendor: 'Old',
      environment: 'test',
      evidence: ['x:1', 'found.yaml:2'],
    })
  })

  it('name what they exclude, and whether the user asked for it', async () => {
    const owners = await readOwners([
      named(
        text('  - match: { url: "*gone*" }', '    exclude: true', '  - match: { url: "*" }', '    owner: a'),
      ),
    ])
    const asked = inventoryEndpoint({ id: 'gone' })
    const listed = { ...asked, sources: [{ kind: 'file' as const, path: 'list' }] }
    const mixed = { ...asked, sources: [...listed.sources, ...asked.sources] }
    expect(owners.excluded([ENDPOINT, asked, listed, mixed])).to.deep.equal([
      { url: asked.url, by: 'named.yaml:2', argument: true },
      { url: asked.url, by: 'named.yaml:2' },
      { url: asked.url, by: 'named.yaml:2', argument: true },
    ])
    expect(
      applyOwners([asked, ENDPOINT], owners, NOW).map(({ id, ownership }) => [id, ownership?.owner]),
    ).to.deep.equal([['a', 'a']])
  })

  it('that nobody named have at most a thousand rules, because each is compared with each endpoint', async () => {
    const rules = (count: number): string =>
      text(...Array.from({ length: count }, (_, i) => `  - { match: { url: "*" }, owner: o${i} }`))
    const tooLong = await readOwners([found(rules(1001))])
    expect(tooLong.of(ENDPOINT).ownership).to.equal(undefined)
    expect(tooLong.settings).to.deep.equal([
      {
        path: 'found.yaml',
        origin: 'working-directory',
        ignored: ['found.yaml: more than 1000 rules; the file is ignored'],
      },
    ])
    const { ownership } = (await readOwners([found(rules(1000))])).of(ENDPOINT)
    expect(ownership?.owner).to.equal('o0')
    expect(ownership?.evidence).to.have.length(21)
    expect(ownership?.evidence.slice(-2)).to.deep.equal(['found.yaml:21', '980 more rules'])
  })

  it('change the data of an endpoint, and so its risk; others are as they were', async () => {
    const owners = await readOwners([
      named(text('  - match: { url: "*a.example*" }', '    classes: [public, health]')),
    ])
    const [stated, same] = applyOwners([ENDPOINT, inventoryEndpoint({ id: 'b' })], owners, NOW)
    expect(same?.assessment.sensitivity).to.deep.equal(ENDPOINT.assessment.sensitivity)
    expect(same).not.to.have.property('ownership')
    const { tier, classes, shelfLifeYears, access } = stated?.assessment.sensitivity ?? {}
    expect({ tier, shelfLifeYears, access }).to.deep.equal({
      tier: 'critical',
      shelfLifeYears: [50, 50],
      access: 'unknown',
    })
    expect(classes).to.deep.equal(
      ['public', 'health'].map((name) => ({ class: name, confidence: 1, evidence: ['owner: named.yaml:2'] })),
    )
  })
})
