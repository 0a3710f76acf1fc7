import type { Transport } from '../../../model/endpoint.ts'
import table from './wrappers.json' with { type: 'json' }

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
  /** Unless the command that starts it determines another. */
  runtime: string
  /** The remote URL is the first argument that is neither an option nor the value of one. */
  positional?: true
  /** Options whose value is the remote URL, and the transport that each means. */
  urlOptions?: Readonly<Record<string, Transport>>
  transport?: {
    option?: string
    values: Readonly<Record<string, Transport>>
    /** Without the option, or with a value that allows both transports. */
    otherwise: Transport
  }
  /** Options that take values, and how many. */
  options: Readonly<Record<string, number>>
  source: string
  asOf: string
}

export const WRAPPERS = table as readonly WrapperRow[]
