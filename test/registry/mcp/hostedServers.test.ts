import { expect } from 'chai'
import { HOSTED_SERVERS, hostedBy } from '../../../src/registry/mcp/hostedServers.ts'
import { duplicates } from '../rows.ts'

describe('hosted servers', () => {
  it('have a vendor, a source, a date, and domains that nobody else has', () => {
    expect(duplicates(HOSTED_SERVERS.flatMap(({ domains }) => domains))).to.deep.equal([])
    expect(duplicates(HOSTED_SERVERS.map(({ vendor }) => vendor))).to.deep.equal([])
    for (const { vendor, domains, source, asOf } of HOSTED_SERVERS) {
      expect(vendor && source && asOf).to.be.ok
      for (const domain of domains) expect(domain).to.match(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
    }
  })

  it('are found by their domains and what is below them', () => {
    expect(hostedBy('mcp.notion.com')).to.equal('Notion')
    expect(hostedBy('MCP.Notion.com.')).to.equal('Notion')
    expect(hostedBy('eu.mcp.notion.com')).to.equal('Notion')
    expect(hostedBy('notion.com')).to.equal(undefined)
    expect(hostedBy('xmcp.notion.com')).to.equal(undefined)
    expect(hostedBy('')).to.equal(undefined)
  })
})
