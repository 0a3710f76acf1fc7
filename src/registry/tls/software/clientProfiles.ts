import hellos from './clientHellos.json' with { type: 'json' }

/**
 * The ClientHello messages of the runtimes that MCP clients run on, to be replayed to a server: its answer has the
 * version and group that the client would negotiate. How each was made: docs/client-profiles.md.
 */
export type ClientProfile = {
  id: string
  client: string
  version: string
  library: string
  /** False: derived from the capture that `origin` names, with the source of each change. */
  captured: boolean
  asOf: string
  origin: string
  /** MCP clients that are known to send this hello, each with how it is known. */
  usedBy?: readonly string[]
  /** The hybrid and post-quantum groups in its supported_groups, drafts excepted: read from `hello`. */
  postQuantumGroups: readonly string[]
  /** The shortest finite-field Diffie-Hellman group that it accepts, where a shorter one than 2,048 bits was tried. */
  minDhBits?: number
  /** Hexadecimal: the ClientHello handshake message, from its type byte on, without record header. */
  hello: string
}

export const CLIENT_PROFILES: readonly ClientProfile[] = hellos

/** The runtimes that offer a hybrid or post-quantum group. */
export const HYBRID_CLIENTS: readonly ClientProfile[] = CLIENT_PROFILES.filter(
  ({ postQuantumGroups }) => postQuantumGroups.length > 0,
)

/**
 * Its ClientHello has a post-quantum key share and does not fit one TCP segment of Ethernet (1,460 bytes, less options), as
 * some devices on the path require.
 */
export const hasLongHello = ({ hello }: ClientProfile): boolean => hello.length / 2 > SEGMENT

/** Bytes. */
const SEGMENT = 1400

/** The clients that offer none of these groups; without a list, no hybrid or post-quantum one. */
export const clientsWithout = (groups: readonly string[] | undefined): string[] =>
  CLIENT_PROFILES.filter(
    ({ postQuantumGroups }) => !postQuantumGroups.some((name) => groups?.includes(name) ?? true),
  ).map(({ client }) => client)
