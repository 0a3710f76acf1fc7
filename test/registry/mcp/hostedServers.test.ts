import { expect } from 'chai'
import hosted from '../../../src/registry/mcp/servers/hostedServers.json' with { type: 'json' }
import { hostedBy } from '../../../src/registry/mcp/servers/hostedServers.ts'
import { duplicates } from '../rows.ts'

describe('hosted servers', () => {
  it('have domains of one vendor each', () => {
    const domains = Object.values(hosted.vendors).flat()
    expect(duplicates(domains)).to.deep.equal([])
    for (const domain of domains) expect(domain).to.match(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
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
