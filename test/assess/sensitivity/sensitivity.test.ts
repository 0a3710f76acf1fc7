import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { classify, type ServerEvidence, tierOf } from '../../../src/assess/sensitivity/sensitivity.ts'
import { DATA_CLASSES, TIERS } from '../../../src/registry/sensitivity/dataClasses.ts'
import { VOCABULARY } from '../../../src/registry/sensitivity/tables.ts'
import { evidenceOf, readRows } from '../../eval/rows.ts'
import { MADE_UP } from './servers.ts'

const LABELLED = readRows(
  readFileSync(new URL('../../eval/data/mcp-servers-labelled.jsonl', import.meta.url), 'utf8'),
).map(evidenceOf)

const classesOf = (server: ServerEvidence): string[] => classify(server).classes.map((one) => one.class)
const described = (description: string): ServerEvidence => ({ description })
const named = (...names: string[]): ServerEvidence => ({ tools: names.map((name) => ({ name })) })

describe('sensitivity', () => {
  describe('servers made up for the purpose', () => {
    for (const { server, first } of MADE_UP) {
      it(`${server.name ?? server.tools?.map(({ name }) => name).join(', ')}: ${first}`, () => {
        expect(classesOf(server)[0]).to.equal(first)
      })
    }
  })

  describe('known products', () => {
    it('are known however their names are written', () => {
      for (const name of ['GitHub', 'git-hub', 'github-mcp-server', 'GITHUB', 'Git Hub (official)']) {
        expect(classesOf({ name }), name).to.deep.equal(['intellectual-property'])
      }
    })

    it('are known by the host alone', () => {
      expect(classesOf({ url: 'https://mcp.stripe.com/v1' })[0]).to.equal('payment')
      expect(classesOf({ url: 'https://user:hunter2@mcp.notion.com/mcp' })).to.deep.equal([
        'intellectual-property',
      ])
    })

    it('of an ordinary name count where the name stands first, not in running text', () => {
      expect(classesOf({ name: 'linear' })).to.deep.equal(['operations'])
      expect(classesOf({ name: 'close' })[0]).to.equal('personal')
      expect(classesOf(described('The front of the line is close to the square.'))).to.deep.equal([])
    })

    it('show another side where the name says so', () => {
      expect(classesOf({ name: 'stripe-docs' })).to.deep.equal(['public'])
      expect(classesOf({ name: 'cloudflare-docs' })).to.deep.equal(['public'])
    })

    it('are not those that merely publish, host or pass on', () => {
      const servers: ServerEvidence[] = [
        { name: 'io.github.someone/weather' },
        { url: 'https://weather.github.io/mcp' },
        { url: 'https://weather-abc.a.run.app/mcp' },
        { url: 'https://server.smithery.ai/@someone/weather/mcp' },
        { packageName: '@modelcontextprotocol/server-weather' },
        { command: 'node /home/slack/notion/weather.js --token=stripe' },
      ]
      for (const server of servers)
        expect(classesOf(server), JSON.stringify(server)).to.deep.equal(['public'])
      expect(classesOf({ packageName: '@stripe/mcp' })[0]).to.equal('payment')
      expect(classesOf({ name: 'com.notion/mcp' })).to.deep.equal(['intellectual-property'])
    })

    it('say so in the evidence', () => {
      const [first] = classify({ title: 'Stripe' }).classes
      expect(first?.evidence).to.deep.equal([
        'title: stripe (payment platform with its directory of customers) (payment)',
      ])
    })
  })

  describe('products in a description', () => {
    const first = (description: string): string | undefined => classesOf(described(description))[0]

    it('are known by names of several words, and by ordinary words only as a product', () => {
      expect(first('An MCP server integration with Azure Data Explorer')).to.equal('unbounded')
      expect(first('Bridges assistants to Google Drive')).to.equal('intellectual-property')
      expect(first('Talks to the Close API')).to.equal('personal')
      expect(first('Stays close to the line')).to.equal(undefined)
    })

    it('count for more where the server stands in front of them', () => {
      const confidence = (text: string): number => classify(described(text)).classes[0]?.confidence ?? 0
      expect(confidence('A server for Zendesk')).to.be.above(confidence('Made like Zendesk'))
    })

    it('are not the clients and models that use the server', () => {
      expect(classesOf(described('Works in Cursor, Claude Code and ChatGPT for AI agents.'))).to.deep.equal(
        [],
      )
    })

    it('are not looked for where the name is a product', () => {
      expect(classesOf({ name: 'wikipedia', description: 'In the manner of Zendesk.' })).to.deep.equal([
        'public',
      ])
    })
  })

  it('takes a public ledger for public where only its data are read, for payment where nothing is said', () => {
    expect(classesOf({ name: 'solana' })).to.deep.equal(['payment'])
    expect(classesOf({ name: 'solana', description: 'Blockchain data and token prices.' })).to.deep.equal([
      'public',
    ])
    expect(classesOf({ name: 'solana', description: 'Token prices. Send tokens.' })).to.include('payment')
  })

  describe('evidence', () => {
    it('is said in words, tool by tool', () => {
      const [first] = classify(named('create_refund')).classes
      expect(first).to.deep.include({ class: 'payment', evidence: ['tool create_refund: refund (payment)'] })
    })

    it('holds no control character from the network', () => {
      const [first] = classify(named('refund\u001b[31m\u0007')).classes
      expect(first?.evidence.join()).to.match(/^[^\p{C}]+$/u)
    })

    it('is whole words: a file name is nobody’s name, nor a namespace', () => {
      const server = {
        tools: [{ name: 'a', arguments: ['filename', 'namespace', 'hostname', 'username'] }],
        description: 'Takes filename, namespace, className and rename.',
      }
      expect(classesOf(server)).to.not.include('personal')
      expect(classesOf(described('Patiently emailing-free impatient carding.'))).to.not.include('health')
    })

    it('does not come from the key that the server itself uses', () => {
      const environment = ['ACME_API_KEY', 'ACME_CLIENT_SECRET', 'ACCESS_TOKEN', 'ACME_PASSWORD']
      expect(classesOf({ name: 'acme', environment })).to.deep.equal([])
      expect(classesOf(described('Set your API key and access token first.'))).to.deep.equal([])
    })

    it('comes from the names of variables that say what stands behind', () => {
      expect(classesOf({ name: 'acme', environment: ['DATABASE_URL'] })).to.deep.equal(['unbounded'])
    })

    it('comes from resources and prompts', () => {
      expect(classesOf({ resources: [{ uri: 'fhir://patient/{id}', name: 'Patient' }] })[0]).to.equal(
        'health',
      )
      expect(classesOf({ prompts: [{ name: 'summarise-invoice', description: 'An invoice' }] })[0]).to.equal(
        'financial',
      )
    })
  })

  describe('unknown', () => {
    it('is the answer to no evidence', () => {
      const nothing = { tier: 'unknown', classes: [], shelfLifeYears: null, access: 'unknown' }
      expect(classify({})).to.deep.equal(nothing)
      expect(classify({ name: 'zqx', tools: [], description: '' })).to.deep.equal(nothing)
    })

    it('is not public, and ranks above it', () => {
      expect(classify(described('Weather forecast')).tier).to.equal('low')
      expect(TIERS.indexOf('unknown')).to.be.lessThan(TIERS.indexOf('low'))
      expect(tierOf([])).to.equal('unknown')
    })
  })

  it('never takes a tier back for more evidence of a sensitive class', () => {
    const sensitive = VOCABULARY.filter(({ class: name }) => ['critical', 'high'].includes(tierOf([name])))
    const phrases = sensitive.flatMap((row) => row.phrases.slice(0, 3))
    const servers = [...LABELLED.filter((_, at) => at % 8 === 0), ...MADE_UP.map(({ server }) => server)]
    for (const server of servers) {
      const before = TIERS.indexOf(classify(server).tier)
      for (const phrase of phrases) {
        const tools = [...(server.tools ?? []), { name: phrase.replaceAll(' ', '_') }]
        const description = `${server.description ?? ''}. ${phrase}.`
        const grown = [
          { ...server, tools },
          { ...server, description },
          { ...server, tools, description },
        ]
        for (const more of grown) {
          const after = TIERS.indexOf(classify(more).tier)
          expect(after, `${server.id ?? server.name} and ${phrase}`).to.be.at.most(before)
        }
      }
    }
  })

  describe('access', () => {
    it('is write where one tool changes something, whatever it claims', () => {
      expect(classify(named('list_things', 'delete_thing')).access).to.equal('write')
      const liar = { tools: [{ name: 'delete_thing', annotations: { readOnlyHint: true } }] }
      expect(classify(liar).access).to.equal('write')
      expect(classify({ tools: [{ name: 'thing', annotations: { readOnlyHint: false } }] }).access).to.equal(
        'write',
      )
    })

    it('is read where every tool only reads, unknown otherwise', () => {
      expect(classify(named('list_things', 'get_thing')).access).to.equal('read')
      expect(classify(named('list_things', 'thing')).access).to.equal('unknown')
    })
  })

  it('gives the longest time for which any class must stay secret', () => {
    expect(classify(named('get_patient')).shelfLifeYears).to.deep.equal([50, 50])
    expect(classify({ name: 'postgres' }).shelfLifeYears).to.deep.equal([1, 50])
    expect(classify({ name: 'wikipedia' }).shelfLifeYears).to.deep.equal([0, 0])
  })

  describe('hostile servers', () => {
    it('of ten megabytes are read no further than short ones', () => {
      const long = 'patient '.repeat(1_300_000)
      const unbroken = 'aA'.repeat(5_000_000)
      for (const text of [long, unbroken, '.'.repeat(10_000_000), '\u0301'.repeat(10_000_000)]) {
        classify({ name: text, title: text, url: `https://${text}`, description: text, instructions: text })
        classify({
          environment: [text],
          tools: [{ name: text, description: text }],
          resources: [{ uri: text }],
        })
      }
      classify({ tools: Array.from({ length: 100_000 }, () => ({ name: 'get_patient' })) })
      const late = described(`${'. '.repeat(1_000_000)}patient records`)
      expect(classesOf(late)).to.deep.equal([])
    })

    it('do not push out what stood before, nor throw', () => {
      const tools = [{ name: '\ud800' }, { name: '' }, { name: '__proto__' }, { name: 'constructor' }]
      expect(() => classify({ name: 'constructor', url: 'not a URL', tools })).to.not.throw()
      const drowned = described(`Patient records. ${'Weather forecast. '.repeat(9_999)}`)
      expect(classesOf(drowned)).to.include('health')
    })
  })

  it('gives the same answer twice', () => {
    const once = LABELLED.map(classify)
    expect(LABELLED.map(classify)).to.deep.equal(once)
    for (const { classes } of once) {
      for (const { confidence, evidence } of classes) {
        expect(confidence).to.be.within(0, 1)
        expect(evidence).to.not.be.empty
      }
    }
  })

  it('knows a tier for each class', () => {
    expect(DATA_CLASSES.map(({ name }) => tierOf([name]))).to.deep.equal(DATA_CLASSES.map(({ tier }) => tier))
  })
})
