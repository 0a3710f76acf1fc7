/** Hexadecimal, with spaces between the fields. */
export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Stands for a certificate: the codec does not read it. */
export const CERTIFICATE = hex('30020500')
export const CONNECTION_ID = 'c0c1c2c3c4c5c6c7c8c9cacbcccdcecf'

/** draft-hickman-netscape-ssl-00, section 5.6.1: a SERVER-HELLO in its record; the changes are hexadecimal. */
export const serverHello2 = ({
  sessionIdHit = '00',
  certificateType = '01',
  version = '0002',
  certificateLength = '0004',
  ciphers = '010080 0700c0',
  connectionId = CONNECTION_ID,
} = {}): Uint8Array => {
  const lengths = [certificateLength, u16(hex(ciphers).length), u16(hex(connectionId).length)].join('')
  const body = `04${sessionIdHit}${certificateType}${version}${lengths}30020500${ciphers}${connectionId}`
  return hex(`${u16(0x8000 | hex(body).length)}${body}`)
}

const u16 = (value: number): string => value.toString(16).padStart(4, '0')
