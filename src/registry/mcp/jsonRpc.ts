/** JSON-RPC 2.0 §5.1, and codes of its range for implementations (2026-07-28 basic) that MCP servers answer with. */
export const RPC_ERRORS = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  /** The gateway's own errors. */
  gateway: -32_000,
  /** What the official SDK answers for a session that is gone (2.4, November 2026). */
  sessionNotFound: -32_001,
  headerMismatch: -32_020,
  missingClientCapability: -32_021,
  unsupportedVersion: -32_022,
} as const
