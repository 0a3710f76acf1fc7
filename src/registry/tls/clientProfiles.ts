/**
 * The ClientHello messages of the runtimes that MCP clients run on, to be replayed to a server: its answer is
 * the version and group which that client would negotiate. How each was made: docs/client-profiles.md.
 */
import bun from './clientHellos/bun.json' with { type: 'json' }
import chromium from './clientHellos/chromium.json' with { type: 'json' }
import claudeCode from './clientHellos/claude-code.json' with { type: 'json' }
import codex from './clientHellos/codex.json' with { type: 'json' }
import curlOpenssl3_0 from './clientHellos/curl-openssl-3.0.json' with { type: 'json' }
import curlOpenssl3_5 from './clientHellos/curl-openssl-3.5.json' with { type: 'json' }
import deno from './clientHellos/deno.json' with { type: 'json' }
import dotnetOpenssl3_0 from './clientHellos/dotnet-openssl-3.0.json' with { type: 'json' }
import dotnetOpenssl3_5 from './clientHellos/dotnet-openssl-3.5.json' with { type: 'json' }
import go1_22 from './clientHellos/go-1.22.json' with { type: 'json' }
import go1_23 from './clientHellos/go-1.23.json' with { type: 'json' }
import go1_24 from './clientHellos/go-1.24.json' with { type: 'json' }
import go1_24MlkemOff from './clientHellos/go-1.24-mlkem-off.json' with { type: 'json' }
import go1_26 from './clientHellos/go-1.26.json' with { type: 'json' }
import go1_27 from './clientHellos/go-1.27.json' with { type: 'json' }
import java17 from './clientHellos/java-17.json' with { type: 'json' }
import java21 from './clientHellos/java-21.json' with { type: 'json' }
import java25 from './clientHellos/java-25.json' with { type: 'json' }
import java27 from './clientHellos/java-27.json' with { type: 'json' }
import node20 from './clientHellos/node-20.json' with { type: 'json' }
import node22 from './clientHellos/node-22.json' with { type: 'json' }
import node24 from './clientHellos/node-24.json' with { type: 'json' }
import node26 from './clientHellos/node-26.json' with { type: 'json' }
import pythonOpenssl3_0 from './clientHellos/python-openssl-3.0.json' with { type: 'json' }
import pythonOpenssl3_5 from './clientHellos/python-openssl-3.5.json' with { type: 'json' }
import rustlsPreferPostQuantum from './clientHellos/rustls-prefer-post-quantum.json' with { type: 'json' }
import rustlsRing from './clientHellos/rustls-ring.json' with { type: 'json' }

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
  /** Hexadecimal: the ClientHello handshake message, from its type byte on, without record header. */
  hello: string
}

export const CLIENT_PROFILES: readonly ClientProfile[] = [
  node20,
  node22,
  node24,
  node26,
  chromium,
  bun,
  deno,
  claudeCode,
  codex,
  pythonOpenssl3_0,
  pythonOpenssl3_5,
  go1_22,
  go1_23,
  go1_24,
  go1_24MlkemOff,
  go1_26,
  go1_27,
  java17,
  java21,
  java25,
  java27,
  dotnetOpenssl3_0,
  dotnetOpenssl3_5,
  rustlsRing,
  rustlsPreferPostQuantum,
  curlOpenssl3_0,
  curlOpenssl3_5,
]
