import { expect } from 'chai'
import type { Observation } from '../../src/model/endpoint.ts'
import { ScanScope } from '../../src/scan/scope.ts'

const observation = (url: string, issuers: string[]): Observation =>
  ({
    endpoint: { id: url, url, transport: 'streamable-http', sources: [{ kind: 'argument' }] },
    addresses: [],
    oauth: { endpoints: issuers },
  }) as unknown as Observation

describe('the scope of a scan', () => {
  it('has the hosts of the endpoints that the user named, with and without brackets', () => {
    const scope = new ScanScope({ isExcluded: () => false })
    scope.add(observation('https://mcp.example/mcp', []).endpoint)
    scope.add(observation('https://[::1]:8443/mcp', []).endpoint)
    expect(['mcp.example', '::1', 'other.example'].map((host) => scope.isNamed(host))).to.deep.equal([
      true,
      true,
      false,
    ])
  })

  it('does not have an authorization server that only metadata names, even when it is probed', () => {
    const scope = new ScanScope({ isExcluded: () => false })
    const seen = observation('https://mcp.example/mcp', ['https://idp.example/', 'https://mcp.example/token'])
    scope.add(seen.endpoint)
    scope.addIssuers(seen)
    for (const issuer of scope.newIssuers()) scope.add(issuer)
    expect(['mcp.example', 'idp.example'].map((host) => scope.isNamed(host))).to.deep.equal([true, false])
    expect(scope.newIssuers()).to.deep.equal([])
  })
})
