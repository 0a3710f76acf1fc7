import { DecodeError, invalid } from '../tls/reader.ts'
import { ascii } from '../tls/writer.ts'

/** RFC 4253 §4.2: `SSH-protoversion-softwareversion SP comments`. */
export type Identification = { protocolVersion: string; software: string; comments?: string }

/** What this program sends. */
export const OWN_IDENTIFICATION = ascii('SSH-2.0-mcp_pqc\r\n')

/** RFC 4253 §4.2, with CR and LF. */
const MAX_LINE = 255
const MAX_LINES_BEFORE = 64

/**
 * The identification line, and the number of bytes up to its end. undefined: the line is not complete yet.
 * Throws DecodeError for lines that are too long, too many, or not SSH.
 */
export const readIdentification = (
  bytes: Uint8Array,
): { identification: Identification; length: number } | undefined => {
  let start = 0
  for (let lines = 0; lines <= MAX_LINES_BEFORE; lines++) {
    const end = bytes.indexOf(LF, start)
    const length = (end < 0 ? bytes.length : end + 1) - start
    // A line before the identification is text for people; some are longer than they may be.
    if (length > MAX_LINE * 4) throw invalid('SSH identification', 'a line without an end')
    if (end < 0) return undefined
    const line = String.fromCharCode(...bytes.subarray(start, end)).replace(/\r$/, '')
    start = end + 1
    if (line.startsWith('SSH-')) return { identification: parse(line), length: start }
  }
  throw new DecodeError('SSH identification', 'missing', `${MAX_LINES_BEFORE} lines without one`)
}

const LF = 0x0a

const parse = (line: string): Identification => {
  const [, protocolVersion = '', software = '', comments] = /^SSH-([^-]*)-([^ ]*)(?: (.*))?$/.exec(line) ?? []
  if (protocolVersion === '' || line.length > MAX_LINE) {
    throw invalid('SSH identification', 'no protocol version')
  }
  return { protocolVersion, software, ...(comments !== undefined && { comments }) }
}
