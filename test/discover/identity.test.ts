import { expect } from 'chai'
import { endpointId, normalizeUrl } from '../../src/discover/endpointUrl.ts'
import { UsageError } from '../../src/model/error.ts'

const SPELLINGS: Record<string, string> = {
  'HTTPS://MCP.Example.com:443/mcp#top': 'https://mcp.example.com/mcp',
  ' https://mcp.example.com ': 'https://mcp.example.com/',
  'https://me:hunter2@mcp.example.com/mcp': 'https://mcp.example.com/mcp',
  'https://mcp.example.com/mcp?team=red&api_key=hunter2': 'https://mcp.example.com/mcp?team=red&api_key=',
  'https://mcp.example.com/mcp?q=ghp_0123456789abcdef': 'https://mcp.example.com/mcp?q=',
  'https://mcp.example.com/mcp?a=b%20c&d': 'https://mcp.example.com/mcp?a=b%20c&d',
  'https://mcp.example.com/s/NTg0YjU5MzAtZDk3Zi00MzRk/mcp': 'https://mcp.example.com/s/***/mcp',
  'https://mcp.example.com/0b9e0b3a-51f4-4d8c-9d6c-6a4f3e0d7a11/mcp':
    'https://mcp.example.com/0b9e0b3a-51f4-4d8c-9d6c-6a4f3e0d7a11/mcp',
  'https://mcp.example.com/customer-relationship-management/mcp':
    'https://mcp.example.com/customer-relationship-management/mcp',
  'https://ada:1/hunter2@mcp.example.com/mcp': 'https://ada:1/***@mcp.example.com/mcp',
  'https://ada:12/3/hunter2@mcp.example.com?x': 'https://ada:12/***@mcp.example.com',
  'https://ada:1?hunter2@mcp.example.com': 'https://ada:1/***@mcp.example.com',
  'http://mcp:8080/@scope/name@latest/mcp': 'http://mcp:8080/@scope/name@latest/mcp',
  'http://mcp:81/@scope/mcp': 'http://mcp:81/@scope/mcp',
  'http://localhost:81/a@b': 'http://localhost:81/a@b',
  'http://mcp:81/a@b': 'http://mcp:81/a@b',
  'http://mcp:81/server@1.2.3/mcp?x=@': 'http://mcp:81/server@1.2.3/mcp?x=@',
  'https://ada:1/hunter2@10.0.0.1:8443/mcp': 'https://ada:1/***@10.0.0.1:8443/mcp',
  'ssh://root@Build.Example.com:22/srv': 'ssh://build.example.com',
  'ssh://build.example.com:2222': 'ssh://build.example.com:2222',
  'ssh://127.1:6379/': 'ssh://127.0.0.1:6379',
  'ssh://0x7f.1': 'ssh://127.0.0.1',
  'ssh://169.16689662': 'ssh://169.254.169.254',
  'ssh://127.0.0.1.': 'ssh://127.0.0.1',
  'ssh://%31%32%37.0.0.1': 'ssh://127.0.0.1',
  'ssh://[::FFFF:7f00:1]:22': 'ssh://[::ffff:7f00:1]',
  'wss://mcp.example.com/mcp': 'wss://mcp.example.com/mcp',
  'http://[::1]:3000/mcp': 'http://[::1]:3000/mcp',
  'stdio:npm/@modelcontextprotocol/server-everything': 'stdio:npm/@modelcontextprotocol/server-everything',
}

describe('identity', () => {
  for (const [text, url] of Object.entries(SPELLINGS)) {
    it(`spells ${text.trim()} as ${url}`, () => expect(normalizeUrl(text)).to.equal(url))
    it(`leaves ${url} as it is`, () => expect(normalizeUrl(url)).to.equal(url))
  }

  for (const text of [
    '',
    'mcp',
    'https://',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssh:',
    'ssh://1.2.3.4.5',
    'https://a b/',
  ]) {
    it(`refuses ${JSON.stringify(text)} and says how to mend it`, () => {
      expect(() => normalizeUrl(text))
        .to.throw(UsageError)
        .with.property('code', 'URL_INVALID')
    })
  }

  it('shows no credentials, secrets or terminal escapes of what it refuses', () => {
    expect(() => normalizeUrl('gopher://me:hunter2@a.example/\u001b[2J\u202e?key=hunter2')).to.throw(
      UsageError,
      /^invalid URL "gopher:\/\/a\.example\/\ufffd\[2J\ufffd": unsupported scheme gopher:$/,
    )
  })

  it('names an endpoint by the first 16 digits of the hash of its URL', () => {
    expect(endpointId('https://mcp.example.com/mcp')).to.match(/^[\da-f]{16}$/)
    expect(endpointId('https://mcp.example.com/mcp')).to.not.equal(endpointId('https://mcp.example.com/'))
  })
})
