import { expect } from 'chai'
import { initializeRequest, modernParams, rpcRequest } from '../../src/mcp/requests.ts'

describe('requests of both eras', () => {
  it('begin a session up to 2025-11-25', () => {
    expect(JSON.parse(initializeRequest(1))).to.deep.equal({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'mcp-pqc', version: '1' },
      },
    })
  })

  it('say everything themselves from 2026-07-28 on', () => {
    const params = modernParams('2026-07-28', { cursor: 'a' })
    expect(JSON.parse(rpcRequest(2, 'tools/list', params))).to.deep.equal({
      jsonrpc: '2.0',
      id: 2,
      method: 'tools/list',
      params: {
        cursor: 'a',
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'mcp-pqc', version: '1' },
        },
      },
    })
  })
})
