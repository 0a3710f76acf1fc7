import type { Transport } from '../../model/endpoint.ts'

/**
 * Programs that a client starts over stdio and that speak to a remote MCP server in its place. The TLS client is
 * then the wrapper's runtime, not the editor.
 */
export type WrapperRow = {
  wrapper: string
  /** Names it goes by: packages by registry, executables and container images (without tag). */
  npm?: readonly string[]
  pypi?: readonly string[]
  oci?: readonly string[]
  programs?: readonly string[]
  /** What it is written for, unless the command that starts it says otherwise. */
  runtime: string
  /** The remote URL is the first argument that is neither an option nor the value of one. */
  positional?: true
  /** Options whose value is the remote URL, and the transport that each means. */
  urlOptions?: Readonly<Record<string, Transport>>
  transport?: {
    option?: string
    values: Readonly<Record<string, Transport>>
    /** Without the option, or with a value that allows both. */
    otherwise: Transport
  }
  /** Options that take values, and how many. */
  options: Readonly<Record<string, number>>
  source: string
  asOf: string
}

const asOf = '2026-11'
const PYTHON_MCP_PROXY = {
  positional: true,
  transport: {
    option: '--transport',
    values: { sse: 'http+sse', streamablehttp: 'streamable-http' },
    otherwise: 'http+sse',
  },
  options: {
    '-H': 2,
    '--headers': 2,
    '-e': 2,
    '--env': 2,
    '--transport': 1,
    '--cwd': 1,
    '--port': 1,
    '--host': 1,
    '--sse-port': 1,
    '--sse-host': 1,
    '--allow-origin': 1,
    '--client-id': 1,
    '--client-secret': 1,
    '--token-url': 1,
    '--named-server': 2,
    '--named-server-config': 1,
    '--log-level': 1,
  },
  source: 'https://github.com/sparfenyuk/mcp-proxy#command-line-arguments',
  asOf,
} as const

export const WRAPPERS: readonly WrapperRow[] = [
  {
    wrapper: 'mcp-remote',
    npm: ['mcp-remote'],
    programs: ['mcp-remote', 'mcp-remote-client'],
    runtime: 'Node.js',
    positional: true,
    transport: {
      option: '--transport',
      values: { 'sse-only': 'http+sse', 'http-only': 'streamable-http' },
      otherwise: 'unknown',
    },
    options: {
      '--header': 1,
      '--transport': 1,
      '--host': 1,
      '--resource': 1,
      '--ignore-tool': 1,
      '--auth-timeout': 1,
      '--static-oauth-client-metadata': 1,
      '--static-oauth-client-info': 1,
    },
    source: 'https://github.com/geelen/mcp-remote/blob/main/src/lib/utils.ts',
    asOf,
  },
  {
    wrapper: 'supergateway',
    npm: ['supergateway'],
    oci: ['supercorp/supergateway', 'ghcr.io/supercorp-ai/supergateway'],
    programs: ['supergateway'],
    runtime: 'Node.js',
    urlOptions: { '--sse': 'http+sse', '--streamableHttp': 'streamable-http' },
    options: {
      '--stdio': 1,
      '--header': 1,
      '--oauth2Bearer': 1,
      '--outputTransport': 1,
      '--port': 1,
      '--baseUrl': 1,
      '--logLevel': 1,
    },
    source: 'https://github.com/supercorp-ai/supergateway/blob/main/src/index.ts',
    asOf,
  },
  {
    wrapper: 'mcp-proxy',
    pypi: ['mcp-proxy'],
    oci: ['ghcr.io/sparfenyuk/mcp-proxy', 'sparfenyuk/mcp-proxy'],
    programs: ['mcp-proxy'],
    runtime: 'Python',
    ...PYTHON_MCP_PROXY,
  },
  {
    wrapper: 'mcp-proxy',
    npm: ['mcp-proxy'],
    runtime: 'Node.js',
    positional: true,
    options: {
      '--port': 1,
      '--host': 1,
      '--server': 1,
      '--endpoint': 1,
      '--sseEndpoint': 1,
      '--streamEndpoint': 1,
      '--apiKey': 1,
      '--requestTimeout': 1,
    },
    source: 'https://github.com/punkpeye/mcp-proxy#readme',
    asOf,
  },
  {
    wrapper: 'mcp-proxy-for-aws',
    pypi: ['mcp-proxy-for-aws'],
    oci: ['public.ecr.aws/mcp-proxy-for-aws/mcp-proxy-for-aws'],
    programs: ['mcp-proxy-for-aws'],
    runtime: 'Python',
    positional: true,
    transport: { values: {}, otherwise: 'streamable-http' },
    options: {
      '--service': 1,
      '--region': 1,
      '--profile': 1,
      '--log-level': 1,
      '--retries': 1,
      '--timeout': 1,
      '--connect-timeout': 1,
      '--read-timeout': 1,
      '--write-timeout': 1,
    },
    source: 'https://github.com/aws/mcp-proxy-for-aws#configuration-parameters',
    asOf,
  },
]
